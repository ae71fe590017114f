//! Words that carry structure instead of meaning, in Portuguese and English, without accents.
//!
//! A request is placed only if each of its words is accounted for, so these lists are the whole of
//! what may be passed over. A word that could turn a request around (a negation, a condition, a
//! question about the past) must never stand in [`politeness::FILLERS`] or [`lists::LINKS`].

mod expressions;
mod lists;
mod politeness;
mod tables;

use domain::language::Language;

use self::{
    expressions::{CORRECTIONS, COURTESIES, FAVOURS, OVER, REMINDERS, STOPS},
    tables::{CLASSES, MATTERS, NAMELESS, SLIPS, WHOLE},
};
use super::{fold, numerals};

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
    match (language, word) {
        (Language::En, "no") => Class::Negation,
        // "Give 'em till Friday".
        (Language::En, "em") => Class::Filler,
        _ => CLASSES.get(word).copied().unwrap_or(Class::Content),
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

/// How many of these folded words ask to be reminded by saying what must not be: "don't let me forget".
pub(super) fn reminds(words: &[&str]) -> Option<usize> {
    REMINDERS.beginning(words)
}

/// Whether these folded words begin with an expression that turns the request around: "para de".
pub(super) fn refuses(words: &[&str]) -> bool {
    STOPS.beginning(words).is_some()
}

/// Whether a sentence that begins with this folded word is a question.
pub(super) fn begins_question(word: &str, language: Language) -> bool {
    language == Language::En && among(lists::AUXILIARIES, word)
}

/// Whether a folded word can never be the name of somebody, unless it is capitalised inside a
/// sentence.
pub(super) fn nameless(word: &str) -> bool {
    NAMELESS.contains(word) || month(word).is_some() || weekday(word).is_some()
}

/// Whether a folded word may stand inside a name.
pub(super) fn joins_names(word: &str) -> bool {
    among("de da do dos das of the von van der del la", word)
}

/// Whether `e` or `and` before this folded word is within one name: "Silva e Filhos".
pub(super) fn ends_firm(word: &str) -> bool {
    among(lists::FIRMS, word)
}

/// The whole word that a folded short form stands for.
pub(super) fn whole(word: &str) -> Option<&'static str> {
    WHOLE.get(word).copied()
}

/// How many of these folded words take back what was said before them: "na verdade", "I mean".
pub(super) fn corrects(words: &[&str]) -> Option<usize> {
    CORRECTIONS.beginning(words)
}

/// Whether a folded word alone denies what was said before it: "350, no, 375".
pub(super) fn denies(word: &str) -> bool {
    among("nao naum no nope nah", word)
}

/// Whether a clause that begins with this folded word tells something, and asks for nothing.
pub(super) fn tells(word: &str) -> bool {
    among(lists::TELLING, word) || narrates(word)
}

/// Whether a folded word is one other person: "he".
pub(super) fn is_one(word: &str) -> bool {
    among(
        "he she they ele ela eles elas him her dele dela deles delas",
        word,
    )
}

/// Whether a folded word says of the one who was named what she can, likes or has: ", prefers mornings".
pub(super) fn characterizes(word: &str) -> bool {
    among(
        "can can't cannot prefers likes speaks lives works travels pode prefere gosta mora trabalha estuda",
        word,
    )
}

/// Whether a folded word only leads to what is said: "note that she called".
pub(super) fn introduces(word: &str) -> bool {
    among("que that", word)
}

/// Whether a folded word is a verb that tells what happened or what happens: "called", "ligou".
pub(super) fn narrates(word: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|it| word.ends_with(it));
    among(lists::HAPPENED, word)
        || (word.len() > 3 && ends(lists::HAPPENED_ENDINGS))
        || (word.len() > 4 && word.ends_with('i'))
}

/// Whether a folded word is a past that no ending tells: "rang".
pub(super) fn happened(word: &str) -> bool {
    among(lists::HAPPENED, word)
}

/// Whether a folded word is somebody or something that a clause tells of: "she", "it".
pub(super) fn is_subject(word: &str) -> bool {
    among(lists::PRONOUNS, word)
}

/// Whether a folded word wishes somebody well: "hope you had a nice weekend".
pub(super) fn hopes(word: &str) -> bool {
    among("hope hoping espero esperamos tomara", word)
}

/// Whether a folded word is somebody else: "she".
pub(super) fn is_somebody(word: &str) -> bool {
    among("he she they ele ela eles elas", word)
}

/// Whether a folded word begins a clause as one of whom it tells: "she", "o", "my".
pub(super) fn has_subject(word: &str) -> bool {
    is_subject(word) || among(lists::SUBJECTS, word)
}

