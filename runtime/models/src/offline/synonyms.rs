//! Words that ask for the same, in Portuguese and English: a phrase with one of a group is said with any.

use std::{collections::HashMap, sync::LazyLock};

use super::fold;

/// The stem that stands for a stem's group: itself, where it is in none.
pub(super) fn shared(stem: &str) -> &str {
    STEMS.get(stem).map_or(stem, String::as_str)
}

/// Every stem of a group, with the one that stands for it.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    STEMS
        .iter()
        .map(|(stem, shared)| (stem.as_str(), shared.as_str()))
}

/// Whether a word is only the name of a thing: "cobrança", though "fatura" is also done.
pub(super) fn is_thing(word: &str) -> bool {
    THINGS
        .iter()
        .any(|it| it.split(' ').skip(1).any(|it| it == word))
}

/// Whether a word names a thing that some tool works with: "lead", "spreadsheet".
pub(super) fn names_thing(word: &str) -> bool {
    let stem = fold::number_free(&fold::stem(word)).to_owned();
    THINGS
        .iter()
        .flat_map(|it| it.split(' '))
        .any(|it| fold::number_free(&fold::stem(it)) == stem)
}

/// Whether a word says what is done: "log", "refund".
pub(super) fn is_act(word: &str) -> bool {
    let stem = fold::stem(word);
    let others = [
        "charge", "cobra", "fetch", "give", "grab", "list", "pull", "send", "write",
    ];
    others.contains(&word)
        || ACTS
            .iter()
            .any(|it| it.split_whitespace().any(|it| fold::stem(it) == stem))
}

static STEMS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let group = |words: &&'static str| {
        let stems: Vec<String> = words.split_whitespace().map(fold::stem).collect();
        let first = stems.first().cloned().unwrap_or_default();
        let pairs = stems.into_iter().map(move |it| (it, first.clone()));
        pairs.collect::<Vec<_>>()
    };
    ACTS.iter().chain(&THINGS).flat_map(group).collect()
});

/// Words for the same act, or for what happened.
const ACTS: [&str; 22] = [
    // What is done.
    "create make issue generate draft prepare raise produce whip",
    "cria gera emite monta prepara elabora emita criar faz confecciona providencia",
    "show display view see check exhibit",
    "mostra exibe ve ver veja mostre confere consulta apresenta visualiza filtra",
    "record register log enter jot save capture input",
    "registra cadastra lanca salva guarda grava inclui insere adiciona poe coloca bota contabiliza computa",
    "remind ping nudge alert notify poke prod buzz",
    "lembra avisa alerta notifica cutuca relembra",
    "find search locate",
    "acha procura busca encontra localiza pesquisa",
    "want need require",
    "export download",
    "move shift bump advance switch transition progress promote upgrade",
    "put stick pop chuck slap toss shove plonk bung throw dump drop",
    "refund reimburse repay",
    "reembolsa estorna ressarce restitui",
    "muda altera passa transfere promove",
    // What happened.
    "pagou quitou liquidou saldou",
    "pagaram quitaram liquidaram saldaram",
    "caiu entrou chegou pingou compensou",
    "cairam entraram chegaram pingaram",
    "transferred wired deposited remitted venmoed zelled",
];

/// Words for the same thing; the first may also be done.
const THINGS: [&str; 8] = [
    "invoice bill",
    "invoices bills",
    "fatura cobranca boleto duplicata nfe nfse",
    "payment deposit transfer wire remittance venmo zelle paypal",
    "lead prospect opportunity inquiry enquiry",
    "revenue income earnings turnover takings",
    "faturamento receita arrecadacao",
    "spreadsheet planilha csv excel xls xlsx",
];
