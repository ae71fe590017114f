//! Words that carry structure instead of meaning, in Portuguese and English, without accents.
//!
//! A request is placed only if each of its words is accounted for, so these lists are the whole of
//! what may be passed over. A word that could turn a request around (a negation, a condition, a
//! question about the past) must never stand in [`FILLERS`] or [`LINKS`].

use domain::language::Language;

/// What a word does in a sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Class {
    /// Means nothing for the request: articles, politeness, pronouns.
    Filler,
    /// Joins what is around it; the preposition that it is a form of.
    Link(&'static str),
    /// Turns the request around.
    Negation,
    /// Anything else.
    Content,
}

/// What a folded word does in a sentence of a language.
pub(super) fn class(word: &str, language: Language) -> Class {
    if among(NEGATIONS, word) || (language == Language::En && word == "no") {
        return Class::Negation;
    }
    if let Some((link, _)) = LINKS.iter().find(|it| among(it.1, word)) {
        return Class::Link(link);
    }
    match among(FILLERS, word) {
        true => Class::Filler,
        false => Class::Content,
    }
}

/// How many of these folded words make up an expression that means nothing, and whether it asks
/// for a favour.
pub(super) fn courtesy(words: &[&str]) -> Option<(usize, bool)> {
    match (beginning(FAVOURS, words), beginning(COURTESIES, words)) {
        (Some(length), _) => Some((length, true)),
        (None, Some(length)) => Some((length, false)),
        (None, None) => None,
    }
}

/// Whether these folded words begin with an expression that turns the request around: "para de".
pub(super) fn refuses(words: &[&str]) -> bool {
    beginning("para de, para com", words).is_some()
}

/// Whether a sentence that begins with this folded word is a question.
pub(super) fn begins_question(word: &str, language: Language) -> bool {
    language == Language::En && among(AUXILIARIES, word)
}

/// Whether a folded word can never be the name of somebody, unless it is capitalised inside a
/// sentence.
pub(super) fn nameless(word: &str) -> bool {
    among(NAMELESS, word) || month(word).is_some() || weekday(word).is_some()
}

/// Whether a folded word may stand inside a name.
pub(super) fn joins_names(word: &str) -> bool {
    among("de da do dos das of the von van der del la", word)
}

/// Whether `e` or `and` before this folded word is within one name: "Silva e Filhos".
pub(super) fn ends_firm(word: &str) -> bool {
    among(FIRMS, word)
}

/// Whether a folded word announces a number: `nº`, `number`.
pub(super) fn numbers(word: &str) -> bool {
    among("n no nr num numero number", word)
}

/// Whether a folded word begins another clause.
pub(super) fn breaks(word: &str) -> bool {
    among("e and depois then tambem also mas but", word)
}

/// The month of a folded name or its short form.
pub(super) fn month(word: &str) -> Option<u32> {
    MONTHS.iter().find(|it| among(it.1, word)).map(|it| it.0)
}

/// The day of the week of a folded name, Monday being 0.
pub(super) fn weekday(word: &str) -> Option<u32> {
    WEEKDAYS.iter().find(|it| among(it.1, word)).map(|it| it.0)
}

/// Whether a word stands in a list of words.
fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| it == word)
}

/// How many words the longest expression has, of a list with commas, that these words begin with.
fn beginning(list: &str, words: &[&str]) -> Option<usize> {
    let lengths = list.split(',').filter_map(|it| {
        let expression = it.split_whitespace();
        let length = expression.clone().count();
        let said = words.get(..length)?.iter().copied();
        expression.eq(said).then_some(length)
    });
    lengths.max()
}

const NEGATIONS: &str = "\
    nao n nunca jamais nem nada nenhum nenhuma not never none don't dont doesn't didn't won't \
    can't cannot shouldn't isn't aren't wasn't haven't hasn't without stop";

/// Links, with the words that they are written as.
const LINKS: &[(&str, &str)] = &[
    ("de", "de do da dos das"),
    ("em", "em no na nos nas num numa"),
    ("para", "para pra pro pras pros ao aos"),
    ("por", "por pelo pela pelos pelas"),
    ("com", "com"),
    ("e", "e and"),
    ("of", "of"),
    ("for", "for"),
    ("to", "to"),
    ("in", "in"),
    ("on", "on"),
    ("at", "at"),
    ("from", "from"),
    ("by", "by"),
    ("with", "with"),
    ("'s", "'s"),
];

const FILLERS: &str = "\
    a as me ok o os um uma uns umas oi ola opa ei favor pf pfv obrigado obrigada valeu ai la \
    aqui agora entao mim eu voce vc gente meu minha meus minhas nosso nossa nossos nossas seu \
    sua dele dela ele ela este esta estao sao que ainda quero queria preciso gostaria tambem ja \
    the an hi hello hey please pls kindly thanks thank now i we us our my his her their it 'd 'm \
    'll 've 're is are that who this also still just there she he";

/// Expressions that ask for a favour: with one of them a request may end in a question mark.
const FAVOURS: &str = "\
    pode, poderia, podes, podem, consegue, voce pode, da pra, da para, can you, could you, would \
    you, will you, can you please, could you please";

const COURTESIES: &str = "\
    por favor, por gentileza, bom dia, boa tarde, boa noite, tudo bem, tudo bom, a gente, muito \
    obrigado, muito obrigada, i want, i want to, we want to, i need, i need to, we need to, i 'd \
    like, i 'd like to, i would like, i would like to, thank you, good morning, good afternoon, \
    good evening, how are you, let 's, go ahead and";

const AUXILIARIES: &str = "do does did is are was were has have had will should may must am";

const FIRMS: &str = "\
    filho filhos filha filhas irmao irmaos cia companhia associados socios sons son daughters \
    brothers co company associates partners";

const NAMELESS: &str = "\
    cliente clientes pessoa empresa cara moca moco senhor senhora gente todo todos toda todas \
    tudo alguem ninguem quem qual quais quanto quanta quantos quantas quando onde como porque \
    pois se so ja ainda mas depois antes hoje ontem amanha semana mes ano dia dias hora horas \
    passado passada proximo proxima ultimo ultima primeiro primeira mesmo mesma outro outra \
    outros outras metade resto valor deixa deixe esquece esqueca cancela cancele apaga apague \
    remove remova sei sim talvez mil reais real foi foram era posso podemos devo devemos seria \
    fosse customer customers client clients person company guy everybody everyone someone \
    somebody anyone nobody who what which when where why how if only already yet still but later \
    before after then today yesterday tomorrow week month year day days last next first same \
    other half rest all any every forget cancel delete undo never nevermind nothing yes maybe \
    did does was were has have had should would could can may must him them they you amount \
    dollars dollar euros euro because since";

const MONTHS: &[(u32, &str)] = &[
    (1, "janeiro january jan"),
    (2, "fevereiro february fev feb"),
    (3, "marco march mar"),
    (4, "abril april abr apr"),
    (5, "maio may mai"),
    (6, "junho june jun"),
    (7, "julho july jul"),
    (8, "agosto august ago aug"),
    (9, "setembro september set sep sept"),
    (10, "outubro october out oct"),
    (11, "novembro november nov"),
    (12, "dezembro december dez dec"),
];

const WEEKDAYS: &[(u32, &str)] = &[
    (0, "segunda segundafeira monday"),
    (1, "terca tercafeira tuesday"),
    (2, "quarta quartafeira wednesday"),
    (3, "quinta quintafeira thursday"),
    (4, "sexta sextafeira friday"),
    (5, "sabado saturday"),
    (6, "domingo sunday"),
];
