//! Firma's own sentences in a turn.

use domain::{language::Language, words::Source};

/// The language files of the gate and of turns.
pub const WORDS: [Source; 4] = [
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
];
