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
    assert!(matches!(
        read("firma approvals"),
        Ok(Some(Task::Approvals { task: None }))
    ));
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
            "Falta: <KEY> <VALUE>. Veja \"firma limits set --help\".",
        ),
        (
            "firma ask --conversation",
            "\"--conversation <NAME>\" needs a value. See \"firma ask --help\".",
            "\"--conversation <NAME>\" precisa de um valor. Veja \"firma ask --help\".",
        ),
        (
            "firma cancel 3",
            "\"3\" does not fit \"<TURN>\". See \"firma cancel --help\".",
            "\"3\" não serve para \"<TURN>\". Veja \"firma cancel --help\".",
        ),
        (
            "firma ask --json --json hello",
            "\"--json\" was given twice. See \"firma ask --help\".",
            "\"--json\" apareceu duas vezes. Veja \"firma ask --help\".",
        ),
    ];
    for (line, en, pt_br) in cases {
        assert_eq!(told(Language::En, line), en);
        assert_eq!(told(Language::PtBr, line), pt_br);
    }
}

#[test]
fn help_is_in_the_readers_language() {
    let help = |language| command(&voice(language)).render_help().to_string();
    assert!(
        help(Language::PtBr).contains("Uso: firma"),
        "{}",
        help(Language::PtBr)
    );
    assert!(help(Language::En).contains("Usage: firma"));
}
