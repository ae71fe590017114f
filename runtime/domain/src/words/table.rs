//! Rows as a Markdown table, aligned, so that it reads in a terminal as it stands.

use serde_json::Value;

/// Renders rows under `columns` (`field: Title | field: Title`); numbers and amounts to the right.
pub(super) fn render(columns: &str, rows: &[Value], cell: impl Fn(&Value) -> String) -> String {
    let columns: Vec<(&str, &str)> = columns
        .split('|')
        .filter_map(|it| it.split_once(':'))
        .map(|(field, title)| (field.trim(), title.trim()))
        .collect();
    let mut grid: Vec<Vec<String>> = vec![columns.iter().map(|it| it.1.to_owned()).collect()];
    for row in rows {
        let cells = columns.iter().map(|(field, _)| {
            let text = row.get(field).map(&cell).unwrap_or_default();
            text.replace(['\n', '\r'], " ").replace('|', "\\|")
        });
        grid.push(cells.collect());
    }
    let right: Vec<bool> = columns
        .iter()
        .map(|(field, _)| {
            let values = rows.iter().filter_map(|row| row.get(field));
            let mut given = values.filter(|it| !it.is_null()).peekable();
            given.peek().is_some() && given.all(|it| it.is_number() || it.is_object())
        })
        .collect();
    let widths: Vec<usize> = (0..columns.len())
        .map(|index| {
            let cells = grid.iter().filter_map(|row| row.get(index));
            cells.map(|it| width(it)).max().unwrap_or(0).max(3)
        })
        .collect();
    let mut lines: Vec<String> = grid.iter().map(|row| line(row, &widths, &right)).collect();
    let rule: Vec<String> = widths
        .iter()
        .zip(&right)
        .map(|(width, right)| match right {
            true => format!("{}:", "-".repeat(width - 1)),
            false => "-".repeat(*width),
        })
        .collect();
    lines.insert(1, format!("| {} |", rule.join(" | ")));
    lines.join("\n")
}

fn line(row: &[String], widths: &[usize], right: &[bool]) -> String {
    let cells: Vec<String> = row
        .iter()
        .zip(widths)
        .zip(right)
        .map(|((cell, width_of), right)| {
            let gap = " ".repeat(width_of.saturating_sub(width(cell)));
            match right {
                true => format!("{gap}{cell}"),
                false => format!("{cell}{gap}"),
            }
        })
        .collect();
    format!("| {} |", cells.join(" | "))
}

fn width(text: &str) -> usize {
    text.chars().count()
}
