//! Words that carry structure instead of meaning, in Portuguese and English, without accents.
//!
//! A request is placed only if each of its words is accounted for, so these lists are the whole of
//! what may be passed over. A word that could turn a request around (a negation, a condition, a
//! question about the past) must never stand in [`FILLERS`] or [`LINKS`].

use std::{collections::HashMap, sync::LazyLock};

use domain::language::Language;

use super::fold;

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
    match (FAVOURS.beginning(words), COURTESIES.beginning(words)) {
        (Some(length), _) => Some((length, true)),
        (None, Some(length)) => Some((length, false)),
        (None, None) => None,
    }
}

/// Whether these folded words begin with an expression that turns the request around: "para de".
pub(super) fn refuses(words: &[&str]) -> bool {
    STOPS.beginning(words).is_some()
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

/// The whole word that a folded short form stands for.
pub(super) fn whole(word: &str) -> Option<&'static str> {
    WHOLE.get(word).copied()
}

/// How many of these folded words take back what was said before them: "na verdade", "I mean".
pub(super) fn corrects(words: &[&str]) -> Option<usize> {
    CORRECTIONS.beginning(words)
}

/// Whether a sentence that begins with this folded word tells something, and asks for nothing.
pub(super) fn tells(word: &str) -> bool {
    among(
        "acabei acabamos falei falamos conversei conversamos estive estou estamos hoje ontem just \
        yesterday earlier spoke talked finally so chegou chegaram veio conversa reuniao tive cliente \
        clientes nosso nossa got met had spoke our customer client",
        word,
    )
}

/// Whether a folded word may turn around what stands beside it: a condition, a doubt, a report, a joke.
pub(super) fn turns(word: &str) -> bool {
    among(TURNS, word)
}

/// Whether a folded word stands for somebody who was named before.
pub(super) fn stands_for_name(word: &str) -> bool {
    among("ele ela dele dela him her them", word)
}

/// Whether a folded word says what somebody is before their name: "da cliente Ana".
pub(super) fn titles(word: &str) -> bool {
    among(
        "cliente customer client empresa company contato contact",
        word,
    )
}

/// Whether a folded word stands for what was said before: "e outra para o Bruno".
pub(super) fn again(word: &str) -> bool {
    among(
        "outro outra outros outras mais another more one ones um uma also tambem",
        word,
    )
}

/// A common word that this folded one is a slip of the pen for.
pub(super) fn slip_of(word: &str) -> Option<&'static str> {
    SLIPS.split(' ').find(|it| fold::is_slip(word, it))
}

/// A count in a word: "uma semana", "two weeks".
pub(super) fn count(word: &str) -> Option<u64> {
    COUNTS.iter().find(|it| among(it.1, word)).map(|it| it.0)
}

/// Whether a folded word announces a number: `nº`, `number`.
pub(super) fn numbers(word: &str) -> bool {
    among("n no nr num numero number numeros numbers", word)
}

/// Whether a folded word begins another clause.
pub(super) fn breaks(word: &str) -> bool {
    among("e and depois then tambem also mas but alem plus", word)
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

/// Expressions of several words, by the first of each.
struct Expressions(HashMap<&'static str, Vec<Vec<&'static str>>>);

impl Expressions {
    /// Those of a list with commas.
    fn of(list: &'static str) -> Self {
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for expression in list.split(',') {
            let words: Vec<_> = expression.split_whitespace().collect();
            if let Some(first) = words.first() {
                all.entry(*first).or_default().push(words);
            }
        }
        Self(all)
    }

    /// How many words the longest has that these words begin with.
    fn beginning(&self, words: &[&str]) -> Option<usize> {
        let begun = self.0.get(words.first()?)?.iter();
        let said = begun.filter(|it| words.starts_with(it));
        said.map(Vec::len).max()
    }
}

/// What orders to stop something.
static STOPS: LazyLock<Expressions> = LazyLock::new(|| Expressions::of("para de, para com"));

/// What short forms stand for, by the form.
static WHOLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let forms = |(whole, forms): &(&'static str, &'static str)| {
        let whole = *whole;
        forms
            .split(' ')
            .map(move |form| (form, whole))
            .collect::<Vec<_>>()
    };
    // Of two that have a form the first is meant.
    SHORT.iter().rev().flat_map(forms).collect()
});

