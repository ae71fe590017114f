//! What the README says is so: its commands, paths and links are there, its first session goes as it stands there, and each of its
//! claims has a test.

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use testkit::program::Program;
use tokio::time;

use crate::{
    api,
    guarantees::{is_there, root, tests},
    house::House,
    terminal::{PATIENCE, Screen},
};

/// What the README claims, in its words, and the tests that fail where it is not so.
const CLAIMS: &[(&str, &[&str])] = &[
    (
        "a supervisor gives the work to a department",
        &["lead::a_lead_is_created_through_supervisor_and_sales"],
    ),
    (
        "what matters waits for a person",
        &["approvals::a_large_refund_waits_for_a_person_and_the_conversation_goes_on"],
    ),
    (
        "All of it survives a crash.",
        &[
            "crash::what_was_acknowledged_survives_kill_9",
            "crash::many_turns_survive_crashes_in_their_midst",
        ],
    ),
    (
        "its intent is in a ledger under a key that is the same on every attempt",
        &["retries::all_attempts_have_one_key"],
    ),
    (
        "tables: exactly once.",
        &["crashes::a_run_comes_to_the_same_end_wherever_its_worker_is_killed"],
    ),
    (
        "Outside: at most once, or repeated only while the other side drops repeats",
        &[
            "retries::what_may_not_be_repeated_is_sent_once",
            "outside::repeats_end_with_the_window_and_then_the_other_side_is_asked",
        ],
    ),
    (
        "what nobody can know is put to a person: it happened, it did not, or try again",
        &["unknown::a_person_is_asked_and_what_it_takes_stays_taken_meanwhile"],
    ),
    (
        "A person agrees to a digest of exactly what would happen; once; in time; with the role and the amount it takes.",
        &[
            "approvals::a_decision_names_what_was_seen_and_counts_once",
            "approvals::an_approval_serves_one_call",
            "approvals::what_nobody_decides_in_time_is_denied",
            "approvals::who_is_not_asked_may_not_decide",
            "decisions::a_limit_that_was_lowered_asks_for_somebody_with_more_to_say",
        ],
    ),
    (
        "Money is reserved before each model and tool call, from turn to department to company.",
        &[
            "budgets::turns_at_once_cannot_spend_more_than_there_is",
            "budgets::a_department_without_budget_is_told_how_to_raise_it",
            "budgets::a_tool_that_costs_more_than_there_is_is_not_called",
        ],
    ),
    (
        "No price, no call.",
        &["faults::a_model_without_a_price_is_not_asked"],
    ),
    (
        "names the first row that was changed, taken out, put in or moved",
        &[
            "tampering::a_changed_row_is_named_whatever_was_changed",
            "tampering::a_row_that_was_taken_out_is_named",
            "tampering::a_row_that_was_put_in_among_sealed_ones_is_named",
            "tampering::rows_that_were_swapped_are_named",
        ],
    ),
    (
        "PostgreSQL's row-level security stands under every query.",
        &[
            "isolation::the_application_sees_the_rows_of_its_company_alone",
            "isolation::the_application_writes_nothing_of_another_company",
            "isolation::every_table_is_bound_by_policies_for_its_owner_too",
        ],
    ),
    (
        "(Firma fetches its own PostgreSQL with it, once)",
        &[
            "refusal::another_wheel_is_refused",
            "wheel::only_what_a_server_needs_is_unpacked",
        ],
    ),
    (
        "It asks four questions, offers sample data (marked as such; `firma demo clear` takes it away) and opens a chat:",
        &[
            "readme::the_first_session_goes_as_it_stands_there",
            "demo::samples_are_loaded_once_and_taken_away_whole",
        ],
    ),
    (
        "The last is above what agents may give away alone: a card asks you first.",
        &["readme::the_first_session_goes_as_it_stands_there"],
    ),
    (
        "Kill the program in the middle of an answer and start it again: the answer still comes, once.",
        &[
            "looks::the_day_is_played_to_its_end_and_nothing_stays_of_it",
            "commands::a_guest_whose_holder_is_killed_carries_on_what_it_asked",
        ],
    ),
    (
        "asks back where it is not sure",
        &["evals::words_beside_a_request_that_change_what_is_meant_are_never_passed_over"],
    ),
    (
        "with Ollama on this machine",
        &["ollama::the_largest_installed_model_that_calls_tools_answers"],
    ),
    (
        "`firma demo` shows the rest without your doing: a company that is none, a real `kill -9` in the middle of a turn, an approval, a refund, a budget, and a second company that sees nothing of it.",
        &["looks::the_day_is_played_to_its_end_and_nothing_stays_of_it"],
    ),
    (
        "Each works beside a running Firma and alone.",
        &[
            "commands::beside_a_firma_that_serves_commands_are_guests",
            "commands::several_questions_at_once_share_one_holder",
        ],
    ),
    (
        "A plain command takes what its list takes",
        &["cli::a_plain_command_takes_what_the_task_takes_that_it_is"],
    ),
    (
        "where there is none, the others say so and make nothing",
        &["commands::a_look_begins_no_company_and_says_how_one_begins"],
    ),
    (
        "(`/` leads there)",
        &["api::whoever_opens_the_address_alone_is_led_to_the_page"],
    ),
    (
        "`firma --help` and `firma COMMAND --help` teach the rest, in your language.",
        &["cli::every_command_and_argument_explains_itself_in_every_language"],
    ),
    (
        "On `127.0.0.1:8080` (`FIRMA_LISTEN`), with the token in `FIRMA_HOME/token`:",
        &[
            "messages::the_request_of_the_readme_is_taken_in",
            "door::nobody_comes_in_without_a_token",
        ],
    ),
    (
        "Errors are problem+json.",
        &["api::problems_have_a_code_the_field_and_the_name_of_the_request"],
    ),
    (
        "`/docs` shows all of it",
        &["api::the_page_shows_every_operation_and_every_code_and_needs_nothing_from_outside"],
    ),
    (
        "[deploy/firma.example.toml](deploy/firma.example.toml) documents each key.",
        &["file::the_example_offers_every_key_and_what_it_offers_is_sound"],
    ),
    (
        "a change holds from the next turn, and a file that cannot be read changes nothing and is named in the log and in `/health/ready`",
        &["tool::an_agents_file_holds_from_the_next_turn_and_a_broken_one_changes_nothing"],
    ),
    (
        "a live key needs `STRIPE_ALLOW_LIVE=true`",
        &["commands::a_key_that_moves_real_money_needs_a_word_more"],
    ),
    (
        "Secrets come from the environment or files only.",
        &["config::a_secret_in_the_file_is_told_where_it_comes_from"],
    ),
];

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The lines between a heading and the next one.
fn section<'a>(readme: &'a str, heading: &str) -> &'a str {
    let (_, rest) = readme.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Paragraphs that only say where to look, or what to type.
