//! Words by which a clause tells, orders, restricts or takes something back.

use super::{super::fold, among, lists, politeness, tables::MATTERS};

/// Whether a clause that begins with this folded word tells something, and asks for nothing.
pub(in crate::offline) fn tells(word: &str) -> bool {
    among(lists::TELLING, word) || narrates(word)
}

/// Whether a folded word only leads to what is said: "note that she called".
pub(in crate::offline) fn introduces(word: &str) -> bool {
    among("que that", word)
}

/// Whether a folded word is a verb that tells what happened or what happens: "called", "ligou".
pub(in crate::offline) fn narrates(word: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|it| word.ends_with(it));
    among(lists::HAPPENED, word)
        || (word.len() > 3 && ends(lists::HAPPENED_ENDINGS))
        || (word.len() > 4 && word.ends_with('i'))
}

/// Whether a folded word is a past that no ending tells: "rang".
pub(in crate::offline) fn happened(word: &str) -> bool {
    among(lists::HAPPENED, word)
}

/// Whether a folded word wishes somebody well: "hope you had a nice weekend".
pub(in crate::offline) fn hopes(word: &str) -> bool {
    among("hope hoping espero esperamos tomara", word)
}

/// Whether a folded word only says how somebody feels about what follows.
pub(in crate::offline) fn interjects(word: &str) -> bool {
    among(politeness::INTERJECTIONS, word)
}

/// Whether a folded word says that somebody wants something done.
pub(in crate::offline) fn wishes(word: &str) -> bool {
    among(lists::WISHES, word)
}

/// Whether a folded word sets a condition, doubts or reports: nothing beside it can be passed over.
pub(in crate::offline) fn conditions(word: &str) -> bool {
    among(lists::CONDITIONS, word)
}

/// Whether a folded word beside a request could change it: it sets a condition, restricts, takes back, or
/// says how much or how often.
pub(in crate::offline) fn matters(word: &str) -> bool {
    MATTERS.contains(word)
}

/// Whether a folded word says that something may, can or will be: "may change".
pub(in crate::offline) fn is_modal(word: &str) -> bool {
    among(
        "can could deve may might pode podem should vai vao will would",
        word,
    )
}

/// Whether a clause that begins with this folded word tells what somebody is going to do herself.
pub(in crate::offline) fn plans(word: &str) -> bool {
    among("gotta preciso vamos vou", word)
}

/// Whether a folded word stands for a thing or an act that was named before: "I did it".
pub(in crate::offline) fn is_thing(word: &str) -> bool {
    among("isso isto it that this tudo", word)
}

/// Whether a folded word says that something is done already, or in part: nobody gives that as a reason.
pub(in crate::offline) fn lessens(word: &str) -> bool {
    among(
        "already except exceto half ja menos metade minus rest resto",
        word,
    )
}

/// Whether a folded word is one that people exclaim after a "que", or a "what a".
pub(in crate::offline) fn exclaimed(word: &str) -> bool {
    among(lists::EXCLAIMED, word)
}

/// Whether a folded word at the end of a clause says nothing.
pub(in crate::offline) fn trails_off(word: &str) -> bool {
    among(
        "mesmo rs rsrs kk kkk kkkk haha lol viu visse tb tambem asap thx ty innit mate guri guria so",
        word,
    )
}

/// Whether a folded word begins to tell how somebody came: "met at the fair".
pub(in crate::offline) fn met(word: &str) -> bool {
    among(
        "met came found heard saw called wrote emailed veio vieram chegou conheci conhecemos achou encontrei ligou",
        word,
    )
}

/// Whether a folded word sets a condition wherever it stands: "unless".
pub(in crate::offline) fn is_if(word: &str) -> bool {
    among(
        "if unless until till when whenever whether se caso quando senao",
        word,
    )
}

