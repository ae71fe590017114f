//! A text cut into words, numbers, addresses and marks, each with its place.

mod cut;
mod tells;

use std::ops::Range;

use domain::language::Language;

use super::{
    fold::stem,
    lexicon::{self, Class},
    told,
};

pub(super) use self::tells::Tells;

/// One piece of a text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// In lower case, without accents and hyphens.
    pub(super) norm: String,
    /// What is left of a word without its endings.
    pub(super) stem: String,
    /// The stem that some tool knows, where this one is a slip of the pen for it, or its beginning.
    pub(super) heard: Option<String>,
    /// What it does in the sentence.
    pub(super) role: Role,
    /// Whether a word begins with a capital that means something.
    pub(super) capital: bool,
    /// Whether it begins a sentence.
    pub(super) first: bool,
    /// Whether it can be no name, unless its capital says so.
    pub(super) nameless: bool,
    /// Whether it says that somebody wants something done: "can you", "preciso".
    pub(super) wish: bool,
    /// Whether it stands in a clause that tells something and asks for nothing.
    pub(super) told: bool,
    /// What a number tells.
    pub(super) tells: Tells,
}

impl Token {
    /// The stem that it is read as.
    pub(super) fn sense(&self) -> &str {
        self.heard.as_deref().unwrap_or(&self.stem)
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Letters, with what may stand between them.
    Word,
    /// Digits, with what may stand between them.
    Number,
    /// An e-mail address.
    Email,
    /// The sign of a currency: `R$`.
    Sign,
    /// Punctuation and other symbols, one character each.
    Mark,
}

/// What a token does in its sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// Nothing: politeness, articles.
    Filler,
    /// Punctuation that may be passed over.
    Pause,
    /// Joins what is around it.
    Link(&'static str),
    /// Turns the request around.
    Negation,
    /// Must be accounted for.
    Content,
}

/// A text and its pieces.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// As it was written.
    pub(super) raw: &'a str,
    /// In which language it is read.
    pub(super) language: Language,
    /// Its pieces.
    pub(super) tokens: Vec<Token>,
    /// Where it says who is not meant: "(not Bruno)".
    pub(super) contrasts: Vec<Range<usize>>,
    /// Whether it is a question, and not one that asks for a favour: "can you".
    pub(super) asks: bool,
}

impl<'a> Text<'a> {
    /// Cuts a text.
    pub(super) fn read(raw: &'a str, language: Language) -> Self {
        let tokens = cut::cut(raw);
        let mut text = Self {
            raw,
            language,
            tokens,
            contrasts: Vec::new(),
            asks: false,
        };
        text.find_sentences();
        text.spell_out();
        text.find_reflexives();
        let favour = text.find_roles();
        text.asks = !favour && text.is_question();
        text.find_numbers();
        text.contrasts = told::contrasts(&text);
        for at in told::tokens(&text) {
            if let Some(token) = text.tokens.get_mut(at) {
                token.told = true;
            }
        }
        text
    }

    /// Hears what tools know in words that are misspelt, or cut short before a number: `known` gives the
    /// stem that a token stands for.
    pub(super) fn hear(&mut self, known: impl Fn(&Token, bool) -> Option<String>) {
        for index in 0..self.tokens.len() {
            let cut = self.before_number(index);
            if let Some(token) = self.tokens.get_mut(index)
                && token.kind == Kind::Word
                && token.role == Role::Content
                && (token.first || !token.capital)
            {
                token.heard = known(token, cut);
            }
        }
    }

