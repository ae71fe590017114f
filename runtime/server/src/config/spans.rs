//! How spans leave (OpenTelemetry): what we read of it, and what only the library does.

use std::time::Duration;

use super::{Environment, Error, Expected};

/// How long whoever collects spans may take, if nobody says.
pub(super) const COLLECTOR_PATIENCE: Duration = Duration::from_secs(10);

/// How many spans may wait for it, if nobody says.
pub(super) const COLLECTOR_QUEUE: usize = 2_048;

/// Which spans are kept, by the names that the library knows.
const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];

/// Who collects spans (OpenTelemetry). The rest of what `OTEL_*` says of names, headers and samplers is
/// read by the library that the names come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Collector {
    /// Where it is.
    pub address: String,
    /// How long it may take.
    pub timeout: Duration,
    /// How many spans may wait for it; the rest is dropped.
    pub queue: usize,
}

/// Who collects spans: nobody, unless an address says so.
pub(super) fn collector(environment: Environment<'_>) -> Result<Option<Collector>, Error> {
    let is_off = |name, value: &str| {
        let set = environment.text(name)?;
        Ok::<_, Error>(set.is_some_and(|it| it.eq_ignore_ascii_case(value)))
    };
    if is_off("OTEL_SDK_DISABLED", "true")? || is_off("OTEL_TRACES_EXPORTER", "none")? {
        return Ok(None);
    }
    // All of them are read, so that what is no number is said of each.
    let address = environment.text("OTEL_EXPORTER_OTLP_ENDPOINT")?;
    let address = environment
        .text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")?
        .or(address);
    let timeout = environment.count("OTEL_EXPORTER_OTLP_TIMEOUT")?;
    let timeout = environment
        .count("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT")?
        .or(timeout);
    let queue = environment.count("OTEL_BSP_MAX_QUEUE_SIZE")?;
    of_the_library(environment)?;
    let millis = |it| Duration::from_millis(u64::try_from(it).unwrap_or(u64::MAX));
    Ok(address.map(|address| Collector {
        address,
        timeout: timeout.map_or(COLLECTOR_PATIENCE, millis),
        queue: queue.unwrap_or(COLLECTOR_QUEUE),
    }))
}

/// What of spans only the library reads, and as it reads it: it passes over what it cannot read.
fn of_the_library(environment: Environment<'_>) -> Result<(), Error> {
    let is = |name, expected, is_one: fn(&str) -> bool| match environment.text(name)? {
        Some(text) if !is_one(&text) => Err(Error::Variable { name, expected }),
        Some(_) | None => Ok(()),
    };
    for name in ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "OTEL_BSP_SCHEDULE_DELAY"] {
        is(name, Expected::Count, |it| {
            it.parse().is_ok_and(|it: u32| it > 0)
        })?;
    }
    for name in [
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SPAN_EVENT_COUNT_LIMIT",
        "OTEL_SPAN_LINK_COUNT_LIMIT",
    ] {
        is(name, Expected::Limit, |it| it.parse::<u32>().is_ok())?;
    }
    is("OTEL_TRACES_SAMPLER", Expected::Sampler, |it| {
        SAMPLERS.contains(&it)
    })?;
    is("OTEL_TRACES_SAMPLER_ARG", Expected::Share, |it| {
        it.parse().is_ok_and(|it: f64| (0.0..=1.0).contains(&it))
    })
}
