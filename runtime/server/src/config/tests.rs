use std::collections::HashMap;

use chrono_tz::Tz;
use domain::{language::Language, money::Currency, words::Reader};

use super::{
    spans::{COLLECTOR_PATIENCE, COLLECTOR_QUEUE, collector},
    *,
};
use crate::{trouble, words};

fn with<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
    let map: HashMap<&str, &str> = pairs.iter().copied().collect();
    move |name| map.get(name).map(OsString::from)
}

fn broken(text: &str) -> Broken {
    File::parse(text).unwrap_err()
}

#[test]
fn every_key_of_the_example_is_known() {
    let file = File::parse(include_str!("../../../../deploy/firma.example.toml")).unwrap();
    assert_eq!(file, File::default(), "the example sets nothing by itself");
    let example = include_str!("../../../../deploy/firma.example.toml");
    let set: String = example
        .lines()
        .map(|line| line.strip_prefix("#= ").unwrap_or(line))
        .fold(String::new(), |all, line| all + line + "\n");
    let file = File::parse(&set).unwrap();
    assert_eq!(file.listen.as_deref(), Some("127.0.0.1:8080"));
    assert_eq!(file.log_format, Some(LogFormat::Pretty));
    assert_eq!(file.offline_delay, Some(Duration::ZERO));
    assert!(!file.smart.is_empty() && !file.fast.is_empty());
    assert_eq!(file.per_token, Some(TOKEN_SHARE));
    assert_eq!(file.per_address, Some(ADDRESS_SHARE));
    assert_eq!(file.http_instead.len(), 1);
    let lenders = file.mcp.iter().map(|it| it.name.as_str());
    assert_eq!(lenders.collect::<Vec<_>>(), ["crm", "maps"]);
}