/// Whether a folded word only says how somebody feels about what follows.
pub(super) fn interjects(word: &str) -> bool {
    among(politeness::INTERJECTIONS, word)
}

/// Whether a folded word says that somebody wants something done.
pub(super) fn wishes(word: &str) -> bool {
    among(lists::WISHES, word)
}

/// Whether a folded word sets a condition, doubts or reports: nothing beside it can be passed over.
pub(super) fn conditions(word: &str) -> bool {
    among(lists::CONDITIONS, word)
}

/// Whether a folded word beside a request could change it: it sets a condition, restricts, takes back, or
/// says how much or how often.
pub(super) fn matters(word: &str) -> bool {
    MATTERS.contains(word)
}

/// Whether a clause that begins with this folded word tells of the one who says it.
pub(super) fn is_oneself(word: &str) -> bool {
    among("i we my our eu nos meu minha nosso nossa", word)
}

/// Whether a folded word is the one who says it, and nobody of hers: "I", and not "my".
pub(super) fn is_first_person(word: &str) -> bool {
    among("eu i im nos we", word)
}

/// Whether a folded word says that something may, can or will be: "may change".
pub(super) fn is_modal(word: &str) -> bool {
    among(
        "can could deve may might pode podem should vai vao will would",
        word,
    )
}

/// Whether a clause that begins with this folded word tells what somebody is going to do herself.
pub(super) fn plans(word: &str) -> bool {
    among("gotta preciso vamos vou", word)
}

/// Whether a folded word stands for a thing or an act that was named before: "I did it".
pub(super) fn is_thing(word: &str) -> bool {
    among("isso isto it that this tudo", word)
}

/// Whether a folded word says that something is done already, or in part: nobody gives that as a reason.
pub(super) fn lessens(word: &str) -> bool {
    among(
        "already except exceto half ja menos metade minus rest resto",
        word,
    )
}

/// Whether a folded word tells one of several from the others: "the first".
pub(super) fn counts_up(word: &str) -> bool {
    among(
        "first second third fourth one other another primeiro primeira segundo segunda terceiro terceira \
         outro outra uma um",
        word,
    )
}

/// Whether a number before this folded word says how often.
pub(super) fn counts_times(word: &str) -> bool {
    among(
        "vez vezes x times dias day days semanas weeks meses months",
        word,
    )
}

/// Whether a folded word speaks to somebody, where it stands before what is asked, or after "minha".
pub(super) fn calls_out(word: &str) -> bool {
    among(lists::VOCATIVES, word)
}

/// Whether a folded word is one that people exclaim after a "que", or a "what a".
pub(super) fn exclaimed(word: &str) -> bool {
    among(lists::EXCLAIMED, word)
}

/// Whether a folded word at the end of a clause says nothing.
pub(super) fn trails_off(word: &str) -> bool {
    among(
        "mesmo rs rsrs kk kkk kkkk haha lol viu visse tb tambem asap thx ty innit mate guri guria so",
        word,
    )
}

/// Whether a "'d" after this folded word stands for "would" or "had": "she'd".
pub(super) fn shortens_would(word: &str) -> bool {
    is_subject(word)
        || among(
            "how someone somebody that there this what when where which who why you everyone everybody nobody",
            word,
        )
}

/// Whether a folded word is a part of the day.
pub(super) fn is_part_of_day(word: &str) -> bool {
    among(
        "manha tarde noite cedo tardinha morning afternoon evening night noon midday",
        word,
    )
}

/// Whether a folded word begins to tell how somebody came: "met at the fair".
pub(super) fn met(word: &str) -> bool {
    among(
        "met came found heard saw called wrote emailed veio vieram chegou conheci conhecemos achou encontrei ligou",
        word,
    )
}

/// Whether a folded word sets a condition wherever it stands: "unless".
pub(super) fn is_if(word: &str) -> bool {
    among(
        "if unless until till when whenever whether se caso quando senao",
        word,
    )
}

/// Whether a folded word is what money is counted in.
pub(super) fn is_money(word: &str) -> bool {
    among(
        "real reais dolar dolares euro euros libra libras peso pesos iene ienes franco francos dollar dollars \
         buck bucks pound pounds quid franc francs yen yuan rupee rupees krona kronor cents centavos",
        word,
    )
}

/// Whether a folded word sets a condition, and does not only say when something was.
pub(super) fn sets_condition(word: &str) -> bool {
    among(
        "if unless until till whenever whether se caso senao except exceto",
        word,
    )
}

