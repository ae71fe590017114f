//! Words for people: who is spoken of, to whom, and whose something is.

use super::{among, lists, month, tables::NAMELESS, weekday};

/// Whether a folded word can never be the name of somebody, unless it is capitalised inside a
/// sentence.
pub(in crate::offline) fn nameless(word: &str) -> bool {
    NAMELESS.contains(word) || month(word).is_some() || weekday(word).is_some()
}

/// Whether a folded word may stand inside a name.
pub(in crate::offline) fn joins_names(word: &str) -> bool {
    among("de da do dos das of the von van der del la", word)
}

/// Whether `e` or `and` before this folded word is within one name: "Silva e Filhos".
pub(in crate::offline) fn ends_firm(word: &str) -> bool {
    among(lists::FIRMS, word)
}

/// Whether a folded word is one other person: "he".
pub(in crate::offline) fn is_one(word: &str) -> bool {
    among(
        "he she they ele ela eles elas him her dele dela deles delas",
        word,
    )
}

/// Whether a folded word says of the one who was named what she can, likes or has: ", prefers mornings".
pub(in crate::offline) fn characterizes(word: &str) -> bool {
    among(
        "can can't cannot prefers likes speaks lives works travels pode prefere gosta mora trabalha estuda",
        word,
    )
}

/// Whether a folded word is somebody or something that a clause tells of: "she", "it".
pub(in crate::offline) fn is_subject(word: &str) -> bool {
    among(lists::PRONOUNS, word)
}

/// Whether a folded word is somebody else: "she".
pub(in crate::offline) fn is_somebody(word: &str) -> bool {
    among("he she they ele ela eles elas", word)
}

/// Whether a folded word begins a clause as one of whom it tells: "she", "o", "my".
pub(in crate::offline) fn has_subject(word: &str) -> bool {
    is_subject(word) || among(lists::SUBJECTS, word)
}

/// Whether a clause that begins with this folded word tells of the one who says it.
pub(in crate::offline) fn is_oneself(word: &str) -> bool {
    among("i we my our eu nos meu minha nosso nossa", word)
}

/// Whether a folded word is the one who says it, and nobody of hers: "I", and not "my".
pub(in crate::offline) fn is_first_person(word: &str) -> bool {
    among("eu i im nos we", word)
}

/// Whether a folded word speaks to somebody, where it stands before what is asked, or after "minha".
pub(in crate::offline) fn calls_out(word: &str) -> bool {
    among(lists::VOCATIVES, word)
}

/// Whether a "'d" after this folded word stands for "would" or "had": "she'd".
pub(in crate::offline) fn shortens_would(word: &str) -> bool {
    is_subject(word)
        || among(
            "how someone somebody that there this what when where which who why you everyone everybody nobody",
            word,
        )
}

/// Whether a folded word shows respect before a name.
pub(in crate::offline) fn honours(word: &str) -> bool {
    among(
        "dona seu seo sr sra senhor senhora dr dra doutor doutora mr mrs ms miss mister",
        word,
    )
}

/// Whether a folded word says whose something is.
pub(in crate::offline) fn owns(word: &str) -> bool {
    among("her his my our their your", word)
}

/// Whether a folded word before a name says whence somebody comes: "from Acme", "da Acme".
pub(in crate::offline) fn says_whence(word: &str) -> bool {
    among("from of at de da do dos das na no", word)
}

/// Whether a folded word may follow the one to whom something is done: "give her back".
pub(in crate::offline) fn follows_object(word: &str) -> bool {
    among("back down up as today tomorrow again please now next", word)
}

/// Whether a folded word stands for somebody who was named before.
pub(in crate::offline) fn stands_for_name(word: &str) -> bool {
    among("ele ela eles elas dele dela deles delas him her them", word)
}

/// Whether a folded word says what somebody is before their name: "da cliente Ana".
pub(in crate::offline) fn titles(word: &str) -> bool {
    among(lists::TITLES, word)
}

/// Whether a folded word before a full stop is cut short, and ends no sentence: "Mrs."
pub(in crate::offline) fn abbreviates(word: &str) -> bool {
    among(
        "mr mrs ms dr dra sr sra srta prof st inc ltd ltda cia",
        word,
    )
}