const NEGATIONS: &str = "\
    nao n naum nunca jamais nem nada nenhum nenhuma not never none don't dont doesn't didn't won't \
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
    a as me ok okay o os um uma uns umas oi oie ola opa ei eai fala favor pf pfv pfvr obrigado \
    obrigada obg obgd brigado brigada valeu vlw blz beleza ai la aqui agora entao seguinte olha \
    olhe mim eu voce voces vc gente galera pessoal meu minha meus minhas nosso nossa nossos nossas \
    seu sua dele dela deles delas ele ela eles elas este esta esse essa isto estao sao que ainda \
    quero queria queriamos queremos preciso precisamos precisava gostaria gostariamos tambem ja aquele aquela aqueles aquelas essas esses \
    urgente rapidinho rapido chefe ne ta tao tava estava estavam tchau abraco abracos hein querido querida amigo amiga mano cara meninas gentilmente sistema crm urgentemente imediatamente direitinho certinho favorzinho \
    the an hi hello hey hiya please pls kindly thanks thank thx ty cheers now i we us our my his \
    her their it 'd 'm 'll 've 're is are that who this also still just there she he so well ok \
    okay quickly quick asap team guys folks real really quickly kindly system crm mate buddy dear immediately urgently";

/// Expressions that ask for a favour: with one of them a request may end in a question mark.
static FAVOURS: LazyLock<Expressions> = LazyLock::new(|| {
    Expressions::of(
        "\
    pode, poderia, podes, podem, podias, poderias, consegue, consegues, voce pode, voce consegue, \
    da pra, da para, tem como, tem jeito de, seria possivel, sera que da pra, sera que voce pode, \
    sera que pode, se importa de, can you, could you, would you, will you, would you be able to, are you able to, will you be able to, could i get you to, may i ask you to, can you please, \
    could you please, would you mind, do you mind, can i get you to, is it possible to, \
    would it be possible to, any chance you can, any chance you could, i wonder if you could, \
    i was wondering if you could, think you can, think you could",
    )
});

static COURTESIES: LazyLock<Expressions> = LazyLock::new(|| {
    Expressions::of(
        "\
    por favor, por gentileza, por obsequio, faz favor, bom dia, boa tarde, boa noite, tudo bem, \
    tudo bom, tudo certo, td bem, e ai, a gente, muito obrigado, muito obrigada, desde ja, \
    faca o favor de, quando puder, se puder, se voce puder, quando voce puder, assim que puder, \
    sem pressa, pra mim, para mim, pra gente, para a gente, pra nos, para nos, aqui pra mim, \
    no sistema, no nosso sistema, mais uma coisa, so uma coisa, ah, poxa, nossa, eu preciso que, \
    preciso que voce, quero que voce, queria que voce, gostaria que voce, vou precisar de, \
    vou precisar que voce, vou querer, vamos, bora, boa semana, bom trabalho, ate mais, agradeco, agradecemos, muito grato, muito grata, valeu demais, valeu mesmo, fico no aguardo, no aguardo, aguardo, atenciosamente, att, abs, bjs, um abraco, \
    bom fim de semana, como vai, tudo joia, o quanto antes, assim que possivel, no crm, na base, na nossa base, na base de dados, nos nossos registros, nos registros, pro meu controle, para o meu controle, para controle, um favor, um favorzinho, me ajuda, me ajude, me ajuda a, me faz um favor, faz um favor, faz isso pra mim, por ora, por enquanto, o mais rapido possivel, com urgencia, agora mesmo, e isso, so isso, era isso, ve pra mim, ve ai, ve ai pra mim, consegue ver, quero saber, queria saber, gostaria de saber, preciso saber, voce sabe, sabe me dizer, me diz, me diga, me fala, me informa, me informe, sera que, por acaso, \
    i want, i want to, i want you to, we want to, i need, i need to, i need you to, we need to, \
    i 'd like, i 'd like to, i 'd like you to, i would like, i would like to, i would love, \
    we 'd like to, thank you, thank you so much, thanks a lot, thanks so much, many thanks, \
    much appreciated, i 'd appreciate it, thanks in advance, appreciate it, i appreciate it, i really appreciate it, much obliged, best regards, kind regards, regards, sincerely, that 's all, that 's it, that is all, thanks a million, thanks a bunch, thanks again, have a great weekend, have a good weekend, sorry to bother you, sorry to bother, hope you had a good weekend, hope this finds you well, happy friday, happy monday, good morning, good afternoon, \
    good evening, how are you, hope you 're well, hope you are well, hope all is well, \
    hope you 're doing well, let 's, go ahead and, when you can, when you have a minute, \
    when you have a moment, when you get a chance, when you get a minute, if you can, \
    if you could, if you don't mind, if that 's ok, no rush, as soon as possible, \
    as soon as you can, for me, for us, in the system, in our system, one more thing, \
    have a nice day, have a good one, have a great day, be so kind as to, be so kind and, \
    make sure to, i have to, we have to, gonna need, i 'm going to need, do me a favor and, \
    do me a favour and, at your earliest convenience, on file, for our records, for the records, to our records, to the records, in our records, in our crm, to our crm, in the books, on the books, in our books, quick favor, quick favour, quick thing, quick request, small favor, a favor, a favour, help me, help me out, i 'm trying to, can you help me, right away, right now, real quick, at once, would be great, that would be great, hey there, hi there, hello there, hi team",
    )
});

