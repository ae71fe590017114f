//! The commands, as they are read and as they explain themselves.

use domain::{language::Language, words::Reader};

use super::*;

fn voice(language: Language) -> Voice {
    let words = crate::words::all().unwrap();
    let zone = chrono_tz::Tz::UTC;
    Voice::new(words.into(), Reader { language, zone })
}

#[test]
fn every_command_and_argument_explains_itself_in_every_language() {
    fn check(command: &Command) {
        let explains = |text: Option<String>| {
            let text = text.unwrap_or_default();
            assert!(
                !text.is_empty() && !text.starts_with("cli"),
                "{text:?} of {command}"
            );
        };
        explains(command.get_about().map(ToString::to_string));
        explains(command.get_after_help().map(ToString::to_string));
        for arg in command.get_arguments() {
            explains(arg.get_help().map(ToString::to_string));
        }
        command.get_subcommands().for_each(check);
    }
    for language in Language::ALL {
        check(&command(&voice(language)));
    }
}

#[test]
fn the_commands_of_the_papers_are_understood() {
    let voice = voice(Language::En);
    let read = |line: &str| {
        let arguments = line.split(' ').map(Into::into);
        Cli::read(arguments, &voice).map(|cli| cli.task)
    };
    assert!(matches!(read("firma"), Ok(None)));
    assert!(matches!(
        read("firma serve --config x.toml"),
        Ok(Some(Task::Serve))
    ));
    let Ok(Some(Task::Ask(ask))) = read("firma ask --json --conversation x quais leads temos?")
    else {
        panic!("it is a question")
    };
    assert_eq!((ask.json, ask.conversation.as_str()), (true, "x"));
    assert_eq!(ask.text.join(" "), "quais leads temos?");
    let Ok(Some(Task::Approvals(plain))) = read("firma approvals --all") else {
        panic!("they are listed")
    };
    assert!(matches!(
        plain.task(),
        ApprovalsTask::List(Requests { all: true })
    ));
    let Ok(Some(Task::Audit(plain))) = read("firma audit --limit 5") else {
        panic!("it is listed")
    };
    assert!(matches!(
        plain.task(),
        AuditTask::List(Newest { limit: 5, .. })
    ));
    assert!(read("firma limits unset turn").is_ok());
    assert!(read("firma approvals deny 3 --reason no").is_ok());
    assert!(read("firma limits set free_hand.refund_invoice -1").is_ok());
    assert!(read("firma migrate --print-roles").is_ok());
    let head = format!("firma audit verify --json --head {}", "a7".repeat(32));
    assert!(read(&head).is_ok());
    assert!(read("firma audit verify --head a7").is_err());
    assert!(matches!(
        read("firma demo --keep"),
        Ok(Some(Task::Demo {
            keep: true,
            task: None
        }))
    ));
    assert!(read("firma members add Bia --role manager --department finance").is_ok());
    assert!(read("firma spend --month 2026-11 --since 2026-11-01").is_err());
    assert!(read("firma completions fish").is_ok());
    assert!(read("firma cancel 3").is_err());
    assert!(read("firma ask").is_err());
}