/// Whether a folded word sets a condition, and does not only say when something was.
pub(in crate::offline) fn sets_condition(word: &str) -> bool {
    among(
        "if unless until till whenever whether se caso senao except exceto",
        word,
    )
}

/// Whether a folded word says that only something is meant: "just the new ones".
pub(in crate::offline) fn singles(word: &str) -> bool {
    among(
        "so only just apenas somente unicamente menos minus without sem not nao",
        word,
    )
}

/// Whether a folded word says what something is or was.
pub(in crate::offline) fn is_copula(word: &str) -> bool {
    among("eh era eram foi foram sao was were is are", word)
}

/// Whether a folded word is what somebody is to say or ask.
pub(in crate::offline) fn is_speech(word: &str) -> bool {
    among(
        "ask discuss mention talk chat perguntar pergunta falar tratar conversar",
        word,
    )
}

/// Whether a folded word, or the stem of one, leads to what something is about.
pub(in crate::offline) fn is_about(word: &str) -> bool {
    among("about regarding concerning sobre sobr acerca acerc", word)
}

/// Whether a folded word is what a field of free text is called.
pub(in crate::offline) fn names_field(word: &str) -> bool {
    among(
        "description descricao interest interesse motivo nota note obs observacao reason",
        word,
    )
}

/// Whether a folded word at the end of what sounds like a question makes it a request.
pub(in crate::offline) fn pleads(word: &str) -> bool {
    among("favor pf pfv pfvr please pls plz", word)
}

/// Whether a folded word sets a clause against the one before it.
pub(in crate::offline) fn contrasts(word: &str) -> bool {
    among("but mas", word)
}

/// Whether a folded word offers something else: "or".
pub(in crate::offline) fn is_alternative(word: &str) -> bool {
    among("ou or nor either", word)
}

/// Whether a folded word orders something.
pub(in crate::offline) fn orders(word: &str) -> bool {
    among(lists::ORDERS, word)
}

/// Whether a folded word is a verb that names what is to be done: "levar".
pub(in crate::offline) fn is_infinitive(word: &str) -> bool {
    (word.len() > 4 && ["ar", "er", "ir"].iter().any(|it| word.ends_with(it)))
        || among("dar ir ler ver vir", word)
}

/// Whether a folded word beside what is told may take it back.
pub(in crate::offline) fn doubts(word: &str) -> bool {
    conditions(word) || takes_back(word)
}

/// Whether a folded word helps another verb: "have been paid".
pub(in crate::offline) fn is_auxiliary(word: &str) -> bool {
    among(lists::HELPING, word)
}

/// Whether a folded word says in which manner something is done: "fully", "rapidamente".
pub(in crate::offline) fn is_manner(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ly") || word.ends_with("mente"))
}

/// Whether a folded word may take back what was asked for before it.
pub(in crate::offline) fn takes_back(word: &str) -> bool {
    among(lists::RETRACTIONS, word)
}

/// Whether a folded word begins a clause that says why.
pub(in crate::offline) fn gives_reason(word: &str) -> bool {
    among(lists::REASONS, word)
}

/// Whether a stem is that of a word that says why.
pub(in crate::offline) fn stem_of_reason(stem: &str) -> bool {
    lists::REASONS.split(' ').any(|it| fold::stem(it) == stem)
}

/// Whether a folded word joins a clause to the one before it.
pub(in crate::offline) fn joins(word: &str) -> bool {
    among(lists::JOINTS, word)
}

/// Whether a clause begins at a folded word.
pub(in crate::offline) fn joins_clauses(word: &str) -> bool {
    joins(word) || gives_reason(word)
}

/// Whether a folded word begins another clause.
pub(in crate::offline) fn breaks(word: &str) -> bool {
    among("e and depois then tambem also mas but alem plus", word)
}

/// Whether a folded word alone denies what was said before it: "350, no, 375".
pub(in crate::offline) fn denies(word: &str) -> bool {
    among("nao naum no nope nah", word)
}