#[test]
fn a_lender_that_cannot_be_is_named_with_its_line() {
    let value = |key, expected| Problem::Value { key, expected };
    for (text, line, problem) in [
        (
            "[mcp.Crm]\ncommand = \"x\"",
            1,
            value("mcp.NAME", Expected::SourceName),
        ),
        ("[mcp.crm]\n", 1, value("mcp.NAME", Expected::OneWay)),
        (
            "[mcp.crm]\ncommand = \"x\"\nurl = \"https://x.example\"",
            1,
            value("mcp.NAME", Expected::OneWay),
        ),
        ("[mcp]\ncrm = \"x\"", 2, value("mcp.NAME", Expected::OneWay)),
        (
            "[mcp.crm]\ncommand = \"x\"\nargs = \"-v\"",
            3,
            value("mcp.NAME.args", Expected::Texts),
        ),
        (
            "[mcp.crm]\ncomand = \"x\"",
            2,
            Problem::UnknownKey {
                key: "mcp.crm.comand".to_owned(),
                nearest: "mcp.NAME.command",
            },
        ),
    ] {
        let found = broken(text);
        assert_eq!((found.line, found.problem), (line, problem), "{text}");
    }
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_one() {
    let unknown = |key: &str, nearest| Problem::UnknownKey {
        key: key.to_owned(),
        nearest,
    };
    let found = broken("listen = \"127.0.0.1:1\"\n\n[models.offline]\ndealy = \"5s\"\n");
    assert_eq!(
        (found.line, found.problem),
        (4, unknown("models.offline.dealy", "models.offline.delay"))
    );
    let found = broken("lisen = 1\n");
    assert_eq!((found.line, found.problem), (1, unknown("lisen", "listen")));
    let found = broken("# a line\ndelay = \"5s\"\n");
    assert_eq!(
        (found.line, found.problem),
        (2, unknown("delay", "models.offline.delay"))
    );
    let found = broken("[model]\nsmart = []\n");
    assert_eq!(found.line, 1);
}

#[test]
fn a_wrong_value_is_named_with_its_line() {
    let value = |key, expected| Problem::Value { key, expected };
    for (text, problem) in [
        (
            "[log]\nformat = \"xml\"",
            value("log.format", Expected::LogFormat),
        ),
        (
            "[models.offline]\ndelay = 5",
            value("models.offline.delay", Expected::Text),
        ),
        (
            "[models.offline]\ndelay = \"5 years\"",
            value("models.offline.delay", Expected::Duration),
        ),
        (
            "[api]\nrequests_per_second = 0",
            value("api.requests_per_second", Expected::Count),
        ),
        (
            "[http]\ninstead = { \"https://a.example\" = 1 }",
            value("http.instead", Expected::Addresses),
        ),
        (
            "[models]\nsmart = [\"gpt\"]",
            value("models.smart", Expected::Models),
        ),
        (
            "[models]\nfast = \"openai/x\"",
            value("models.fast", Expected::Models),
        ),
        (
            "[models]\nfast = [\"openai/\"]",
            value("models.fast", Expected::Models),
        ),
        (
            "[models]\nsmart = [\"foo/bar\"]",
            Problem::Provider {
                key: "models.smart",
                name: "foo/bar".to_owned(),
            },
        ),
        (
            "[models.openai]\nbase_url = \"not a url\"",
            value("models.openai.base_url", Expected::Url),
        ),
        (
            "[models.openai]\nbase_url = \"ftp://host/v1\"",
            value("models.openai.base_url", Expected::Url),
        ),
        (
            "[http.instead]\n\"https://a.example\" = \"http://b.example\"",
            value("http.instead", Expected::SafeUrl),
        ),
        (
            "[mcp.crm]\nurl = \"not a url\"",
            value("mcp.NAME.url", Expected::Url),
        ),
    ] {
        let found = broken(text);
        assert_eq!((found.line, found.problem), (2, problem));
    }
    let found = broken("listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"\n");
    assert!(matches!(found.problem, Problem::Syntax(_)));
    assert_eq!(found.line, 2);
}

#[test]
fn everything_is_found_that_is_wrong_within_one_list_or_table() {
    let text = "[models]\nsmart = [\n\"foo/a\",\n\"openai/x\",\n\"bar/b\",\n]\n\
        [http.instead]\n\"https://a.example\" = \"http://a.example\"\n\"https://b.example\" = 1\n\
        [mcp.crm]\nurl = \"no\"\nargs = \"x\"\ntimeout = 1\nwhat = 1\n[mcp.Maps]\ncommand = 1\n";
    let problems = File::problems(text);
    let lines: Vec<usize> = problems.iter().map(|it| it.line).collect();
    assert_eq!(lines, [3, 5, 8, 9, 11, 12, 13, 14, 15, 16], "{problems:?}");
}

#[test]
fn a_secret_in_the_file_is_told_where_it_comes_from() {
    for (text, line, variable) in [
        ("openai_api_key = \"x\"", 1, "OPENAI_API_KEY"),
        ("[models.openai]\napi_key = \"x\"", 2, "OPENAI_API_KEY"),
        ("[stripe]\nsecret = \"x\"", 2, "STRIPE_API_KEY"),
        ("api_token = \"x\"", 1, "FIRMA_TOKEN"),
    ] {
        let found = broken(text);
        let Problem::Environment {
            variable: found_variable,
            ..
        } = found.problem
        else {
            panic!("{text}: {found:?}")
        };
        assert_eq!((found.line, found_variable), (line, variable), "{text}");
    }
    let mixed = File::problems("[stripe]\nsecret = \"x\"\nother = 1\n");
    let lines: Vec<usize> = mixed.iter().map(|it| it.line).collect();
    assert_eq!(lines, [1, 2], "{mixed:?}");
    let lent = broken("[mcp.crm]\nurl = \"https://x.example\"\ntoken = \"x\"");
    assert_eq!(lent.line, 3);
    assert!(
        matches!(lent.problem, Problem::LentSecret { .. }),
        "{lent:?}"
    );
}

#[test]
fn what_is_wrong_with_variables_is_found_all_at_once_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = "listen = \":1\"\n[models]\nsmart = [\"foo/bar\"]\nfast = [\"openai/x\"]\n";
    fs::write(folder.path().join("firma.toml"), file).unwrap();
    let pairs = [
        ("FIRMA_HOME", folder.path().to_str().unwrap()),
        ("OLLAMA_HOST", "a b"),
        ("OPENAI_BASE_URL", "not a url"),
        ("DATABASE_URL_FILE", "/nowhere/url"),
    ];
    let (config, errors) = Config::survey(Environment::new(&with(&pairs)), None);
    assert_eq!(config.listen, "127.0.0.1:1");
    assert_eq!(config.models.fast, ["openai/x"]);
    assert!(config.models.smart.is_empty());
    assert_eq!(errors.len(), 4, "{errors:?}");
    assert!(matches!(errors[0], Error::File { .. }));
    for variable in ["OLLAMA_HOST", "OPENAI_BASE_URL", "DATABASE_URL"] {
        assert!(errors.iter().any(|it| it.is_of(variable)), "{variable}");
    }
    for host in ["off", "box:1"] {
        let pairs = [("FIRMA_HOME", "/nowhere"), ("OLLAMA_HOST", host)];
        let config = Config::read(Environment::new(&with(&pairs)), None).unwrap();
        assert_eq!(config.models.ollama_host.as_deref(), Some(host));
    }
}

#[test]
fn addresses_may_leave_out_what_goes_without_saying() {
    for (text, address) in [
        ("8081", "127.0.0.1:8081"),
        (":8081", "127.0.0.1:8081"),
        ("localhost:80", "localhost:80"),
        ("0.0.0.0:1", "0.0.0.0:1"),
        ("[::1]:9", "[::1]:9"),
    ] {
        assert_eq!(file::address(text).as_deref(), Ok(address));
    }
    for text in ["", "host", "1.2.3.4:99999", "1.2.3:80"] {
        assert_eq!(file::address(text), Err(Expected::Address), "{text}");
    }
}

#[test]
fn the_environment_wins_over_the_file_and_secrets_do_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    fs::write(
        folder.path().join("firma.toml"),
        "listen = \":1\"\nmodels.openai.base_url = \"http://file\"",
    )
    .unwrap();
    fs::write(folder.path().join("key"), "from a file\n").unwrap();
    let key = folder.path().join("key");
    let pairs = [
        ("FIRMA_HOME", home),
        ("FIRMA_LISTEN", "2"),
        ("OPENAI_API_KEY", ""),
        ("OPENAI_API_KEY_FILE", key.to_str().unwrap()),
        ("DATABASE_URL", "postgres://ana:hush@host/db"),
    ];
    let config = Config::read(Environment::new(&with(&pairs)), None).unwrap();
    assert_eq!(config.listen, "127.0.0.1:2");
    assert_eq!(
        config.models.openai_base_url.as_deref(),
        Some("http://file")
    );
    assert_eq!(
        config.models.openai_key.as_ref().unwrap().reveal(),
        "from a file"
    );
    assert!(!format!("{config:?}").contains("hush"));
    let Database::Url(url) = config.database else {
        panic!("it is somebody else's server")
    };
    assert_eq!(url.reveal(), "postgres://ana:hush@host/db");
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let pairs = [("FIRMA_HOME", "/nowhere")];
    let missing = PathBuf::from("/nowhere/else.toml");
    let error = Config::read(Environment::new(&with(&pairs)), Some(missing.clone())).unwrap_err();
    assert!(matches!(error, Error::Missing(path) if path == missing));
}

