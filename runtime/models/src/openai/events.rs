//! The events of a stream: the data lines of `text/event-stream`, however the network cuts them.

use std::collections::VecDeque;

use super::fault::Fault;

/// The largest event, in bytes.
const EVENT_LIMIT: usize = 4 << 20;

/// Takes bytes in, gives the data of whole events out. Only bytes are kept, so that a character
/// that two pieces share survives.
#[derive(Debug, Default)]
pub(super) struct Events {
    line: Vec<u8>,
    data: Option<Vec<u8>>,
    after_return: bool,
    ready: VecDeque<Vec<u8>>,
}

impl Events {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        for piece in bytes.split_inclusive(|it| matches!(it, b'\n' | b'\r')) {
            let (text, end) = match piece.split_last() {
                Some((b'\n', text)) => (text, Some(b'\n')),
                Some((b'\r', text)) => (text, Some(b'\r')),
                _ => (piece, None),
            };
            // A return and a line feed end one line, even if they come apart.
            let half = std::mem::replace(&mut self.after_return, end == Some(b'\r'));
            if half && end == Some(b'\n') && text.is_empty() {
                continue;
            }
            let data = self.data.as_ref().map_or(0, Vec::len);
            if self.line.len() + text.len() + data > EVENT_LIMIT {
                return Err(Fault::Nonsense("an event is too large"));
            }
            self.line.extend_from_slice(text);
            if end.is_some() {
                self.end_line();
            }
        }
        Ok(())
    }

    /// The data of the next whole event.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        self.ready.pop_front()
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
        if line.is_empty() {
            self.ready.extend(self.data.take());
        } else if let Some(text) = line.strip_prefix(b"data:") {
            let text = text.strip_prefix(b" ").unwrap_or(text);
            match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(text);
                }
                None => self.data = Some(text.to_vec()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let mut events = Events::default();
        let mut found = Vec::new();
        for piece in pieces {
            events.push(piece).unwrap();
            found.extend(std::iter::from_fn(|| events.next()));
        }
        let text = |it| String::from_utf8(it).unwrap();
        found.into_iter().map(text).collect()
    }

    #[test]
    fn events_are_the_same_however_the_network_cuts_them() {
        let all = "\u{feff}data: Привет 👋🏽\r\n\r\n: note\nevent: x\ndata:two\ndata: lines\n\ndata: [DONE]\r\r";
        let whole = read(&[all.as_bytes()]);
        assert_eq!(whole, ["Привет 👋🏽", "two\nlines", "[DONE]"]);
        for at in 0..all.len() {
            let (left, right) = all.as_bytes().split_at(at);
            assert_eq!(read(&[left, right]), whole, "cut at {at}");
        }
        let bytes: Vec<_> = all.as_bytes().chunks(1).collect();
        assert_eq!(read(&bytes), whole);
    }

    #[test]
    fn what_does_not_end_is_no_event() {
        assert!(read(&[b"data: {\"half\":"]).is_empty());
        assert!(read(&[b"data: whole, but not ended\n"]).is_empty());
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut events = Events::default();
        let piece = vec![b'x'; EVENT_LIMIT / 2];
        events.push(b"data: ").unwrap();
        events.push(&piece).unwrap();
        assert!(events.push(&piece).is_err());
    }
}
