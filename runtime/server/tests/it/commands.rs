//! The commands as people type them: what they print, and how they end.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Output, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};
use store::managed::HomeLock;
use tempfile::TempDir;
use testkit::{
    Database,
    openai::{self, ChatRequest, FakeOpenAi, Way, departments},
};
use tokio::time;

/// A home of its own, on a database of its own.
pub(crate) struct Desk {
    home: PathBuf,
    _folder: TempDir,
    url: String,
    database: Database,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let database = testkit::database().await;
        let options = database.superuser();
        let name = options.get_database().unwrap();
        let login = format!("login_{name}");
        let sql = format!(
            "create role {login} login; grant firma_app, firma_engine, firma_sealer, firma_owner to {login}"
        );
        let mut superuser = options.connect().await.unwrap();
        superuser
            .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
            .await
            .unwrap();
        let (port, socket) = (options.get_port(), options.get_socket().unwrap().display());
        let folder = tempfile::tempdir().unwrap();
        Self {
            home: folder.path().to_owned(),
            _folder: folder,
            url: format!("postgres://{login}@localhost:{port}/{name}?host={socket}"),
            database,
        }
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Has its home elsewhere from now on.
    fn move_to(&mut self, home: PathBuf) {
        self.home = home;
    }

    /// A number of its database.
    async fn number(&self, sql: &'static str) -> i64 {
        let mut superuser = self.database.superuser().connect().await.unwrap();
        let number = sqlx::query_scalar(sql).fetch_one(&mut superuser);
        number.await.unwrap()
    }

    /// Changes its database, past all policies.
    pub(crate) async fn execute(&self, sql: &'static str) {
        let mut superuser = self.database.superuser().connect().await.unwrap();
        superuser.execute(sql).await.unwrap();
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn firma(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firma"));
        command.args(arguments).stdin(Stdio::null()).env_clear();
        command
            .env("FIRMA_HOME", self.home())
            .env("DATABASE_URL", &self.url)
            .env("FIRMA_LISTEN", "127.0.0.1:0")
            .env("TZ", "America/New_York")
            .env("LANG", "en_US.UTF-8");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.firma(arguments).output().unwrap())
    }

    /// Starts to serve; answers when it does.
    pub(crate) fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// Starts to serve in an environment; answers when it does.
    pub(crate) fn serve_with(&self, environment: &[(&str, &str)]) -> Serving {
        let mut command = self.firma(&["serve"]);
        command.envs(environment.iter().copied());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("HTTP: http://") {
            let read = lines.read_line(&mut said).unwrap();
            assert!(read > 0, "it ended: {said}");
        }
        Serving {
            child,
            _lines: lines,
            said,
        }
    }
}

/// A Firma that serves. Its notes are kept open, so that it can write them.
pub(crate) struct Serving {
    child: Child,
    _lines: BufReader<ChildStderr>,
    said: String,
}

impl Serving {
    /// Where its HTTP door is.
    pub(crate) fn address(&self) -> &str {
        let (_, address) = self.said.rsplit_once("HTTP: http://").unwrap();
        address.split_whitespace().next().unwrap()
    }

    pub(crate) fn end(mut self) -> Option<i32> {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    /// A test that failed leaves nobody behind.
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped_already = self.child.wait();
    }
}

#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) answer: String,
    pub(crate) notes: String,
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            answer: String::from_utf8_lossy(&output.stdout).into_owned(),
            notes: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

