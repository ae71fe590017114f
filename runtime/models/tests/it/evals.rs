//! The committed requests of `evals`, put to the built-in model: it holds what the README says of it.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::words::Words;
use models::{
    offline::{Known, MODEL, Offline, OfflineSettings, WORDS},
    router::{Route, Router},
};
use testkit::evals::{Company, Mark, Scores, read};
use tools::Clients;

/// Each set, whether its single requests may be shown (who writes rules never sees a held-out half), how
/// many of a hundred must be right, and how many may be wrong: what it does today, below which it must not
/// fall. Two wrong ones are the bound; one held-out half misses it.
const SETS: [(&str, bool, usize, usize); 7] = [
    ("development", true, 99, 2),
    ("held_out", false, 70, 2),
    ("owners", true, 99, 2),
    ("owners_held_out", false, 96, 2),
    ("voices", true, 86, 1),
    ("long", true, 99, 2),
    ("long_held_out", false, 79, 3),
];

#[tokio::test]
async fn committed_requests_are_answered_as_published_and_hardly_any_wrongly() {
    let (router, company) = built_in();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../evals");
    let (mut table, mut misses, mut holds) = (String::new(), String::new(), true);
    for (name, shown, least, wrong) in SETS {
        let text = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
        let mut scores = Scores::of(name);
        // The error would quote the file.
        let requests = read(&text).unwrap_or_else(|_| panic!("`{name}.toml` is no set"));
        for wanted in requests {
            let came = company.put(&router, &wanted).await;
            let came = came.unwrap_or_else(|_| panic!("`{name}.toml` has what cannot be put"));
            let mark = Mark::of(&wanted, &came);
            scores.count(wanted.language, mark);
            if shown && mark != Mark::Right {
                misses.push_str(&format!("{mark:?} {}\n  {came:?}\n", wanted.text));
            }
        }
        holds &= scores.both().holds(least, wrong);
        table.push_str(&scores.to_string());
    }
    assert!(holds, "{table}\n{misses}");
}

#[tokio::test]
async fn several_requests_and_corrections_in_one_message_are_understood() {
    let misses = misses(include_str!("several.toml")).await;
    assert!(misses.is_empty(), "{misses}");
}

#[tokio::test]
async fn words_beside_a_request_that_change_what_is_meant_are_never_passed_over() {
    let misses = misses(include_str!("beside.toml")).await;
    assert!(misses.is_empty(), "{misses}");
}

/// The requests of a set that were not answered as it says, with what came of them.
async fn misses(set: &str) -> String {
    let (router, company) = built_in();
    let mut misses = String::new();
    for wanted in read(set).unwrap() {
        let came = company.put(&router, &wanted).await.unwrap();
        if Mark::of(&wanted, &came) != Mark::Right {
            misses.push_str(&format!("{}\n  {came:?}\n", wanted.text));
        }
    }
    misses
}

/// The built-in model, and the company whose tools it knows.
fn built_in() -> (Router, Company) {
    let toolbox = tools::toolbox(&Clients::alone());
    let words = Words::new(tools::WORDS.iter().copied().chain(WORDS));
    let words = Arc::new(words.unwrap());
    let company = Company::new(&toolbox.unwrap(), &words).unwrap();
    let known = company.tools().map(|(department, card)| Known {
        name: card.name.clone(),
        department: department.to_owned(),
        schema: card.schema.clone(),
    });
    let offline = Offline::new(OfflineSettings {
        tools: known.collect(),
        words,
        delay: Duration::ZERO,
    });
    let route = Route {
        model: Arc::new(offline.unwrap()),
        name: MODEL.to_owned(),
    };
    let aliases = ["smart", "fast"].map(|it| (it.to_owned(), vec![route.clone()]));
    let router = Router::new(BTreeMap::from(aliases), Box::new(Instant::now));
    (router.unwrap(), company)
}
