//! A program that speaks over its standard input and output. It gets no variable of the environment
//! but those that it is given, and ends with its whole group.

use std::{io, process::Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A running program. It and all that it started are killed when this value is dropped.
#[derive(Debug)]
pub(super) struct Group {
    id: Option<Pid>,
    /// Buried by the runtime once it is dropped.
    _child: Child,
}

/// Starts a program.
pub(super) fn start(
    command: &str,
    args: &[String],
    env: &[(String, String)],
) -> io::Result<(Group, ChildStdout, ChildStdin)> {
    let mut child = Command::new(command)
        .args(args)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    let pipes = child.stdout.take().zip(child.stdin.take());
    let id = child.id().and_then(|it| i32::try_from(it).ok());
    let group = Group {
        id: id.and_then(Pid::from_raw),
        _child: child,
    };
    let (read, write) = pipes.ok_or_else(|| io::Error::other("a child without pipes"))?;
    Ok((group, read, write))
}

impl Drop for Group {
    fn drop(&mut self) {
        // Nobody has waited for the child yet: even if it has ended, its number is nobody else's.
        if let Some(id) = self.id {
            let _gone = kill_process_group(id, Signal::KILL);
        }
    }
}