#[tokio::test]
async fn a_question_ends_with_what_became_of_it() {
    let desk = Desk::new().await;
    let loaded = desk.run(&["demo", "load"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    assert!(loaded.notes.contains("My company is set up"), "{loaded:?}");
    let token = std::fs::read_to_string(desk.home().join("token")).unwrap();
    assert!(token.starts_with("firma_"));

    let answered = desk.run(&["ask", "which", "leads", "do", "we", "have?"]);
    assert_eq!(answered.code, Some(0), "{answered:?}");
    assert!(
        answered.answer.contains("| John Lemos (sample)"),
        "{answered:?}"
    );
    assert!(
        answered.notes.contains("→ supervisor chose Sales"),
        "{answered:?}"
    );

    // It ends by itself: that needs no word.
    assert!(!answered.notes.contains("Ctrl-C"), "{answered:?}");

    let waits = desk.run(&["ask", "--json", "refund invoice 9001"]);
    assert_eq!(waits.code, Some(2), "{waits:?}");
    let turn: Value = serde_json::from_str(&waits.answer).unwrap();
    assert_eq!(
        (&turn["status"], &turn["approval"]["number"]),
        (&"waiting".into(), &1.into())
    );

    let empty = desk.run(&["ask", " "]);
    assert_eq!(
        (empty.code, empty.notes.lines().count()),
        (Some(1), 1),
        "{empty:?}"
    );
    assert_eq!(desk.run(&["ask"]).code, Some(1));

    let listed = desk.run(&["approvals"]);
    assert!(
        listed
            .answer
            .starts_with("Request 1 (waits): Finance wants"),
        "{listed:?}"
    );
    let approved = desk.run(&["approvals", "approve", "1"]);
    assert_eq!(approved.code, Some(0), "{approved:?}");
    assert!(approved.answer.contains("US$480.00"), "{approved:?}");
    let again = desk.run(&["approvals", "deny", "1"]);
    assert_eq!(
        (again.code, again.notes.as_str()),
        (Some(1), "It is decided already.\n")
    );
}

#[tokio::test]
async fn a_look_begins_no_company_and_says_how_one_begins() {
    let mut desk = Desk::new().await;
    let folder = tempfile::tempdir().unwrap();
    desk.move_to(folder.path().join("none"));
    let of_nobody = "019a8c00-0000-7000-8000-000000000001";
    for line in [
        "approvals",
        "approvals list --all",
        "approvals approve 1",
        "effects",
        "flows --json",
        "schedules",
        "limits",
        "limits set turn 1",
        "members",
        "members add Bia --role admin",
        "spend",
        "audit",
        "audit verify",
        "retention",
        "demo clear",
        "mcp-tools show crm_search",
        &format!("cancel {of_nobody}"),
        &format!("flows show {of_nobody}"),
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let ended = desk.run(&arguments);
        assert_eq!((ended.code, ended.answer.as_str()), (Some(1), ""), "{line}");
        assert!(
            ended.notes.contains("\"firma\" begins one"),
            "{line}: {ended:?}"
        );
        assert_eq!(ended.notes.lines().count(), 1, "{line}: {ended:?}");
    }
    for line in ["tools", "agents", "models", "config", "mcp-tools"] {
        let ended = desk.run(&[line]);
        assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
    }
    assert!(!desk.home().exists());
    assert_eq!(desk.number("select count(*) from organisations").await, 0);

    // What brings work begins one, and from then on there is something to look at.
    let call = desk.run(&["tool", "call", "find_leads", "{}", "--dry-run"]);
    assert_eq!(call.code, Some(0), "{call:?}");
    assert_eq!(desk.run(&["limits"]).code, Some(0));
    assert_eq!(desk.number("select count(*) from organisations").await, 1);
}

#[tokio::test]
async fn a_look_does_not_wait_for_a_company_that_was_only_half_begun() {
    let desk = Desk::new().await;
    // The token was kept, and the company was never made.
    std::fs::write(desk.home().join("token.new"), "firma_x").unwrap();
    let ended = desk.run(&["limits"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.notes.contains("\"firma\" begins one"), "{ended:?}");
    assert_eq!(desk.number("select count(*) from organisations").await, 0);
}

#[tokio::test]
async fn a_question_shows_the_reminders_that_wait_once_and_a_program_none() {
    let desk = Desk::new().await;
    desk.run(&["ask", "new lead: Ana, ana@example.com"]);
    desk.database
        .execute(
            r#"insert into messages (organisation, id, conversation, direction, origin, parts, received_at)
            select organisation, uuidv7(), conversation, 'out', 'system',
                '[{ "kind": "text", "text": "Reminder: call Ana." }]', now() from turns limit 1"#,
        )
        .await;
    let list = |more: &[&str]| {
        let ended = desk.run(&[&["ask"], more, &["which leads do we have?"]].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        // The answer alone goes where a program reads it.
        assert!(!ended.answer.contains("Reminder"), "{ended:?}");
        assert!(ended.answer.contains("ana@example.com"), "{ended:?}");
        ended.notes.matches("Reminder: call Ana.").count()
    };
    assert_eq!(list(&["--json"]), 0);
    assert_eq!(list(&["--conversation", "other"]), 0);
    assert_eq!(list(&[]), 1);
    assert_eq!(list(&[]), 0);
}

#[tokio::test]
async fn a_filter_of_the_log_that_cannot_be_read_is_said_and_ends_nothing() {
    let desk = Desk::new().await;
    for (filter, says) in [("info,=x=y", 1), ("debug", 0)] {
        let mut command = desk.firma(&["demo", "load"]);
        let output = command.env("RUST_LOG", filter).output().unwrap();
        let ended = Ended::of(&output);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let said = "RUST_LOG does not say what to log";
        assert_eq!(ended.notes.matches(said).count(), says, "{ended:?}");
    }
}

#[tokio::test]
async fn a_turn_that_waits_can_be_cancelled() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let waits = desk.run(&["ask", "--json", "refund invoice 9001"]);
    let turn: Value = serde_json::from_str(&waits.answer).unwrap();
    let turn = turn["turn"].as_str().unwrap();
    let cancelled = desk.run(&["cancel", turn]);
    assert_eq!(cancelled.code, Some(0), "{cancelled:?}");
    assert_eq!(desk.run(&["cancel", turn]).notes, "It had ended already.\n");
    assert_eq!(
        desk.run(&["approvals"]).notes,
        "Nothing waits for a person.\n"
    );
}

#[tokio::test]
async fn a_start_waits_a_moment_for_a_holder_that_leaves() {
    let desk = Desk::new().await;
    let lock = HomeLock::acquire(desk.home()).unwrap();
    let leaving = thread::spawn(move || {
        thread::sleep(Duration::from_millis(500));
        drop(lock);
    });
    let serving = desk.serve();
    leaving.join().unwrap();
    assert_eq!(serving.end(), Some(0));
}

#[tokio::test]
async fn beside_a_firma_that_serves_commands_are_guests() {
    let desk = Desk::new().await;
    let serving = desk.serve();
    assert!(
        serving.said.contains("Model: built-in offline model"),
        "{}",
        serving.said
    );
    let docs = format!("http://{}/docs)", serving.address());
    assert!(serving.said.contains(&docs), "{}", serving.said);
    let second = desk.run(&["serve"]);
    assert_eq!(
        (second.code, second.notes.lines().count()),
        (Some(1), 1),
        "{second:?}"
    );
    assert!(
        second.notes.contains(&serving.child.id().to_string()),
        "{second:?}"
    );

    let made = desk.run(&["ask", "new lead: Ana, ana@example.com"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(made.notes.contains("→ Sales calls create_lead"), "{made:?}");
    let limits = desk.run(&["limits", "set", "turn", "0.50"]);
    assert!(limits.answer.contains("US$0.50"), "{limits:?}");
    assert_eq!(serving.end(), Some(0));

    // And when it has gone, the next one holds the home itself.
    let listed = desk.run(&["ask", "which leads do we have?"]);
    assert!(listed.answer.contains("ana@example.com"), "{listed:?}");
}

#[tokio::test]
async fn the_audit_is_sealed_while_it_serves_and_what_is_changed_by_hand_is_named() {
    let desk = Desk::new().await;
    let serving = desk.serve();
    desk.run(&["limits", "set", "turn", "0.50"]);
    let found = |arguments: &[&str]| {
        let ended = desk.run(arguments);
        let found: Value = serde_json::from_str(&ended.answer).unwrap();
        (ended.code, found)
    };
    // A guest looks until the sealer has come by.
    let (code, sealed) = loop {
        let (code, found) = found(&["audit", "verify", "--json"]);
        if found["rows"] == 2 {
            break (code, found);
        }
        assert_eq!(code, Some(0), "{found}");
    };
    assert_eq!((code, &sealed["unsealed"]), (Some(0), &0.into()));
    assert_eq!(serving.end(), Some(0));

    // Alone, it verifies as well; what was done since waits for its seal.
    desk.run(&["limits", "set", "turn", "0.75"]);
    let head = sealed["head"]["hash"].as_str().unwrap();
    let sound = desk.run(&["audit", "verify", "--head", head]);
    assert_eq!(sound.code, Some(0), "{sound:?}");
    for part in ["as it was sealed: 2 rows", "not sealed yet: 1,", head] {
        assert!(sound.answer.contains(part), "{part}: {sound:?}");
    }
    let other = "ab".repeat(32);
    let cut = desk.run(&["audit", "verify", "--head", &other]);
    assert_eq!(cut.code, Some(1), "{cut:?}");
    assert!(cut.answer.contains("not part of this audit"), "{cut:?}");

    let mut superuser = desk.database.superuser().connect().await.unwrap();
    superuser
        .execute("update audit set person = null where act = 'limits.set'")
        .await
        .unwrap();
    let changed = desk.run(&["audit", "verify"]);
    assert_eq!(changed.code, Some(1), "{changed:?}");
    let said = "This row is not what was sealed: \"limits.set\" of ";
    assert!(changed.answer.starts_with(said), "{changed:?}");
    let (code, changed) = found(&["audit", "verify", "--json"]);
    assert_eq!(code, Some(1), "{changed}");
    assert_eq!(
        (&changed["fault"]["what"], &changed["fault"]["seal"]),
        (&"changed".into(), &sealed["head"]["seal"])
    );
}

#[tokio::test]
async fn several_questions_at_once_share_one_holder() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let names = ["Ana", "Bia", "Caio", "Davi"];
    let asked = names.map(|name| {
        let question = format!("new lead: {name}, {name}@example.com");
        let mut command = desk.firma(&["ask", &question]);
        let (out, notes) = (Stdio::piped(), Stdio::piped());
        command.stdout(out).stderr(notes).spawn().unwrap()
    });
    for child in asked {
        let ended = Ended::of(&child.wait_with_output().unwrap());
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    let listed = desk.run(&["ask", "which leads do we have?"]);
    for name in names {
        assert!(listed.answer.contains(name), "{name}: {listed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_whose_holder_is_killed_carries_on_what_it_asked() {
    let stalls = Arc::new(AtomicBool::new(true));
    let is_first = Arc::clone(&stalls);
    let model = FakeOpenAi::start(move |request: &ChatRequest| {
        let reply = departments(request);
        match is_first.swap(false, Ordering::Relaxed) {
            true => reply.way(Way::Stall(1)),
            false => reply,
        }
    });
    let model = model.await.unwrap();
    let desk = Desk::new().await;
    let environment = [
        ("OPENAI_BASE_URL", model.base_url()),
        ("OPENAI_API_KEY", openai::KEY),
    ];
    let holder = desk.serve_with(&environment);
    let mut command = desk.firma(&["ask", "New lead: Ana, ana@example.com, wants Pro"]);
    command
        .envs(environment)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut guest = command.spawn().unwrap();
    // Until it stalls, not only until it has come: the next one shall be answered.
    while stalls.load(Ordering::Relaxed) {
        time::sleep(Duration::from_millis(5)).await;
    }
    // Killed, with the database still there.
    drop(holder);
    let deadline = Instant::now() + Duration::from_secs(60);
    while guest.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            guest.kill().unwrap();
        }
        time::sleep(Duration::from_millis(50)).await;
    }
    let ended = Ended::of(&guest.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let mut behind = desk.database.superuser().connect().await.unwrap();
    for sql in [
        "select count(*) from leads",
        "select count(*) from turns where status = 'answered'",
        "select count(*) from messages where direction = 'in'",
    ] {
        let number: i64 = sqlx::query_scalar(sql)
            .fetch_one(&mut behind)
            .await
            .unwrap();
        assert_eq!(number, 1, "{sql}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_configuration_is_said_in_one_line() {
    let desk = Desk::new().await;
    let file = desk.home().join("firma.toml");
    std::fs::write(&file, "\n[log]\nfromat = \"json\"\n").unwrap();
    let ended = desk.run(&["serve"]);
    let said = format!(
        "{}, line 3: there is no key \"log.fromat\"; the nearest is \"log.format\".\n",
        file.display()
    );
    assert_eq!((ended.code, ended.notes), (Some(1), said));

    // Our own sentence first, in the reader's language; what the library says is a detail.
    std::fs::write(&file, "listen = \"127.0.0.1:1\"\n[log\n").unwrap();
    let mut command = desk.firma(&["serve"]);
    let output = command.env("LANG", "pt_BR.UTF-8").output().unwrap();
    let ended = Ended::of(&output);
    let said = format!(
        "{}, linha 2: isso não é TOML. Corrija a linha, ou tire-a. Detalhe: ",
        file.display()
    );
    assert!(ended.notes.starts_with(&said), "{ended:?}");
    assert_eq!((ended.code, ended.notes.lines().count()), (Some(1), 1));
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_with_the_way_out() {
    let desk = Desk::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let mut command = desk.firma(&["serve"]);
    let output = command.env("FIRMA_LISTEN", address.to_string()).output();
    let ended = Ended::of(&output.unwrap());
    assert_eq!(
        (ended.code, ended.notes.lines().count()),
        (Some(1), 1),
        "{ended:?}"
    );
    assert!(ended.notes.contains(&address.to_string()), "{ended:?}");
    assert!(ended.notes.contains("FIRMA_LISTEN=127.0.0.1:"), "{ended:?}");
}

#[tokio::test]
async fn what_was_done_outside_and_its_run_are_shown() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    assert_eq!(desk.run(&["effects"]).notes, "Nothing was done outside.\n");
    let waits = desk.run(&["ask", "--json", "refund invoice 9001"]);
    let turn: Value = serde_json::from_str(&waits.answer).unwrap();
    let turn = turn["turn"].as_str().unwrap();
    let open = desk.run(&["flows", "list", "--state", "open"]);
    assert!(
        open.answer.contains("waits for a person: request 1"),
        "{open:?}"
    );
    desk.run(&["approvals", "approve", "1"]);

    let effects = desk.run(&["effects", "list"]);
    assert!(
        effects.answer.contains("refund_invoice: done"),
        "{effects:?}"
    );
    let json = desk.run(&["effects", "list", "--state", "done", "--json"]);
    let json: Value = serde_json::from_str(&json.answer).unwrap();
    assert_eq!(json[0]["turn"], turn);
    let shown = desk.run(&["flows", "show", turn]);
    assert!(
        shown.answer.contains("tool.send") && shown.answer.contains("Outside:"),
        "{shown:?}"
    );
    for (arguments, said) in [
        (vec!["flows", "retry", turn], "The run came to its end"),
        (vec!["flows", "cancel", turn], "The run came to its end"),
        (
            vec!["effects", "resolve", "1", "did-not"],
            "Of no effect with the number 1",
        ),
        (
            vec!["effects", "resolve", "1", "perhaps"],
            "\"perhaps\" does not fit",
        ),
        (
            vec!["flows", "list", "--state", "lost"],
            "\"lost\" does not fit",
        ),
    ] {
        let ended = desk.run(&arguments);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.notes.contains(said), "{ended:?}");
    }
}

#[tokio::test]
async fn a_key_that_moves_real_money_needs_a_word_more() {
    let desk = Desk::new().await;
    for (key, said) in [
        ("sk_live_1", "Set STRIPE_ALLOW_LIVE=true"),
        ("pk_test_1", "none of Stripe's secret or restricted keys"),
    ] {
        let mut command = desk.firma(&["ask", "which leads do we have?"]);
        let ended = Ended::of(&command.env("STRIPE_API_KEY", key).output().unwrap());
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.notes.contains(said), "{ended:?}");
        assert!(!ended.notes.contains(key), "{ended:?}");
    }
    let mut command = desk.firma(&["ask", "which leads do we have?"]);
    let ended = Ended::of(&command.env("STRIPE_API_KEY", "sk_test_1").output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