fn only_leads_on(paragraph: &str) -> bool {
    paragraph.starts_with(['#', '|', '`'])
        || paragraph.ends_with(':') && !paragraph.contains(". ")
        || [
            "[ARCHITECTURE.md]",
            "runs everything, with nothing prepared",
        ]
        .iter()
        .any(|it| paragraph.starts_with(it))
}

#[test]
fn every_claim_stands_there_and_names_a_test_that_exists() {
    let (readme, tests) = (readme(), tests());
    let paragraphs = readme.split("\n\n").flat_map(|it| it.split("\n* "));
    let paragraphs: Vec<String> = paragraphs.map(on_one_line).collect();
    for (claim, named) in CLAIMS {
        let stands_in = paragraphs.iter().find(|it| it.contains(claim));
        assert!(stands_in.is_some(), "the README does not say: {claim}");
        for name in *named {
            assert!(is_there(&tests, name), "{claim}: no test is called {name}");
        }
    }
    for paragraph in paragraphs {
        let is_claimed = CLAIMS.iter().any(|(claim, _)| paragraph.contains(claim));
        assert!(
            is_claimed || only_leads_on(&paragraph),
            "no test stands behind: {paragraph}"
        );
    }
}

fn on_one_line(paragraph: &str) -> String {
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    words.join(" ").trim_start_matches("* ").to_owned()
}

#[test]
fn every_command_is_there_with_its_options_and_none_is_left_out() {
    let readme = readme();
    let mut named = BTreeSet::new();
    for row in section(&readme, "Commands").lines() {
        let Some((cell, _)) = row.strip_prefix("| `").and_then(|it| it.split_once("` | ")) else {
            continue;
        };
        let mut about = "";
        for written in cell.split("`, `") {
            let words: Vec<&str> = written.split([' ', '[', ']']).collect();
            let mut path: Vec<&str> = words
                .iter()
                .copied()
                .take_while(|it| it.starts_with(|first: char| first.is_ascii_lowercase()))
                .filter(|it| *it != "firma")
                .collect();
            match written.strip_prefix("firma") {
                Some(_) => about = path.first().copied().unwrap_or_default(),
                None => path.insert(0, about),
            }
            // The last may be one of several words that it takes: `completions bash|zsh|fish`.
            path.retain(|it| !it.contains('|'));
            named.insert(about.to_owned());
            let help = help(&path);
            for option in words.iter().filter(|it| it.starts_with("--")) {
                assert!(help.contains(option), "{path:?} has no {option}:\n{help}");
            }
        }
    }
    let all = help(&[]);
    let (_, listed) = all.split_once("Commands:\n").unwrap();
    for line in listed.lines().take_while(|it| it.starts_with("  ")) {
        let command = line.split_whitespace().next().unwrap_or_default();
        let goes_on = line.starts_with("   ");
        let is_said = goes_on || command == "help" || named.contains(command);
        assert!(is_said, "the README has no `firma {command}`");
    }
}

