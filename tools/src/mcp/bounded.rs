//! What a program may say before it is cut off: a line of some length, and so much in all between two
//! questions of ours.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, ReadBuf};

/// The longest message, in bytes.
pub(super) const LONGEST_LINE: usize = 1 << 20;

/// How much it may say unasked, in bytes.
const MOST_UNASKED: usize = 64 << 20;

/// How much a program has said since it was asked last.
#[derive(Clone, Debug, Default)]
pub(super) struct Said(Arc<AtomicUsize>);

impl Said {
    /// It is asked something.
    pub(super) fn asked(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// A program's output, which fails for whoever reads it once the program says too much.
#[derive(Debug)]
pub(super) struct Bounded<R> {
    read: R,
    line: usize,
    said: Said,
}

impl<R> Bounded<R> {
    pub(super) fn new(read: R, said: Said) -> Self {
        Self {
            read,
            line: 0,
            said,
        }
    }

    fn count(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut lines = bytes.split(|it| *it == b'\n');
        let first = lines.next().map_or(0, <[u8]>::len);
        let mut longest = self.line + first;
        self.line = longest;
        for line in lines {
            longest = longest.max(line.len());
            self.line = line.len();
        }
        let before = self.said.0.fetch_add(bytes.len(), Ordering::Relaxed);
        match longest > LONGEST_LINE || before + bytes.len() > MOST_UNASKED {
            true => Err(io::Error::other("it says too much")),
            false => Ok(()),
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Bounded<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.read).poll_read(context, buffer))?;
        let new = buffer.filled().get(before..).unwrap_or_default();
        Poll::Ready(this.count(new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_all_lines_together_have_an_end() {
        let said = Said::default();
        let mut bounded = Bounded::new(io::empty(), said.clone());
        let long = vec![b'x'; LONGEST_LINE];
        assert!(bounded.count(&long).is_ok());
        assert!(bounded.count(b"\nx\n").is_ok());
        assert!(bounded.count(&long).is_ok());
        assert!(bounded.count(b"x").is_err());

        let mut bounded = Bounded::new(io::empty(), said.clone());
        let line = [&long[1..], b"\n"].concat();
        said.asked();
        for _ in 0..MOST_UNASKED / line.len() {
            assert!(bounded.count(&line).is_ok());
        }
        assert!(bounded.count(b"\n").is_err());
        said.asked();
        assert!(bounded.count(b"\n").is_ok());
    }
}