const AUXILIARIES: &str = "do does did is are was were has have had will should may must am";

/// Short forms, after the words that they stand for.
const SHORT: &[(&str, &str)] = &[
    ("voce", "vc ce"),
    ("voces", "vcs"),
    ("hoje", "hj"),
    ("amanha", "amnh amh amn"),
    ("tambem", "tb tbm tbem"),
    ("que", "q"),
    ("quanto", "qto qnto"),
    ("quantos", "qtos qts qntos qnts"),
    ("quantas", "qtas qntas"),
    ("quando", "qdo qnd qndo"),
    ("porque", "pq"),
    ("depois", "dps dpois"),
    ("tudo", "td"),
    ("todos", "tds"),
    ("todas", "tdas"),
    ("segunda", "seg"),
    ("quarta", "qua"),
    ("quinta", "qui"),
    ("sexta", "sex"),
    ("sabado", "sab"),
    ("domingo", "dom"),
    ("para", "pr p"),
    ("com", "c"),
    ("mensagem", "msg"),
    ("telefone", "tel fone"),
    ("whatsapp", "zap wpp wapp"),
    ("tomorrow", "tmrw tmr tmw tomoz"),
    ("today", "2day"),
    ("please", "plz plez"),
    ("you", "u ya"),
    ("your", "ur"),
    ("monday", "mon"),
    ("tuesday", "tue tues"),
    ("wednesday", "wed"),
    ("thursday", "thu thur thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
    ("with", "w"),
    ("what", "whats wats wat"),
    ("who", "whos"),
    ("how", "hows"),
    ("because", "bc cuz coz"),
];

static CORRECTIONS: LazyLock<Expressions> = LazyLock::new(|| {
    Expressions::of(
        "\
    na verdade, na realidade, ou melhor, quer dizer, digo, alias, ops, oops, correcao, \
    corrigindo, corrige, me enganei, errei, minto, perdao, alias e, nao e, nao sao, \
    desculpa, desculpe, e sim, \
    actually, i mean, i meant, make that, make it, scratch that, sorry, correction, \
    no wait, wait no, wait, rather, or rather, my bad, my mistake, no make it",
    )
});

const TURNS: &str = "\
    se caso quando senao only somente apenas until ate depois antes talvez acho acha parece perhaps \
    think guess might disse disseram falou said says told vai vao vou prometeu promised cancelou \
    cancelar cancelado cancelled canceled desfazer desfez ignore ignora ignorar stop stopped evita \
    evitar avoid brincadeira brincando zoeira mentira kidding joke joking errado errada engano wrong \
    mistake vez exceto except or ou porem como how test teste testando exemplo example suppose \
    imagine imagina simula simular pretend later instead whether pergunta perguntou asks asked quer \
    wants want pediu pede requested request proibido forbidden duvida traducao traduz translate \
    explain explica considere considera consider tenta try";

/// Words that are often misspelt.
const SLIPS: &str = "\
    obrigado obrigada favor preciso gostaria poderia quero please thanks thank could would kindly \
    hello agora amanha segunda terca quarta quinta sexta sabado domingo janeiro fevereiro abril \
    agosto setembro outubro novembro dezembro tomorrow today monday tuesday wednesday thursday \
    friday saturday sunday january february april august september october november december \
    porque because depois reais";

const COUNTS: &[(u64, &str)] = &[
    (1, "um uma one a an"),
    (2, "dois duas two"),
    (3, "tres three"),
    (4, "quatro four"),
    (5, "cinco five"),
    (6, "seis six"),
    (7, "sete seven"),
    (8, "oito eight"),
    (9, "nove nine"),
    (10, "dez ten"),
    (15, "quinze fifteen"),
    (20, "vinte twenty"),
    (30, "trinta thirty"),
];

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