/// Whether a folded word says that only something is meant: "just the new ones".
pub(super) fn singles(word: &str) -> bool {
    among(
        "so only just apenas somente unicamente menos minus without sem not nao",
        word,
    )
}

/// Whether a folded word says what something is or was.
pub(super) fn is_copula(word: &str) -> bool {
    among("eh era eram foi foram sao was were is are", word)
}

/// Whether a folded word is what somebody is to say or ask.
pub(super) fn is_speech(word: &str) -> bool {
    among(
        "ask discuss mention talk chat perguntar pergunta falar tratar conversar",
        word,
    )
}

/// Whether a folded word, or the stem of one, leads to what something is about.
pub(super) fn is_about(word: &str) -> bool {
    among("about regarding concerning sobre sobr acerca acerc", word)
}

/// Whether a folded word is what is sold, or done for money.
pub(super) fn names_goods(word: &str) -> bool {
    among(
        "product products service services job work item items project order",
        word,
    )
}

/// Whether a folded word shows respect before a name.
pub(super) fn honours(word: &str) -> bool {
    among(
        "dona seu seo sr sra senhor senhora dr dra doutor doutora mr mrs ms miss mister",
        word,
    )
}

/// Whether a folded word is what a field of free text is called.
pub(super) fn names_field(word: &str) -> bool {
    among(
        "description descricao interest interesse motivo nota note obs observacao reason",
        word,
    )
}

/// Whether a folded word says whose something is.
pub(super) fn owns(word: &str) -> bool {
    among("her his my our their your", word)
}

/// Whether a folded word at the end of what sounds like a question makes it a request.
pub(super) fn pleads(word: &str) -> bool {
    among("favor pf pfv pfvr please pls plz", word)
}

/// Whether a folded word sets a clause against the one before it.
pub(super) fn contrasts(word: &str) -> bool {
    among("but mas", word)
}

/// Whether a folded word is an article.
pub(super) fn is_article(word: &str) -> bool {
    among("o a os as um uma uns umas the an", word)
}

/// Whether a folded word offers something else: "or".
pub(super) fn is_alternative(word: &str) -> bool {
    among("ou or nor either", word)
}

/// Whether a folded word orders something.
pub(super) fn orders(word: &str) -> bool {
    among(lists::ORDERS, word)
}

/// Whether a folded word is a verb that names what is to be done: "levar".
pub(super) fn is_infinitive(word: &str) -> bool {
    (word.len() > 4 && ["ar", "er", "ir"].iter().any(|it| word.ends_with(it)))
        || among("dar ir ler ver vir", word)
}

/// Whether a folded word says that something is so today.
pub(super) fn is_now(word: &str) -> bool {
    among("hoje today agora now atualmente currently", word)
}

/// Whether a folded word beside what is told may take it back.
pub(super) fn doubts(word: &str) -> bool {
    conditions(word) || takes_back(word)
}

/// Whether a folded word helps another verb: "have been paid".
pub(super) fn is_auxiliary(word: &str) -> bool {
    among(lists::HELPING, word)
}

/// Whether a folded word says in which manner something is done: "fully", "rapidamente".
pub(super) fn is_manner(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ly") || word.ends_with("mente"))
}

/// Whether a folded word may take back what was asked for before it.
pub(super) fn takes_back(word: &str) -> bool {
    among(lists::RETRACTIONS, word)
}

/// Whether a folded word begins a clause that says why.
pub(super) fn gives_reason(word: &str) -> bool {
    among(lists::REASONS, word)
}

/// Whether a stem is that of a word that says why.
pub(super) fn stem_of_reason(stem: &str) -> bool {
    lists::REASONS.split(' ').any(|it| fold::stem(it) == stem)
}

/// Whether a folded word joins a clause to the one before it.
pub(super) fn joins(word: &str) -> bool {
    among(lists::JOINTS, word)
}

/// Whether a clause begins at a folded word.
pub(super) fn joins_clauses(word: &str) -> bool {
    joins(word) || gives_reason(word)
}

/// How many of these folded words say a time that is over, or is now.
pub(super) fn is_over(words: &[&str]) -> Option<usize> {
    OVER.beginning(words)
}

/// Whether a folded word before a name says whence somebody comes: "from Acme", "da Acme".
pub(super) fn says_whence(word: &str) -> bool {
    among("from of at de da do dos das na no", word)
}

/// Whether a folded word may follow the one to whom something is done: "give her back".
pub(super) fn follows_object(word: &str) -> bool {
    among("back down up as today tomorrow again please now next", word)
}