#[test]
fn mistakes_are_told_in_the_readers_language_with_the_next_step() {
    let told = |language, line: &str| {
        let arguments = line.split(' ').map(Into::into);
        match Cli::read(arguments, &voice(language)) {
            Err(NotRead::Mistake(told)) => told,
            other => panic!("{line}: {other:?}"),
        }
    };
    let cases = [
        (
            "firma ask --jsom hello",
            "\"--jsom\" does not belong here; the nearest is \"--json\". See \"firma ask --help\".",
            "\"--jsom\" não cabe aqui; o mais parecido é \"--json\". Veja \"firma ask --help\".",
        ),
        (
            "firma --quiet",
            "\"--quiet\" does not belong here. See \"firma --help\".",
            "\"--quiet\" não cabe aqui. Veja \"firma --help\".",
        ),
        (
            "firma aprovals",
            "There is no command \"aprovals\"; the nearest is \"approvals\". See \"firma --help\".",
            "Não existe o comando \"aprovals\"; o mais parecido é \"approvals\". Veja \"firma --help\".",
        ),
        (
            "firma approvals qqq",
            "There is no command \"qqq\". See \"firma approvals --help\".",
            "Não existe o comando \"qqq\". Veja \"firma approvals --help\".",
        ),
        (
            "firma limits set",
            "Missing: <KEY> <VALUE>. See \"firma limits set --help\".",
            "Falta: <CHAVE> <VALOR>. Veja \"firma limits set --help\".",
        ),
        (
            "firma ask --conversation",
            "\"--conversation <NAME>\" needs a value. See \"firma ask --help\".",
            "\"--conversation <NOME>\" precisa de um valor. Veja \"firma ask --help\".",
        ),
        (
            "firma cancel 3",
            "\"3\" does not fit \"<TURN>\". See \"firma cancel --help\".",
            "\"3\" não serve para \"<TAREFA>\". Veja \"firma cancel --help\".",
        ),
        (
            "firma ask --json --json hello",
            "\"--json\" was given twice. See \"firma ask --help\".",
            "\"--json\" apareceu duas vezes. Veja \"firma ask --help\".",
        ),
        (
            "firma flows --state opne",
            "\"opne\" does not fit \"--state <STATE>\": use one of open, done, failed, cancelled, quarantined. See \"firma flows --help\".",
            "\"opne\" não serve para \"--state <ESTADO>\": use um destes: open, done, failed, cancelled, quarantined. Veja \"firma flows --help\".",
        ),
        (
            "firma audit --limit 5 verify",
            "\"verify\" comes before what it is given: put \"--limit <N>\" after it. See \"firma audit verify --help\".",
            "\"verify\" vem antes do que ele recebe: ponha \"--limit <N>\" depois. Veja \"firma audit verify --help\".",
        ),
        (
            "firma spend --month 2026-11 --since 2026-11-01",
            "\"--month <YYYY-MM>\" and \"--since <YYYY-MM-DD>\" do not go together. See \"firma spend --help\".",
            "\"--month <AAAA-MM>\" e \"--since <AAAA-MM-DD>\" não se usam juntos. Veja \"firma spend --help\".",
        ),
        (
            "firma ask --json=yes hello",
            "\"--json\" takes no value, and was given \"yes\". See \"firma ask --help\".",
            "\"--json\" não recebe valor, e recebeu \"yes\". Veja \"firma ask --help\".",
        ),
        (
            "firma tool --config x.toml",
            "Missing: one of new, call. See \"firma tool --help\".",
            "Falta um destes: new, call. Veja \"firma tool --help\".",
        ),
    ];
    for (line, en, pt_br) in cases {
        assert_eq!(told(Language::En, line), en);
        assert_eq!(told(Language::PtBr, line), pt_br);
    }
}

#[test]
fn a_plain_command_takes_what_the_task_takes_that_it_is() {
    let mut pairs = 0;
    let command = command(&voice(Language::En));
    for plain in command.get_subcommands() {
        let named = |task: &str| plain.find_subcommand(task);
        let Some(task) = named("list").or_else(|| named("show")) else {
            continue;
        };
        let told = |of: &Command, id: &str| {
            let args = of.get_arguments();
            let found = args.into_iter().find(|it| it.get_id() == id);
            found.map(|it| (it.get_help().map(ToString::to_string), it.to_string()))
        };
        for arg in task.get_arguments() {
            let id = arg.get_id().as_str();
            assert_eq!(told(plain, id), told(task, id), "{plain} {task} {id}");
        }
        pairs += 1;
    }
    assert_eq!(pairs, 10);
}

#[test]
fn help_is_in_the_readers_language() {
    fn check(command: &mut Command) {
        let help = command.render_help().to_string();
        assert!(help.contains("Uso: firma"), "{help}");
        let english = [
            "Usage",
            "OPTIONS",
            "COMMAND",
            "Options",
            "Commands",
            "Arguments",
            "Print",
            "possible",
            "default:",
            "aliases",
            "env:",
            "cli-value",
        ];
        for word in english {
            assert!(!help.contains(word), "{word}: {help}");
        }
        command.get_subcommands_mut().for_each(check);
    }
    check(&mut command(&voice(Language::PtBr)));

    let help = |line: &str, language| {
        let arguments = line.split(' ').map(Into::into);
        match Cli::read(arguments, &voice(language)) {
            Err(NotRead::Help(help)) => help,
            other => panic!("{line}: {other:?}"),
        }
    };
    let flows = help("firma flows --help", Language::PtBr);
    for part in [
        "\nUso: firma flows [OPÇÕES]\n     firma flows <COMANDO>\n",
        "--state <ESTADO>",
        "(open, done, failed, cancelled, quarantined)",
    ] {
        assert!(flows.contains(part), "{part}: {flows}");
    }
    let flows = help("firma flows --help", Language::En);
    assert!(
        flows.contains("\nUsage: firma flows [OPTIONS]\n"),
        "{flows}"
    );
}
