//! Commands about people and about the machine itself, as people type them.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::Value;
use testkit::openai::{self, FakeOpenAi, departments};

use crate::commands::{Desk, Ended, Serving};

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.answer).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

/// The status that a token gets at the door of whoever serves.
fn knock(serving: &Serving, token: &str) -> String {
    let mut stream = TcpStream::connect(serving.address()).unwrap();
    let request = format!(
        "GET /v1/approvals HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn people_come_and_go_beside_a_firma_that_serves() {
    let desk = Desk::new().await;
    let serving = desk.serve();
    let bia = [
        "members",
        "add",
        "Bia Lima",
        "--role",
        "manager",
        "--department",
        "finance",
    ];
    let added = desk.run(&bia);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(
        added.notes.contains("Bia Lima works here now (manager)"),
        "{added:?}"
    );
    let first = added.answer.trim().to_owned();
    assert!(
        first.starts_with("firma_") && !added.notes.contains(&first),
        "{added:?}"
    );
    assert_eq!(knock(&serving, &first), "200");

    let listed = desk.run(&["members"]);
    assert!(listed.answer.contains("Bia Lima"), "{listed:?}");
    assert!(
        listed.answer.contains("Finance") && listed.answer.contains("tok-"),
        "{listed:?}"
    );
    assert!(!listed.answer.contains(&first), "{listed:?}");
    let shown = json(&desk.run(&["members", "show", "bia lima", "--json"]));
    assert_eq!(shown["departments"], serde_json::json!(["finance"]));

    let rotated = json(&desk.run(&["members", "rotate", "Bia Lima", "--json"]));
    let second = rotated["token"].as_str().unwrap();
    assert_ne!(rotated["credential"], shown["credential"]);
    // Who serves hears of it; until then it believes what it saw.
    until(|| knock(&serving, &first) == "401");
    assert_eq!(knock(&serving, second), "200");
    let removed = desk.run(&["members", "remove", shown["id"].as_str().unwrap()]);
    assert_eq!(removed.code, Some(0), "{removed:?}");
    until(|| knock(&serving, second) == "401");

    let audit = json(&desk.run(&["audit", "list", "--json"]));
    let acts: Vec<&str> = audit
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["act"].as_str().unwrap())
        .collect();
    assert_eq!(
        acts[..3],
        ["member.removed", "member.rotated", "member.added"]
    );
    for entry in audit.as_array().unwrap() {
        assert_eq!(entry["channel"], "terminal", "{entry}");
        assert!(
            entry["credential"].as_str().unwrap().starts_with("tok-"),
            "{entry}"
        );
    }
    assert!(desk.run(&["audit"]).answer.contains("member.removed"));
    assert_eq!(serving.end(), Some(0));
}

#[tokio::test]
async fn who_cannot_work_here_is_refused_with_the_way_out() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let eva = ["members", "add", "Eva", "--role", "admin"];
    assert_eq!(desk.run(&eva).code, Some(0));
    for (arguments, said) in [
        (
            vec!["members", "add", " eva ", "--role", "admin"],
            "For another token: firma members rotate \"Eva\"",
        ),
        (vec!["members", "remove", "Bia"], "the nearest is"),
        (
            vec!["members", "add", "Eva", "--role", "staff"],
            "add --department",
        ),
        (
            vec!["members", "add", "Eva", "--role", "king"],
            "\"king\" does not fit",
        ),
        (
            vec![
                "members",
                "add",
                "Eva",
                "--role",
                "staff",
                "--department",
                "x",
            ],
            "There are: finance, sales",
        ),
    ] {
        let ended = desk.run(&arguments);
        assert_eq!(
            (ended.code, ended.answer.as_str()),
            (Some(1), ""),
            "{ended:?}"
        );
        assert!(ended.notes.contains(said), "{ended:?}");
    }
    let another = desk.run(&[&eva[..], &["--another"]].concat());
    assert_eq!(another.code, Some(0), "{another:?}");
}

#[tokio::test]
async fn the_token_of_this_home_is_rotated_in_its_place() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let members = json(&desk.run(&["members", "list", "--json"]));
    let owner = members[0]["id"].as_str().unwrap().to_owned();
    let path = desk.home().join("token");
    let before = fs::read_to_string(&path).unwrap();
    let rotated = desk.run(&["members", "rotate", &owner]);
    assert_eq!(rotated.code, Some(0), "{rotated:?}");
    let after = fs::read_to_string(&path).unwrap();
    assert_ne!(before, after);
    assert_eq!(rotated.answer, after);
    assert_eq!(desk.run(&["members"]).code, Some(0));
    let gone = desk.run(&["members", "remove", &owner]);
    assert!(gone.notes.contains("runs with your token"), "{gone:?}");
}

