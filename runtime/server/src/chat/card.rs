//! A request to a person, as it is put to her.

use domain::{
    approval::{ApprovalStatus, ApprovalView, Question, Resolution},
    person::Role,
    words::{Say, show_time},
};

use super::Titles;
use crate::words::Voice;

/// What she may choose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Choice {
    Approve,
    Deny,
    Later,
}

/// A request with what would happen, what it gives away and why she is asked.
pub(crate) fn card(voice: &Voice, titles: &Titles, approval: &ApprovalView) -> String {
    let reader = voice.reader();
    let line = |attribute: &str, value: String| {
        voice.say(&Say::of("approval", attribute).with("value", value))
    };
    let heading = match approval.question {
        Question::Permission => "heading",
        Question::Outcome { .. } => "heading-outcome",
    };
    let heading = Say::of("approval", heading)
        .with("number", approval.number)
        .with(
            "department",
            titles.title(reader.language, &approval.department),
        )
        .with("tool", &approval.tool)
        .with("status", status(voice, approval.status));
    let mut lines = vec![
        voice.say(&heading),
        format!(
            "  {}",
            voice
                .card(&approval.tool, &approval.plan)
                .replace('\n', "\n  ")
        ),
        line("why", voice.why(&approval.why, &approval.plan)),
    ];
    if let Some(by) = &approval.asked_by {
        let say = Say::of("approval", "asked-by")
            .with("workflow", &by.workflow)
            .with("run", by.run.to_string());
        lines.push(voice.say(&say));
    }
    if let Some(amount) = approval.authority {
        lines.push(line("authority", amount.display(reader.language)));
    }
    lines.push(line("role", role(voice, approval.role)));
    if let (ApprovalStatus::Pending, Some(until)) = (approval.status, approval.expires_at) {
        lines.push(line("until", show_time(reader, until)));
    }
    if let Some(decided) = &approval.decided {
        let say = Say::of("approval", "decided")
            .with("name", &decided.name)
            .with("channel", &decided.channel)
            .with("credential", &decided.credential)
            .with("at", show_time(reader, decided.at));
        lines.push(voice.say(&say));
    }
    lines.join("\n")
}

/// Where a request stands, in words.
pub(super) fn status(voice: &Voice, status: ApprovalStatus) -> String {
    voice.text("approval", &format!("status-{}", status.word()))
}

fn role(voice: &Voice, role: Role) -> String {
    voice.text("approval", &format!("role-{}", role.word()))
}

/// What a short answer chooses.
pub(super) fn choice(voice: &Voice, text: &str) -> Option<Choice> {
    let text = text.trim().to_lowercase();
    let is = |attribute: &str| {
        let words = voice.text("approval", attribute);
        words.split('|').any(|it| it.trim() == text)
    };
    match (is("words-approve"), is("words-deny"), is("words-later")) {
        (true, ..) => Some(Choice::Approve),
        (_, true, _) => Some(Choice::Deny),
        (.., true) => Some(Choice::Later),
        (false, false, false) => None,
    }
}

/// What a short answer says became of an effect; nothing said about it is `Later`.
pub(super) fn resolution(voice: &Voice, text: &str) -> Option<Result<Resolution, Choice>> {
    let text = text.trim().to_lowercase();
    let is = |attribute: &str| {
        let words = voice.text("approval", attribute);
        words.split('|').any(|it| it.trim() == text)
    };
    [
        ("words-happened", Ok(Resolution::Happened)),
        ("words-did-not", Ok(Resolution::DidNot)),
        ("words-again", Ok(Resolution::Again)),
        ("words-later", Err(Choice::Later)),
    ]
    .into_iter()
    .find_map(|(attribute, said)| is(attribute).then_some(said))
}
