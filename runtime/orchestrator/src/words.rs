//! Firma's own sentences in a turn.

use domain::{language::Language, words::Source};

/// The language files of the gate, of turns, and of what becomes of schedules.
pub const WORDS: [Source; 8] = [
    Source {
        name: "gate",
        language: Language::PtBr,
        text: include_str!("words/gate.pt-BR.ftl"),
    },
    Source {
        name: "gate",
        language: Language::En,
        text: include_str!("words/gate.en.ftl"),
    },
    Source {
        name: "turn",
        language: Language::PtBr,
        text: include_str!("words/turn.pt-BR.ftl"),
    },
    Source {
        name: "turn",
        language: Language::En,
        text: include_str!("words/turn.en.ftl"),
    },
    Source {
        name: "schedule_failed",
        language: Language::PtBr,
        text: include_str!("words/schedule_failed.pt-BR.ftl"),
    },
    Source {
        name: "schedule_failed",
        language: Language::En,
        text: include_str!("words/schedule_failed.en.ftl"),
    },
    Source {
        name: "schedule_paused",
        language: Language::PtBr,
        text: include_str!("words/schedule_paused.pt-BR.ftl"),
    },
    Source {
        name: "schedule_paused",
        language: Language::En,
        text: include_str!("words/schedule_paused.en.ftl"),
    },
];