#[test]
fn language_currency_and_name_are_guessed_from_where_one_is() {
    let guess = |pairs: &[(&str, &str)]| Locale::guess(Environment::new(&with(pairs)));
    let ana = guess(&[
        ("TZ", "America/Sao_Paulo"),
        ("LANG", "C.UTF-8"),
        ("USER", "ana"),
    ]);
    assert_eq!(
        (ana.language, ana.currency),
        (Language::PtBr, Currency::Brl)
    );
    assert_eq!(
        (ana.zone, ana.name.as_deref()),
        (Tz::America__Sao_Paulo, Some("ana"))
    );
    let kim = guess(&[
        ("TZ", ":UTC"),
        ("LC_ALL", "en_GB.UTF-8"),
        ("LANG", "pt_BR"),
        ("USER", "root"),
    ]);
    assert_eq!(
        (kim.language, kim.currency, kim.name),
        (Language::En, Currency::Gbp, None)
    );
}

#[test]
fn spans_go_where_an_address_says_and_nowhere_without_one() {
    let read = |pairs: &[(&str, &str)]| {
        let environment = with(pairs);
        collector(Environment::new(&environment)).unwrap()
    };
    let general = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
    let own = (
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "https://traces.example/v1",
    );
    assert_eq!(read(&[]), None);
    assert_eq!(read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")]), None);
    assert_eq!(read(&[general, ("OTEL_SDK_DISABLED", "true")]), None);
    assert_eq!(read(&[general, ("OTEL_TRACES_EXPORTER", "none")]), None);
    let patient = ("OTEL_EXPORTER_OTLP_TIMEOUT", "250");
    for (pairs, address, timeout) in [
        (vec![general], general.1, COLLECTOR_PATIENCE),
        (
            vec![general, own, patient],
            own.1,
            Duration::from_millis(250),
        ),
    ] {
        let address = address.to_owned();
        let queue = COLLECTOR_QUEUE;
        let expected = Collector {
            address,
            timeout,
            queue,
        };
        assert_eq!(read(&pairs), Some(expected));
    }
}

/// What is said of a variable that has this value.
fn refused(name: &'static str, value: &str) -> Option<String> {
    let set = [(name, value)];
    let environment = with(&set);
    let error = Config::read(Environment::new(&environment), None).err()?;
    assert!(error.is_of(name), "{name}={value}: {error}");
    let reader = Reader {
        language: Language::En,
        zone: Tz::UTC,
    };
    let told = words::all().unwrap();
    Some(told.say(reader, &trouble::explain(&error.into())))
}

#[test]
fn what_says_how_spans_leave_and_cannot_be_read_is_said_at_the_start() {
    let count = "a whole number from 1, for example 2000";
    let limit = "a whole number from 0, for example 128";
    let share = "a number from 0 to 1, for example 0.1 for a tenth";
    let sampler = "one of always_on, always_off, traceidratio, parentbased_always_on, \
                   parentbased_always_off and parentbased_traceidratio";
    for (name, wants, taken, others) in [
        ("OTEL_EXPORTER_OTLP_TIMEOUT", count, "1", ["0", "2.5"]),
        (
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
            count,
            "20",
            ["0", "2.5"],
        ),
        ("OTEL_BSP_MAX_QUEUE_SIZE", count, "1", ["0", "2.5"]),
        // The library alone reads these.
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", count, "1", ["0", " 5"]),
        ("OTEL_BSP_SCHEDULE_DELAY", count, "50", ["0", "5 "]),
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", limit, "0", ["1.0", " 1"]),
        (
            "OTEL_SPAN_EVENT_COUNT_LIMIT",
            limit,
            "128",
            ["4294967296", "1k"],
        ),
        (
            "OTEL_SPAN_LINK_COUNT_LIMIT",
            limit,
            "4294967295",
            ["1.0", "x"],
        ),
        ("OTEL_TRACES_SAMPLER_ARG", share, "0.1", ["1.5", "NaN"]),
        (
            "OTEL_TRACES_SAMPLER",
            sampler,
            "parentbased_traceidratio",
            ["xray", "traceidratio,0.1"],
        ),
    ] {
        let said = format!("{name} must be {wants}. Set it so, or leave it out.");
        for value in ["soon", "10s", "-1"].iter().chain(&others) {
            assert_eq!(
                refused(name, value).as_deref(),
                Some(said.as_str()),
                "{value}"
            );
        }
        assert_eq!(refused(name, taken), None);
        assert_eq!(refused(name, ""), None);
        // Where nobody sends spans, nobody reads it.
        let set = [(name, "soon"), ("OTEL_SDK_DISABLED", "true")];
        let environment = with(&set);
        let read = Config::read(Environment::new(&environment), None);
        assert!(read.is_ok(), "{read:?}");
    }
}
