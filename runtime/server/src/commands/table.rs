//! Columns that stand below each other in a terminal.

/// Lines of which each column begins at the same place; the last one ends where it ends. Columns of
/// numbers stand to the right.
pub(super) fn lines<const N: usize>(rows: &[[String; N]], numbers: &[usize]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match numbers.contains(&column) {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_begin_at_the_same_place_and_numbers_end_there() {
        let rows = [["Ana", "1,00", "x"], ["Olívia", "10,00", ""]];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(lines(&rows, &[1]), ["Ana      1,00  x", "Olívia  10,00"]);
    }
}