/// What a command says of itself; it has to be one.
fn help(path: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firma"));
    command
        .args(path)
        .arg("--help")
        .env_clear()
        .env("LC_ALL", "en_US.UTF-8");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let title = format!("firma {}", path.join(" "));
    assert!(
        output.status.success() && said.contains(title.trim()),
        "`{title}` is no command: {output:?}"
    );
    said
}

#[tokio::test]
async fn every_path_is_served_and_none_is_left_out() {
    let house = House::without_engine().await;
    let document = api::document(&house).await;
    let served = document["paths"].as_object().unwrap();
    let readme = readme();
    let section = section(&readme, "HTTP");
    let mut said = BTreeSet::new();
    for written in quoted(section) {
        let path = written.split_whitespace().last().unwrap_or_default();
        if path.starts_with("/v1/") || path.starts_with("/health/") {
            assert!(
                served.contains_key(path),
                "the README's {path} is not served"
            );
            said.insert(path.to_owned());
        } else if let Some(end) = path.strip_prefix('/') {
            // What else can be done to the same: `/cancel` and `/retry`.
            let ends_so = served
                .keys()
                .filter(|it| it.rsplit('/').next() == Some(end));
            said.extend(ends_so.cloned());
        }
    }
    let example = section
        .contains("http://127.0.0.1:8080/v1/messages")
        .then(|| "/v1/messages".to_owned());
    said.extend(example);
    for path in served.keys() {
        assert!(said.contains(path), "the README has no {path}");
    }
}

#[test]
fn every_variable_is_read_and_every_link_leads_somewhere() {
    let readme = readme();
    let mut code = String::new();
    read_all(&root().join("runtime/server/src"), &mut code);
    for name in quoted(section(&readme, "Configuration")) {
        let name = name.split('=').next().unwrap_or_default();
        let is_variable = name.chars().all(|it| it.is_ascii_uppercase() || it == '_');
        assert!(!is_variable || code.contains(name), "nobody reads {name}");
    }
    for link in readme.split("](").skip(1) {
        let place = link.split(')').next().unwrap_or_default();
        assert!(root().join(place).exists(), "nothing is at {place}");
    }
}

fn read_all(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, all);
        } else if path.extension().is_some_and(|it| it == "rs") {
            all.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[tokio::test]
async fn the_first_session_goes_as_it_stands_there() -> anyhow::Result<()> {
    let readme = readme();
    let (_, session) = readme.split_once("opens a chat:\n\n```\n").unwrap();
    let (session, _) = session.split_once("```").unwrap();
    let asked: Vec<&str> = session
        .lines()
        .filter_map(|it| it.strip_prefix("> "))
        .collect();
    let database = testkit::database().await;
    let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "readme-")?
        .with("DATABASE_URL", database.url().await?);
    let (mut child, mut terminal) = program.at_terminal(&[])?;
    let mut screen = Screen::of(terminal.try_clone()?);
    // Four questions and the offer, each with what is taken where nothing is said.
    for guess in [
        "[Minha empresa] ",
        "[pt-BR] ",
        "[BRL] ",
        "[America/Sao_Paulo] ",
        "[sim] ",
    ] {
        screen.until(guess).await;
        terminal.write_all(b"\r")?;
    }
    screen.until("você> ").await;
    let (last, answered) = asked.split_last().unwrap();
    for text in answered {
        terminal.write_all(format!("{text}\r").as_bytes())?;
        screen.until("Modelo offline da Firma").await;
        screen.until("você> ").await;
    }
    terminal.write_all(format!("{last}\r").as_bytes())?;
    screen.until("[a]provar, [n]egar ou [d]epois?").await;
    terminal.write_all(b"a\r")?;
    screen.until("Modelo offline da Firma").await;
    screen.until("você> ").await;
    terminal.write_all(b"/sair\r")?;
    time::timeout(PATIENCE, child.wait()).await??;
    // Each did what it says, once, and nothing else was done.
    let calls = "select count(*) from tool_calls where tool <> 'delegate'";
    let tools = [
        "create_lead",
        "find_leads",
        "move_lead",
        "schedule_follow_up",
        "revenue_report",
        "export_table",
        "refund_invoice",
    ];
    for tool in tools {
        let done = format!("{calls} and tool = '{tool}' and outcome = 'done'");
        assert_eq!(database.number(&done).await, 1, "{tool}");
    }
    assert_eq!(database.number(calls).await, 7);
    Ok(())
}
