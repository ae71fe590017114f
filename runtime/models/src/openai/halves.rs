//! Characters that a server cuts in two. JSON writes those beyond the first 65,536 as two escapes, and
//! a server that counts in UTF-16 may send one of them in each of two pieces. Neither is a text by itself.

use std::borrow::Cow;

/// JSON in which no half of a character stands alone: a first half is kept for the piece that has
/// the second.
pub(super) fn joined<'j>(json: &'j [u8], half: &mut Option<u16>) -> Cow<'j, [u8]> {
    let may_be_half = |it: &[u8]| matches!(it, [b'\\', b'u', b'd' | b'D']);
    if !json.windows(3).any(may_be_half) {
        return Cow::Borrowed(json);
    }
    let (mut whole, mut rest) = (Vec::with_capacity(json.len() + 6), json);
    while let Some((first, after)) = rest.split_first() {
        let length = match (first, unit(rest)) {
            (b'\\', None) => 2,
            (_, None) => 1,
            (_, Some(0xd800..=0xdbff)) => match rest.get(6..).and_then(unit) {
                Some(0xdc00..=0xdfff) => 12,
                _ => 0,
            },
            (_, Some(0xdc00..=0xdfff)) => 0,
            (_, Some(_)) => 6,
        };
        if length > 0 {
            let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            whole.extend_from_slice(taken);
            rest = after;
            continue;
        }
        let lone = unit(rest).unwrap_or_default();
        match (lone < 0xdc00, half.take()) {
            (true, _) => *half = Some(lone),
            (false, Some(high)) => {
                whole.extend_from_slice(format!("\\u{high:04x}\\u{lone:04x}").as_bytes());
            }
            (false, None) => whole.extend_from_slice(b"\\ufffd"),
        }
        rest = rest.get(6..).unwrap_or(after);
    }
    Cow::Owned(whole)
}

/// The UTF-16 unit that an escape at the beginning of a text stands for.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// A text in pieces of so many UTF-16 units, each as JSON.
    fn pieces(text: &str, size: usize) -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let escaped = |piece: &[u16]| {
            let escapes = piece.iter().map(|it| format!("\\u{it:04X}"));
            format!("\"{}\"", escapes.collect::<String>())
        };
        units.chunks(size).map(escaped).collect()
    }

    fn read(pieces: &[String]) -> String {
        let mut half = None;
        let texts = pieces.iter().map(|it| {
            let joined = joined(it.as_bytes(), &mut half);
            serde_json::from_slice::<String>(&joined).unwrap()
        });
        texts.collect()
    }

    proptest! {
        #[test]
        fn a_text_is_whole_however_it_is_cut(text in ".{0,20}|(👋🏽|é|\\\\\\\\|a){0,20}", size in 1_usize..5) {
            prop_assert_eq!(read(&pieces(&text, size)), text);
        }

        #[test]
        fn json_of_whole_characters_stays_as_it_is(text in ".*") {
            let json = Value::from(text).to_string();
            let joined = joined(json.as_bytes(), &mut None);
            prop_assert_eq!(joined.as_ref(), json.as_bytes());
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            joined(&bytes, &mut Some(0xd83d));
        }
    }

    #[test]
    fn what_only_looks_like_a_half_is_none_and_a_half_without_its_other_is_marked() {
        let escaped = br#""\\ud83d""#;
        assert_eq!(joined(escaped, &mut None).as_ref(), escaped);
        let second = joined(br#""a\udc4bb""#, &mut None);
        assert_eq!(second.as_ref(), br#""a\ufffdb""#);
    }
}
