//! What the system says of this process, under the names that Prometheus' own libraries give it.
//! Where there is no `/proc`, nothing is said.

use std::fs;

use prometheus_client::{
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::Registry,
};

/// Shows memory, processor time and the start of this process.
pub(super) fn show(registry: &mut Registry) {
    if let Some(bytes) = resident_bytes() {
        registry.register(
            "process_resident_memory_bytes",
            "Resident memory",
            ConstGauge::new(bytes),
        );
    }
    let Some(times) = Times::read() else {
        return;
    };
    registry.register(
        "process_cpu_seconds",
        "Processor time, of the user and of the system",
        ConstCounter::new(times.used),
    );
    registry.register(
        "process_start_time_seconds",
        "When the process began, since 1970",
        ConstGauge::new(times.began),
    );
}

/// Times in seconds.
struct Times {
    used: f64,
    began: f64,
}

impl Times {
    fn read() -> Option<Self> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        // The second field is the name, which may hold anything; what follows it are numbers.
        let (_, rest) = stat.rsplit_once(')')?;
        let field = |number: usize| {
            let field = rest.split_whitespace().nth(number - 3)?;
            field.parse::<f64>().ok()
        };
        let ticks: f64 = u32::try_from(rustix::param::clock_ticks_per_second())
            .ok()?
            .into();
        let booted = fs::read_to_string("/proc/stat").ok()?;
        let mut booted = booted.lines().filter_map(|it| it.strip_prefix("btime "));
        let booted: f64 = booted.next()?.trim().parse().ok()?;
        Some(Self {
            used: (field(14)? + field(15)?) / ticks,
            began: booted + field(22)? / ticks,
        })
    }
}

fn resident_bytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let mut resident = status.lines().filter_map(|it| it.strip_prefix("VmRSS:"));
    let kib = resident.next()?.trim().strip_suffix("kB")?;
    kib.trim().parse::<i64>().ok()?.checked_mul(1_024)
}