fn until(mut look: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !look() {
        assert!(Instant::now() < deadline, "it takes too long");
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cost_is_shown_with_bars_and_for_programs() {
    let model = FakeOpenAi::start(departments).await.unwrap();
    let desk = Desk::new().await;
    let mut ask = desk.firma(&["ask", "New lead: Ana, ana@example.com, wants Pro"]);
    ask.env("OPENAI_BASE_URL", model.base_url())
        .env("OPENAI_API_KEY", openai::KEY);
    let asked = Ended::of(&ask.output().unwrap());
    assert_eq!(asked.code, Some(0), "{asked:?}");
    let spent = json(&desk.run(&["spend", "--json", "--by", "model"]));
    assert!(spent["total"].as_i64().unwrap() > 0, "{spent}");
    let shown = desk.run(&["spend"]);
    assert!(
        shown.answer.contains('█') && shown.answer.contains("US$0.0"),
        "{shown:?}"
    );
    assert!(shown.answer.contains("Sales"), "{shown:?}");
    let nothing = desk.run(&["spend", "--month", "2020-01"]);
    assert!(nothing.answer.contains("Nothing was spent"), "{nothing:?}");
    for (option, value, said) in [
        ("--month", "jan", "The month is written as in 2026-11"),
        ("--since", "x", "The day is written as in 2026-11-15"),
        ("--month", "9999-01", "The month of --month has not begun"),
        ("--since", "9999-01-01", "The day of --since has not come"),
    ] {
        let refused = desk.run(&["spend", option, value]);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.notes.starts_with(said), "{refused:?}");
    }
}

fn states(found: &Value, check: &str) -> Vec<String> {
    let found = found.as_array().unwrap().iter();
    let found = found.filter(|it| it["check"] == check);
    found
        .map(|it| it["state"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_where_nothing_is_and_makes_nothing() {
    let folder = open_folder();
    let home = folder.path().join("none");
    let mut command = Command::new(env!("CARGO_BIN_EXE_firma"));
    command.args(["doctor", "--json"]).env_clear();
    command
        .env("FIRMA_HOME", &home)
        .env("FIRMA_LISTEN", "127.0.0.1:0");
    let ended = Ended::of(&command.output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(states(&json(&ended), "database"), ["note"]);
    assert!(!home.exists(), "it was made");
}

#[tokio::test]
async fn the_doctor_looks_beside_a_firma_that_serves_and_says_what_to_do() {
    let desk = Desk::new().await;
    let serving = desk.serve();
    let well = desk.run(&["doctor", "--json"]);
    assert_eq!(well.code, Some(0), "{well:?}");
    let found = json(&well);
    for check in [
        "home", "disk", "files", "port", "database", "clock", "work", "audit",
    ] {
        assert!(
            states(&found, check).contains(&"fine".to_owned()),
            "{check}: {found}"
        );
    }
    let token = desk.home().join("token");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o644)).unwrap();
    let mut command = desk.firma(&["doctor"]);
    command
        .env("OPENAI_API_KEY", "sk-not-for-anybody")
        .env("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    let ill = Ended::of(&command.output().unwrap());
    assert_eq!(ill.code, Some(1), "{ill:?}");
    for said in ["chmod 600", "cannot be reached", "start the collector"] {
        assert!(ill.answer.contains(said), "{said}: {ill:?}");
    }
    let secret = fs::read_to_string(&token).unwrap();
    for secret in ["sk-not-for-anybody", secret.trim(), "postgres://"] {
        assert!(
            !ill.answer.contains(secret) && !ill.notes.contains(secret),
            "{ill:?}"
        );
    }
    assert_eq!(serving.end(), Some(0));

    let mut command = desk.firma(&["doctor", "--json"]);
    command.env("DATABASE_URL", "postgres://me:hidden@127.0.0.1:1/none");
    let away = Ended::of(&command.output().unwrap());
    assert_eq!(away.code, Some(1), "{away:?}");
    assert_eq!(states(&json(&away), "database"), ["wrong"]);
    assert!(!away.answer.contains("hidden"), "{away:?}");
    fs::write(desk.home().join("firma.toml"), "lisen = 1\n").unwrap();
    let broken = desk.run(&["doctor"]);
    assert!(
        broken.answer.contains("the nearest is \"listen\""),
        "{broken:?}"
    );
}

#[tokio::test]
async fn tools_and_departments_are_shown_in_the_readers_language_and_for_programs() {
    let desk = Desk::new().await;
    let tools = json(&desk.run(&["tools", "--json"]));
    let tools = tools.as_array().unwrap();
    let refund = tools
        .iter()
        .find(|it| it["name"] == "refund_invoice")
        .unwrap();
    assert_eq!(refund["departments"], serde_json::json!(["finance"]));
    assert_eq!(refund["arguments"]["type"], "object");
    let mut command = desk.firma(&["tools"]);
    let shown = Ended::of(&command.env("LANG", "pt_BR.UTF-8").output().unwrap());
    assert!(
        shown.answer.contains("Financeiro") && shown.answer.contains("lê"),
        "{shown:?}"
    );
    let agents = json(&desk.run(&["agents", "--json"]));
    let names = agents.as_array().unwrap().iter();
    let names: Vec<&str> = names.map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["finance", "sales", "supervisor"]);
    assert!(
        desk.run(&["agents"])
            .answer
            .contains("may call: create_lead")
    );
}

#[tokio::test]
async fn what_is_set_says_who_says_so_and_a_file_is_checked_as_a_whole() {
    let desk = Desk::new().await;
    let file = desk.home().join("firma.toml");
    fs::write(&file, "[log]\nformat = \"json\"\n").unwrap();
    let shown = desk.run(&["config", "show"]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    let format = format!("{}:2", file.display());
    assert!(shown.answer.contains(&format), "{shown:?}");
    assert!(!shown.answer.contains("postgres://"), "{shown:?}");
    let mut command = desk.firma(&["config", "--json"]);
    command.env("OTEL_SERVICE_NAME", "padaria");
    let shown = json(&Ended::of(&command.output().unwrap()));
    let shown = shown.as_array().unwrap().iter();
    let mut named = shown.filter(|it| it["key"] == "OTEL_SERVICE_NAME");
    assert_eq!(named.next().unwrap()["value"], "padaria");
    assert_eq!(desk.run(&["config", "check"]).code, Some(0));
    let bad = desk.home().join("bad.toml");
    fs::write(&bad, "lisen = 1\n[log]\nformat = 3\n").unwrap();
    let checked = desk.run(&["config", "check", bad.to_str().unwrap()]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let lines: Vec<&str> = checked.answer.lines().collect();
    assert_eq!(lines.len(), 2, "{checked:?}");
    assert!(
        lines[0].contains("line 1") && lines[0].contains("\"listen\""),
        "{checked:?}"
    );
    assert!(lines[1].contains("line 3"), "{checked:?}");
    for shell in ["bash", "zsh", "fish"] {
        let script = desk.run(&["completions", shell]);
        assert_eq!(script.code, Some(0), "{shell}");
        assert!(script.answer.contains("members"), "{shell}");
    }
}

/// `firma demo` on PostgreSQL's programs that the tests have.
fn demo(arguments: &[&str], temporary: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firma"));
    command
        .arg("demo")
        .args(arguments)
        .stdin(Stdio::null())
        .env_clear();
    command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("TMPDIR", temporary)
        .env("FIRMA_HOME", temporary.join("nobody"))
        .env("FIRMA_PG_DIR", programs())
        .env("LANG", "pt_BR.UTF-8");
    command
}

/// Where the tests have PostgreSQL's programs.
fn programs() -> PathBuf {
    let settings = testkit::settings();
    if let Some(folder) = settings.pg_dir {
        return folder;
    }
    let cache = settings.cache.unwrap();
    below(&cache, 4).unwrap_or_else(|| panic!("no PostgreSQL in {}", cache.display()))
}

fn below(folder: &Path, depth: u32) -> Option<PathBuf> {
    if folder.join("bin/postgres").is_file() {
        return Some(folder.to_owned());
    }
    let entries = fs::read_dir(folder).ok().filter(|_| depth > 0)?;
    let mut entries = entries.map(|it| it.unwrap().path());
    entries.find_map(|it| below(&it, depth - 1))
}

/// A folder that PostgreSQL's user gets to.
fn open_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[tokio::test]
async fn the_day_is_played_to_its_end_and_nothing_stays_of_it() {
    // So that the programs of PostgreSQL are there.
    testkit::cluster().await;
    let folder = open_folder();
    let ended = Ended::of(&demo(&[], folder.path()).output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for said in [
        " 5. ", "sinal 9", "(409)", "(401)", "(404)", "13. ", "R$ 0,0",
    ] {
        assert!(ended.answer.contains(said), "{said}: {ended:?}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_day_that_is_broken_off_leaves_no_process_and_no_folder() {
    testkit::cluster().await;
    let folder = open_folder();
    let mut command = demo(&[], folder.path());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut said = Vec::new();
    // Until it serves.
    while !String::from_utf8_lossy(&said).contains(" 1. ") {
        let mut piece = [0; 256];
        let read = out.read(&mut piece).unwrap();
        assert!(read > 0, "it ended: {}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&piece[..read]);
    }
    let said = String::from_utf8_lossy(&said).into_owned();
    let home = fs::read_dir(folder.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let postmaster = fs::read_to_string(home.join("data/postmaster.pid")).unwrap();
    let postmaster: i32 = postmaster.lines().next().unwrap().parse().unwrap();
    let serve: i32 = said
        .split("processo ")
        .nth(1)
        .and_then(|it| it.split(',').next()?.parse().ok())
        .unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    for pid in [serve, postmaster] {
        until(|| test_kill_process(Pid::from_raw(pid).unwrap()).is_err());
    }
    assert!(!home.exists(), "{}", home.display());
}

#[tokio::test]
async fn a_schedule_that_there_cannot_be_is_refused_with_what_there_can() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let set = [
        "schedules",
        "set",
        "x",
        "--workflow",
        "nothing",
        "--rule",
        "30 9 * * mon-fri",
    ];
    let ended = desk.run(&set);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.notes.contains("\"workflow\" cannot be \"nothing\""),
        "{ended:?}"
    );
}
