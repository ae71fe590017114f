//! Words that count, and those beside numbers: documents, money, days.

use super::{super::numerals, among, expressions::OVER, lists};

/// Whether a folded word tells one of several from the others: "the first".
pub(in crate::offline) fn counts_up(word: &str) -> bool {
    among(
        "first second third fourth one other another primeiro primeira segundo segunda terceiro terceira \
         outro outra uma um",
        word,
    )
}

/// Whether a number before this folded word says how often.
pub(in crate::offline) fn counts_times(word: &str) -> bool {
    among(
        "vez vezes x times dias day days semanas weeks meses months",
        word,
    )
}

/// Whether a folded word is a part of the day.
pub(in crate::offline) fn is_part_of_day(word: &str) -> bool {
    among(
        "manha tarde noite cedo tardinha morning afternoon evening night noon midday",
        word,
    )
}

/// Whether a folded word is what money is counted in.
pub(in crate::offline) fn is_money(word: &str) -> bool {
    among(
        "real reais dolar dolares euro euros libra libras peso pesos iene ienes franco francos dollar dollars \
         buck bucks pound pounds quid franc francs yen yuan rupee rupees krona kronor cents centavos",
        word,
    )
}

/// Whether a folded word is what is sold, or done for money.
pub(in crate::offline) fn names_goods(word: &str) -> bool {
    among(
        "product products service services job work item items project order",
        word,
    )
}

/// Whether a folded word says that something is so today.
pub(in crate::offline) fn is_now(word: &str) -> bool {
    among("hoje today agora now atualmente currently", word)
}

/// How many of these folded words say a time that is over, or is now.
pub(in crate::offline) fn is_over(words: &[&str]) -> Option<usize> {
    OVER.beginning(words)
}

/// Whether a number after this folded word is not exact: "uns 300".
pub(in crate::offline) fn approximates(word: &str) -> bool {
    among(
        "uns umas quase cerca aproximadamente roughly about around almost approximately nearly",
        word,
    )
}

/// Whether a folded word stands for what was said before: "e outra para o Bruno".
pub(in crate::offline) fn again(word: &str) -> bool {
    among(
        "outro outra outros outras mais another more one ones um uma also tambem",
        word,
    )
}

/// A count in a word: "uma semana", "two weeks".
pub(in crate::offline) fn count(word: &str) -> Option<u64> {
    match among("um uma one a an", word) {
        true => Some(1),
        false => numerals::whole(word),
    }
}

/// Whether a folded word announces a number: `nº`, `number`.
pub(in crate::offline) fn numbers(word: &str) -> bool {
    among("n no nr nro num numb numero number numeros numbers", word)
}

/// Whether a folded word is a document that is paid by its number.
pub(in crate::offline) fn is_document(word: &str) -> bool {
    among(
        "bill bills boleto boletos cobranca cobrancas duplicata duplicatas fatura faturas invoice invoices nf nfe \
         nfse nota notas receipt receipts recibo recibos titulo titulos",
        word,
    )
}

/// Whether a folded word says of what kind a thing is: "new spokes".
pub(in crate::offline) fn is_kind(word: &str) -> bool {
    among(
        "annual anual antiga antigo daily diaria diario double draft dupla duplo early edit family half mensal \
         meia meio monthly new nova novas novo novos old partial quarterly semanal spare supply weekly yearly",
        word,
    )
}

/// Whether a folded word says that something is so for each of several.
pub(in crate::offline) fn is_each(word: &str) -> bool {
    among("each apiece cada", word)
}

/// Whether a folded word calls something an amount.
pub(in crate::offline) fn is_sum(word: &str) -> bool {
    among(
        "amount cash dinheiro grana money price quantia sum total value valor",
        word,
    )
}

/// Whether a number after this folded article, or the like, tells which one is meant: "a 12", "da 12".
pub(in crate::offline) fn singles_out(word: &str) -> bool {
    among(
        "a da na pela essa esta aquela dessa desta daquela nessa nesta naquela",
        word,
    )
}

/// Whether a number after this folded word tells how many, or which ones: "as duas".
pub(in crate::offline) fn takes_several(word: &str) -> bool {
    among(
        "as das nas pelas essas estas aquelas dessas destas nessas nestas todas ambas",
        word,
    )
}

/// Whether a small number after this folded word tells how many: "all three", "os dois".
pub(in crate::offline) fn takes_few(word: &str) -> bool {
    among(
        "all ambos aqueles both dos esses estes last next nos oldest os pelos primeiros the these those todos \
         ultimos ultimas primeiras proximas",
        word,
    )
}

/// Whether a folded word stands for a document that was named before: "20 of it".
pub(in crate::offline) fn stands_for_document(word: &str) -> bool {
    among("it dela dessa desta nela", word)
}

/// Whether a folded word stands for several that were named before: "two of them".
pub(in crate::offline) fn stands_for_several(word: &str) -> bool {
    among(
        "them these those delas deles dessas destas desses destes",
        word,
    )
}

/// Whether a bare number after this folded word can only tell how much: "a payment of 35", "his 600".
pub(in crate::offline) fn leads_to_sum(word: &str) -> bool {
    among(
        "another apenas de em extra her his just mais more of only os por remaining so their",
        word,
    ) || is_sum(word)
}

/// The month of a folded name or its short form.
pub(in crate::offline) fn month(word: &str) -> Option<u32> {
    lists::MONTHS
        .iter()
        .find(|it| among(it.1, word))
        .map(|it| it.0)
}

/// The day of the week of a folded name, Monday being 0.
pub(in crate::offline) fn weekday(word: &str) -> Option<u32> {
    lists::WEEKDAYS
        .iter()
        .find(|it| among(it.1, word))
        .map(|it| it.0)
}
