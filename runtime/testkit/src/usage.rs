//! What processes take of the machine, as Linux counts it in `/proc`.

use std::{
    fs,
    io::{self, ErrorKind},
    time::Duration,
};

/// The processor time of a process and of those of its children that ended.
pub fn processor(pid: u32) -> io::Result<Duration> {
    Ok(ticks(Stat::read(pid)?.ticks))
}

/// The processor time of a process and of all its children, living and ended; not of theirs.
pub fn family_processor(pid: u32) -> io::Result<Duration> {
    let mut sum = Stat::read(pid)?.ticks;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(child) = name.to_str().and_then(|it| it.parse().ok()) else {
            continue;
        };
        // It may have ended since it was listed; then its parent's time has its own.
        if let Ok(stat) = Stat::read(child)
            && stat.parent == pid
        {
            sum += stat.ticks;
        }
    }
    Ok(ticks(sum))
}

/// The resident memory of a process, in bytes.
pub fn resident(pid: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|it| it.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kibibytes.map(|it| it << 10).ok_or_else(unreadable)
}

struct Stat {
    parent: u32,
    ticks: u64,
}

impl Stat {
    fn read(pid: u32) -> io::Result<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        Self::parse(&text).ok_or_else(unreadable)
    }

    /// The name of the program stands second, in brackets, and may hold anything.
    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        // Time in the program and in the kernel; the same of children that ended.
        let times = fields.get(11..15)?.iter().map(|it| it.parse::<u64>());
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            ticks: times.sum::<Result<u64, _>>().ok()?,
        })
    }
}

fn ticks(count: u64) -> Duration {
    Duration::from_millis(count * 1_000 / rustix::param::clock_ticks_per_second())
}

fn unreadable() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "not what Linux writes into /proc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_program_is_called() {
        let line = "42 (a) b (c) S 7 42 42 0 -1 0 0 0 0 0 10 20 3 4 20 0 1 0 99 0 0\n";
        let stat = Stat::parse(line).unwrap();
        assert_eq!((stat.parent, stat.ticks), (7, 37));
        assert!(Stat::parse("42 (a) S").is_none());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn our_own_process_is_found() {
        let pid = std::process::id();
        assert!(resident(pid).unwrap() > 1 << 20);
        // The clock goes on between the two: what is less is read first.
        let alone = processor(pid).unwrap();
        assert!(family_processor(pid).unwrap() >= alone);
    }
}
