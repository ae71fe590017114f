use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn chart(bars: &[(String, i64)]) -> Vec<u8> {
    let chart = Chart {
        title: "Receita por mês, em BRL",
        subtitle: "Recebido menos devolvido, de 01/04/2025 a 10/03/2026",
        language: Language::PtBr,
        currency: Currency::Brl,
        bars,
    };
    chart.png().unwrap()
}

/// Width, height and pixels.
fn read(bytes: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let size = |it: u32| usize::try_from(it).unwrap();
    (size(info.width), size(info.height), pixels)
}

fn count(pixels: &[u8], colour: Colour) -> usize {
    pixels.chunks_exact(3).filter(|it| *it == colour.0).count()
}

#[test]
fn a_year_with_a_bad_month_is_a_picture_with_bars_on_both_sides_of_zero() {
    let bars: Vec<(String, i64)> = [
        1_250_000, 980_050, 0, -310_000, 1_875_990, 2_200_000, 1_999_900, 42, 760_000, 1_310_000,
        1_620_000, 905_500,
    ]
    .into_iter()
    .zip(1..)
    .map(|(minor, month): (i64, i32)| (format!("{month:02}/26"), minor))
    .collect();
    let bytes = chart(&bars);
    assert!(bytes.len() < 150_000, "{} bytes", bytes.len());
    let (width, height, pixels) = read(&bytes);
    assert_eq!((width, height), (WIDTH, HEIGHT));
    let (gain, loss) = (count(&pixels, GAIN), count(&pixels, LOSS));
    assert!(gain > 10 * loss && loss > 1_000, "{gain} {loss}");
}

#[test]
fn amounts_on_the_axis_are_round_and_short() {
    let shown = |minor| {
        let chart = Chart {
            title: "",
            subtitle: "",
            language: Language::PtBr,
            currency: Currency::Brl,
            bars: &[],
        };
        chart.shown(minor)
    };
    for (minor, expected) in [
        (0, "0"),
        (149, "1"),
        (150, "2"),
        (-150, "-2"),
        (1_234_567, "12.346"),
        (99_999_900, "999.999"),
        (100_000_000, "1M"),
        (125_000_000, "1,3M"),
        (-2_500_000_000_000, "-25.000M"),
    ] {
        assert_eq!(shown(minor), expected, "{minor}");
    }
    let scale = Scale::of([1_250_000, -310_000].into_iter(), Currency::Brl);
    let ticks: Vec<i64> = scale.ticks().collect();
    assert_eq!(ticks, [-500_000, 0, 500_000, 1_000_000, 1_500_000]);
}

#[test]
fn a_line_of_text_is_bounded_and_shows_what_is_below_zero_otherwise() {
    let money = |minor| Money {
        minor,
        currency: Currency::Brl,
    };
    assert_eq!(line(money(100), 100), "█".repeat(LINE));
    assert_eq!(line(money(50), 100), "█".repeat(LINE / 2));
    assert_eq!(line(money(13), 100), "██▌");
    assert_eq!(line(money(1), 100_000), "▏");
    assert_eq!(line(money(0), 100), "");
    assert_eq!(line(money(-50), 100), format!("-{}", "░".repeat(LINE / 2)));
    assert_eq!(line(money(i64::MIN), 1).chars().count(), LINE + 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_axis_holds_all_amounts_in_few_lines(
        amounts in prop::collection::vec(-10_000_000_000_000_i64..10_000_000_000_000, 0..12),
        digits in prop::sample::select(vec![Currency::Brl, Currency::Jpy]),
    ) {
        let scale = Scale::of(amounts.iter().copied(), digits);
        let lines = scale.ticks().count();
        prop_assert!((2..=9).contains(&lines), "{lines} lines: {scale:?}");
        prop_assert!(scale.ticks().any(|it| it == 0));
        for amount in amounts {
            prop_assert!((TOP..=BOTTOM).contains(&scale.y(amount)));
        }
    }
}