/// Whether a folded word stands for somebody who was named before.
pub(super) fn stands_for_name(word: &str) -> bool {
    among("ele ela eles elas dele dela deles delas him her them", word)
}

/// Whether a folded word says what somebody is before their name: "da cliente Ana".
pub(super) fn titles(word: &str) -> bool {
    among(lists::TITLES, word)
}

/// Whether a number after this folded word is not exact: "uns 300".
pub(super) fn approximates(word: &str) -> bool {
    among(
        "uns umas quase cerca aproximadamente roughly about around almost approximately nearly",
        word,
    )
}

/// Whether a folded word before a full stop is cut short, and ends no sentence: "Mrs."
pub(super) fn abbreviates(word: &str) -> bool {
    among(
        "mr mrs ms dr dra sr sra srta prof st inc ltd ltda cia",
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
    let known = SLIPS.get(&word.chars().next()?)?;
    if known.contains(&word) {
        return None;
    }
    known.iter().copied().find(|it| fold::is_slip(word, it))
}

/// A count in a word: "uma semana", "two weeks".
pub(super) fn count(word: &str) -> Option<u64> {
    match among("um uma one a an", word) {
        true => Some(1),
        false => numerals::whole(word),
    }
}

/// Whether a folded word announces a number: `nº`, `number`.
pub(super) fn numbers(word: &str) -> bool {
    among("n no nr nro num numb numero number numeros numbers", word)
}

/// Whether a folded word is a document that is paid by its number.
pub(super) fn is_document(word: &str) -> bool {
    among(
        "bill bills boleto boletos cobranca cobrancas duplicata duplicatas fatura faturas invoice invoices nf nfe \
         nfse nota notas receipt receipts recibo recibos titulo titulos",
        word,
    )
}

/// Whether a folded word says of what kind a thing is: "new spokes".
pub(super) fn is_kind(word: &str) -> bool {
    among(
        "annual anual antiga antigo daily diaria diario double draft dupla duplo early edit family half mensal \
         meia meio monthly new nova novas novo novos old partial quarterly semanal spare supply weekly yearly",
        word,
    )
}

/// Whether a folded word says that something is so for each of several.
pub(super) fn is_each(word: &str) -> bool {
    among("each apiece cada", word)
}

/// Whether a folded word calls something an amount.
pub(super) fn is_sum(word: &str) -> bool {
    among(
        "amount cash dinheiro grana money price quantia sum total value valor",
        word,
    )
}

/// Whether a number after this folded article, or the like, tells which one is meant: "a 12", "da 12".
pub(super) fn singles_out(word: &str) -> bool {
    among(
        "a da na pela essa esta aquela dessa desta daquela nessa nesta naquela",
        word,
    )
}

/// Whether a number after this folded word tells how many, or which ones: "as duas".
pub(super) fn takes_several(word: &str) -> bool {
    among(
        "as das nas pelas essas estas aquelas dessas destas nessas nestas todas ambas",
        word,
    )
}

/// Whether a small number after this folded word tells how many: "all three", "os dois".
pub(super) fn takes_few(word: &str) -> bool {
    among(
        "all ambos aqueles both dos esses estes last next nos oldest os pelos primeiros the these those todos \
         ultimos ultimas primeiras proximas",
        word,
    )
}

/// Whether a folded word stands for a document that was named before: "20 of it".
pub(super) fn stands_for_document(word: &str) -> bool {
    among("it dela dessa desta nela", word)
}

/// Whether a folded word stands for several that were named before: "two of them".
pub(super) fn stands_for_several(word: &str) -> bool {
    among(
        "them these those delas deles dessas destas desses destes",
        word,
    )
}

/// Whether a bare number after this folded word can only tell how much: "a payment of 35", "his 600".
pub(super) fn leads_to_sum(word: &str) -> bool {
    among(
        "another apenas de em extra her his just mais more of only os por remaining so their",
        word,
    ) || is_sum(word)
}

/// Whether a folded word begins another clause.
pub(super) fn breaks(word: &str) -> bool {
    among("e and depois then tambem also mas but alem plus", word)
}

/// The month of a folded name or its short form.
pub(super) fn month(word: &str) -> Option<u32> {
    lists::MONTHS
        .iter()
        .find(|it| among(it.1, word))
        .map(|it| it.0)
}

/// The day of the week of a folded name, Monday being 0.
pub(super) fn weekday(word: &str) -> Option<u32> {
    lists::WEEKDAYS
        .iter()
        .find(|it| among(it.1, word))
        .map(|it| it.0)
}

/// Whether a word stands in a list of words.
fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| it == word)
}
