//! The chat at a real terminal.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use testkit::program::Program;
use tokio::{sync::mpsc, time};

/// The longest that something is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What is seen on a terminal, as it comes.
pub(crate) struct Screen {
    seen: String,
    comes: mpsc::UnboundedReceiver<Vec<u8>>,
}

impl Screen {
    pub(crate) fn of(mut terminal: File) -> Self {
        let (tell, comes) = mpsc::unbounded_channel();
        // It ends when nobody has the terminal any more.
        std::thread::spawn(move || {
            let mut piece = [0; 4_096];
            while let Ok(size @ 1..) = terminal.read(&mut piece) {
                if tell.send(piece[..size].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            seen: String::new(),
            comes,
        }
    }

    /// Waits until something is seen, since the last time.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        let began = Instant::now();
        loop {
            if let Some(at) = self.seen.find(text) {
                let rest = self.seen.split_off(at + text.len());
                return std::mem::replace(&mut self.seen, rest);
            }
            let left = PATIENCE.saturating_sub(began.elapsed());
            let piece = time::timeout(left, self.comes.recv()).await;
            let piece = piece.ok().flatten();
            let piece = piece.unwrap_or_else(|| panic!("no {text:?} in {}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&piece));
        }
    }
}

#[tokio::test]
async fn what_firma_says_by_itself_is_shown_above_what_is_being_typed() -> anyhow::Result<()> {
    let database = testkit::database().await;
    let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "terminal-")?
        .with("DATABASE_URL", database.url().await?)
        .with("LC_ALL", "en_US.UTF-8");
    program
        .run(&["ask", "New lead: Ana, ana@example.com"])
        .await?;
    let (mut child, mut terminal) = program.at_terminal(&[])?;
    let mut screen = Screen::of(terminal.try_clone()?);
    screen.until("> ").await;
    terminal.write_all(b"List my le")?;
    screen.until("List my le").await;
    database
        .execute(
            r#"insert into messages (organisation, id, conversation, direction, origin, parts, received_at)
            select organisation, 'ffffffff-0000-7000-8000-000000000000', conversation, 'out', 'system',
                '[{ "kind": "text", "text": "Reminder: call Ana." }]', now() from turns limit 1"#,
        )
        .await;
    screen.until("Reminder: call Ana.").await;
    // What she had typed stands below it, and goes on.
    screen.until("List my le").await;
    terminal.write_all(b"ads\r")?;
    screen.until("ana@example.com").await;
    terminal.write_all(b"/quit\r")?;
    let said = screen.until("/quit").await;
    assert!(!said.contains("Reminder"), "{said}");
    time::timeout(PATIENCE, child.wait()).await??;
    Ok(())
}

#[tokio::test]
async fn what_was_said_while_nobody_was_there_is_shown_once_whatever_was_asked_since()
-> anyhow::Result<()> {
    let database = testkit::database().await;
    let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "unheard-")?
        .with("DATABASE_URL", database.url().await?)
        .with("LC_ALL", "en_US.UTF-8");
    program
        .run(&["ask", "New lead: Ana, ana@example.com"])
        .await?;
    database
        .execute(
            r#"insert into messages (organisation, id, conversation, direction, origin, parts, received_at)
            select organisation, uuidv7(), conversation, 'out', 'system',
                '[{ "kind": "text", "text": "Reminder: call Ana." }]', now() from turns limit 1"#,
        )
        .await;
    // A program that asks is not told.
    program.run(&["ask", "--json", "List my leads"]).await?;
    for comes in [true, false] {
        let (mut child, mut terminal) = program.at_terminal(&[])?;
        let mut screen = Screen::of(terminal.try_clone()?);
        let seen = screen.until("> ").await;
        assert_eq!(seen.contains("Reminder: call Ana."), comes, "{seen}");
        terminal.write_all(b"/quit\r")?;
        screen.until("/quit").await;
        time::timeout(PATIENCE, child.wait()).await??;
    }
    Ok(())
}