    /// The token at a place.
    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// What was written from one token up to another.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        let from = self.get(start).map_or(self.raw.len(), |it| it.start);
        let to = end.checked_sub(1).and_then(|it| self.get(it));
        let to = to.map_or(from, |it| it.end);
        self.raw.get(from..to).unwrap_or_default()
    }

    /// Whether nothing stands between a token and the one before it.
    pub(super) fn glued(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|it| self.get(it));
        match (before, self.get(index)) {
            (Some(before), Some(token)) => before.end == token.start,
            (None, _) | (_, None) => false,
        }
    }

    /// Whether a mark at a place ends a sentence: a space and a capital follow it, or another line.
    pub(super) fn ends_sentence(&self, at: usize) -> bool {
        let Some(mark) = self.get(at).filter(|it| it.kind == Kind::Mark) else {
            return false;
        };
        let before = at.checked_sub(1).and_then(|it| self.get(it));
        let short =
            before.is_some_and(|it| it.end - it.start <= 1 || lexicon::abbreviates(&it.norm));
        let next = self
            .get(at + 1)
            .is_some_and(|it| it.capital && it.start > mark.end);
        match mark.norm.as_str() {
            "\n" => true,
            "." => next && !short,
            "!" => next,
            "?" => self.get(at + 1).is_some_and(|it| it.start > mark.end),
            _ => false,
        }
    }

    /// Whether a word has its capital right after another one.
    pub(super) fn continues_name(&self, index: usize) -> bool {
        let named = |at: usize| {
            let token = self.get(at).filter(|it| it.kind == Kind::Word);
            token.is_some_and(|it| it.capital && !it.first)
        };
        named(index) && index.checked_sub(1).is_some_and(named)
    }

    fn find_sentences(&mut self) {
        let shouts = !self.raw.chars().any(char::is_lowercase);
        let mut first = true;
        for token in &mut self.tokens {
            let raw = self.raw.get(token.start..token.end).unwrap_or_default();
            token.first = first;
            token.capital = !shouts && raw.chars().next().is_some_and(char::is_uppercase);
            match token.kind {
                Kind::Mark => first |= [".", "!", "?", "\n", ":"].contains(&raw),
                Kind::Word | Kind::Number | Kind::Email | Kind::Sign => first = false,
            }
        }
    }

    /// A lone "n" is a "não", in English an "and", but before a number.
    fn spell_out(&mut self) {
        let meant = match self.language {
            Language::PtBr => "nao",
            Language::En => "and",
        };
        for index in 0..self.tokens.len() {
            let numbers = self.before_number(index);
            if let Some(token) = self.tokens.get_mut(index)
                && token.norm == "n"
                && !numbers
            {
                meant.clone_into(&mut token.norm);
                token.stem = cut::sense(&stem(meant));
            }
        }
    }

    /// The "se" of "o cliente se arrependeu" is no "if".
    fn find_reflexives(&mut self) {
        for index in 1..self.tokens.len() {
            let subject = self.get(index - 1).is_some_and(|it| {
                it.kind == Kind::Word
                    && !lexicon::joins_clauses(&it.norm)
                    && lexicon::class(&it.norm, self.language) == Class::Content
            });
            let happens = self
                .get(index + 1)
                .is_some_and(|it| lexicon::narrates(&it.norm) && !lexicon::is_copula(&it.norm));
            if let Some(token) = self.tokens.get_mut(index)
                && token.norm == "se"
                && subject
                && happens
            {
                token.norm = "si".to_owned();
            }
        }
    }

    /// Gives each token its role, and tells whether the text asks for a favour.
    fn find_roles(&mut self) -> bool {
        let mut asks_favour = false;
        let norms: Vec<String> = self.tokens.iter().map(|it| it.norm.clone()).collect();
        let norms: Vec<&str> = norms.iter().map(String::as_str).collect();
        let (mut passed, mut wish) = (0, false);
        for index in 0..self.tokens.len() {
            let rest = norms.get(index..).unwrap_or_default();
            if passed == 0
                && let Some(length) = lexicon::reminds(rest)
                && let Some(token) = self.tokens.get_mut(index)
            {
                // It says by two negations what one word says.
                let word = match self.language {
                    Language::PtBr => "lembra",
                    Language::En => "remind",
                };
                word.clone_into(&mut token.norm);
                token.stem = cut::sense(&stem(word));
                token.role = Role::Content;
                token.wish = false;
                passed = length - 1;
                wish = false;
                continue;
            }
            // "She changed her mind".
            let owned = index.checked_sub(1).and_then(|it| norms.get(it));
            if passed == 0
                && !(norms.get(index) == Some(&"mind") && owned.is_some_and(|it| lexicon::owns(it)))
                && let Some((length, favour)) = lexicon::courtesy(rest)
            {
                passed = length;
                asks_favour |= favour;
                wish = favour;
            }
            let role = match passed {
                0 if lexicon::refuses(rest) => Role::Negation,
                0 => self.role(index),
                _ => Role::Filler,
            };
            if let Some(token) = self.tokens.get_mut(index) {
                token.role = role;
                token.wish = lexicon::wishes(&token.norm) || (passed > 0 && wish);
            }
            passed = passed.saturating_sub(1);
        }
        asks_favour
    }

    /// Whether it ends in a question mark, or begins as English questions do.
    fn is_question(&self) -> bool {
        let words = self.tokens.iter().filter(|it| it.kind == Kind::Word);
        // "I did": who is told of first is not asked about.
        let mut begins = words.skip_while(|it| {
            it.role == Role::Filler
                && !lexicon::begins_question(&it.norm, self.language)
                && !lexicon::is_subject(&it.norm)
        });
        let begins = begins
            .next()
            .is_some_and(|it| lexicon::begins_question(&it.norm, self.language));
        let marked = self.tokens.last().is_some_and(|it| it.norm == "?");
        begins || (marked && !self.ends_in_order() && !self.ends_in_plea())
    }

    /// Whether a "please" stands before the mark at the end: "dá baixa, por favor?"
    fn ends_in_plea(&self) -> bool {
        let mut words = self.tokens.iter().rev().filter(|it| it.kind == Kind::Word);
        words.next().is_some_and(|it| lexicon::pleads(&it.norm))
    }

    /// Whether its last clause begins with an order: "fatura 3, 300 reais, registra?"
    fn ends_in_order(&self) -> bool {
        let marks = |it: &Token| it.kind == Kind::Mark && it.role == Role::Pause;
        let last = self.tokens.rsplit(marks).find(|it| !it.is_empty());
        let words = last.unwrap_or_default().iter();
        let mut words = words.filter(|it| it.role == Role::Content || lexicon::orders(&it.norm));
        words.next().is_some_and(|it| lexicon::orders(&it.norm))
    }

    fn role(&self, index: usize) -> Role {
        let Some(token) = self.get(index) else {
            return Role::Pause;
        };
        match token.kind {
            // "1 fatura".
            Kind::Number if token.norm == "1" && self.counts_word(index) => Role::Filler,
            Kind::Email | Kind::Number | Kind::Sign => Role::Content,
            Kind::Mark => self.mark(index, &token.norm),
            Kind::Word if lexicon::numbers(&token.norm) && self.before_number(index) => {
                Role::Filler
            }
            // "Another 200" is as much.
            Kind::Word if token.norm == "another" && self.before_value(index) => Role::Filler,
            Kind::Word if !token.capital && (self.titles(index) || self.honours(index)) => {
                Role::Filler
            }
            Kind::Word if lexicon::trails_off(&token.norm) && self.ends_clause(index + 1) => {
                Role::Filler
            }
            // "Quem foi mesmo que perguntou".
            Kind::Word
                if token.norm == "mesmo"
                    && index
                        .checked_sub(1)
                        .and_then(|it| self.get(it))
                        .is_some_and(|it| lexicon::is_copula(&it.norm) || it.norm == "quem") =>
            {
                Role::Filler
            }
            Kind::Word if self.calls_out(index) || self.exclaims(index) || self.is_here(index) => {
                Role::Filler
            }
            // A plan called "Pro" is no preposition; the English "I" is nothing but a pronoun.
            Kind::Word if token.capital && !token.first && token.norm != "i" => {
                match lexicon::class(&token.norm, self.language) {
                    Class::Negation => Role::Negation,
                    // "He FINALLY signed".
                    Class::Filler if self.is_shouted(token) => Role::Filler,
                    Class::Filler | Class::Link(_) | Class::Content => Role::Content,
                }
            }
            Kind::Word => match lexicon::class(&token.norm, self.language) {
                Class::Filler => Role::Filler,
                Class::Link(link) => Role::Link(link),
                Class::Negation => Role::Negation,
                Class::Content => Role::Content,
            },
        }
    }

    /// Whether a word only shows respect to whom it stands before: "dona Iracema".
    fn honours(&self, index: usize) -> bool {
        let name = |it: &Token| it.kind == Kind::Word && it.capital;
        self.get(index).is_some_and(|it| lexicon::honours(&it.norm))
            && self.get(index + 1).is_some_and(name)
    }

    /// Whether a word of four letters and more is written in capitals alone.
    fn is_shouted(&self, token: &Token) -> bool {
        let written = self.raw.get(token.start..token.end).unwrap_or_default();
        written.chars().count() > 3 && !written.chars().any(char::is_lowercase)
    }

    /// Whether a word only says what somebody is: "da cliente Ana".
    fn titles(&self, index: usize) -> bool {
        let is_name = |it: &Token| it.kind == Kind::Word && it.capital;
        let earlier = |back: usize| index.checked_sub(back).and_then(|it| self.get(it));
        let links = |it: &Token| matches!(it.role, Role::Link(_));
        let article = earlier(1).is_some_and(|it| it.role == Role::Filler);
        let ours = |it: &Token| {
            ["our", "my", "nosso", "nossa", "meu", "minha"].contains(&it.norm.as_str())
        };
        let owned = earlier(1).is_some_and(ours);
        let linked = owned || earlier(if article { 2 } else { 1 }).is_some_and(links);
        linked
            && self.get(index).is_some_and(|it| lexicon::titles(&it.norm))
            && self.get(index + 1).is_some_and(is_name)
    }

    /// Whether a word speaks to somebody: "menina, ..", "minha filha, ..".
    fn calls_out(&self, index: usize) -> bool {
        let earlier = |back: usize| index.checked_sub(back).and_then(|it| self.get(it));
        let calls = |it: &Token| it.kind == Kind::Word && lexicon::calls_out(&it.norm);
        let mine = |it: &Token| ["meu", "minha", "my"].contains(&it.norm.as_str());
        let begins = |back: usize| {
            earlier(back).is_none_or(|it| {
                it.role == Role::Pause
                    || lexicon::interjects(&it.norm)
                    || it.role == Role::Filler && self.begins_here(index - back)
            })
        };
        let owned = earlier(1).is_some_and(mine);
        // "Minha filha, ..", and not "a filha".
        let said = match owned {
            true => begins(2),
            false => {
                earlier(1).is_none_or(|it| it.role == Role::Pause || lexicon::interjects(&it.norm))
            }
        };
        let next = self.get(index + 1);
        // "Amigo do João", "lady's".
        let more = next.is_some_and(|it| {
            matches!(it.role, Role::Link(_)) || lexicon::narrates(&it.norm) || it.norm == "'s"
        }) || next
            .is_some_and(|it| matches!(lexicon::class(&it.norm, self.language), Class::Link(_)));
        self.get(index).is_some_and(calls) && said && next.is_some() && !more
    }

    /// Whether only what means nothing stands before a token in its sentence.
    fn begins_here(&self, index: usize) -> bool {
        let before = self.tokens.iter().take(index + 1).rev();
        let mut before = before.take_while(|it| it.kind != Kind::Mark);
        before.all(|it| it.role == Role::Filler)
    }

    /// Whether a word is what a sentence exclaims before it asks: "que pena", "what a day".
    fn exclaims(&self, index: usize) -> bool {
        let earlier = |back: usize| index.checked_sub(back).and_then(|it| self.get(it));
        let norm = |back: usize| earlier(back).map_or("", |it| it.norm.as_str());
        let noun = self
            .get(index)
            .is_some_and(|it| lexicon::exclaimed(&it.norm));
        // "Que notícia boa", "que boa notícia".
        let led = |back: usize| {
            norm(back) == "que" || (norm(back + 1) == "what" && ["a", "an"].contains(&norm(back)))
        };
        noun && (led(1) || (led(2) && earlier(1).is_some_and(|it| lexicon::exclaimed(&it.norm))))
    }

    /// Whether a word only says that something is where one speaks: "aqui na padaria", "here at the shop".
    fn is_here(&self, index: usize) -> bool {
        let norm = |it: usize| self.get(it).map_or("", |it| it.norm.as_str());
        let earlier = |back: usize| index.checked_sub(back).map_or("", norm);
        let ours = ["the", "our", "my", "minha", "meu", "nossa", "nosso"].contains(&earlier(1));
        let link = if ours { 2 } else { 1 };
        let place = ["na", "no", "em", "at", "in"].contains(&earlier(link));
        let here = ["aqui", "here"].contains(&earlier(link + 1));
        let noun = self.get(index).is_some_and(|it| {
            it.kind == Kind::Word
                && !it.capital
                && lexicon::class(&it.norm, self.language) == Class::Content
        });
        noun && place && here
    }

    /// Whether a number stands before a word, and not after one that it may number.
    fn counts_word(&self, index: usize) -> bool {
        let next = self.get(index + 1);
        let word =
            next.is_some_and(|it| it.kind == Kind::Word && !it.capital && !self.glued(index + 1));
        let unit = next.is_some_and(|it| {
            lexicon::counts_times(&it.norm) || lexicon::month(&it.norm).is_some()
        });
        let earlier = index.checked_sub(1).and_then(|it| self.get(it));
        let begins = earlier.is_none_or(|it| lexicon::orders(&it.norm) || it.role == Role::Filler);
        word && begins
            && !unit
            && next.is_some_and(|it| lexicon::class(&it.norm, self.language) == Class::Content)
    }

    fn mark(&self, index: usize, norm: &str) -> Role {
        match norm {
            // "p/ Ana", "c/ vencimento".
            "/" if self.glued(index) && self.follows_short(index) => Role::Pause,
            "#" | "№" if self.before_number(index) => Role::Filler,
            "+" if !self.glued(index) && !self.glued(index + 1) => Role::Pause,
            // "Pam -> won".
            "-" | "=" if self.is_arrow(index) => Role::Pause,
            "=" | "/" if !self.glued(index) && !self.glued(index + 1) => Role::Pause,
            ">" if index.checked_sub(1).is_some_and(|it| self.is_arrow(it)) => Role::Pause,
            "<" | ">" if self.encloses(index) => Role::Pause,
            "-" if self.glued(index + 1) && !self.glued(index) => Role::Content,
            "#" | "%" | "+" | "*" | "/" | "=" | "<" | ">" | "@" => Role::Content,
            _ => Role::Pause,
        }
    }

    /// Whether an arrow begins at a mark: `->`, `=>`.
    fn is_arrow(&self, index: usize) -> bool {
        let norm = |it: usize| self.get(it).map_or("", |it| it.norm.as_str());
        ["-", "="].contains(&norm(index)) && norm(index + 1) == ">" && self.glued(index + 1)
    }

    fn ends_clause(&self, index: usize) -> bool {
        self.get(index)
            .is_none_or(|it| it.kind == Kind::Mark && it.norm != "-")
    }

    fn follows_short(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|it| self.get(it));
        before.is_some_and(|it| it.kind == Kind::Word && it.end - it.start == 1)
    }

    /// Whether a number or the sign of one stands right after a token.
    fn before_value(&self, index: usize) -> bool {
        let next = self.get(index + 1);
        next.is_some_and(|it| matches!(it.kind, Kind::Number | Kind::Sign))
    }

    /// Whether a mark encloses an address: `<ana@example.com>`.
    fn encloses(&self, index: usize) -> bool {
        let email = |it: Option<usize>| {
            let token = it.and_then(|it| self.get(it));
            token.is_some_and(|it| it.kind == Kind::Email)
        };
        email(Some(index + 1)) || email(index.checked_sub(1))
    }

    /// Whether only the marks of an abbreviation stand between a token and a number.
    fn before_number(&self, index: usize) -> bool {
        let after = self.tokens.iter().skip(index + 1).take(3);
        let mut after =
            after.skip_while(|it| ["º", "°", ".", "-", "#", ":"].contains(&it.norm.as_str()));
        after.next().is_some_and(|it| it.kind == Kind::Number)
    }
}
