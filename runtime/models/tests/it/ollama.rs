//! Ollama, against a strict fake of it over real sockets.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    language::Language,
    message::Origin,
    model::{Answer, Item, Model, ModelError, Request, Tab, ToolCard},
    words::Reader,
};
use models::{
    ollama::{Fault, Host, Ollama, Presence},
    openai::{OpenAi, Settings},
};
use serde_json::json;
use testkit::{
    ollama::{FakeModel, FakeOllama, able, talker},
    openai::{ChatRequest, Reply, Way},
};

const LONG: Duration = Duration::from_secs(60);
const SMALL: FakeModel = able("qwen3:4b", 2_600_000_000);
const TALKER: FakeModel = talker("gemma:2b", 1_700_000_000);
const EMBEDDER: FakeModel = FakeModel {
    name: "nomic-embed-text:latest",
    size: 274_000_000,
    can: &["embedding"],
};

/// Two scripts, flags of two letters, skin tones and families: whatever a byte may fall into.
const WORDS: &str = "Привет, São Paulo! 👋🏽 — счёт № 9001 👩‍👩‍👧 🇧🇷 готов…";

fn fake(script: impl Fn(&ChatRequest) -> Reply + Send + Sync + 'static) -> FakeOllama {
    let installed = [SMALL, TALKER, EMBEDDER];
    let library = [able("qwen3:8b", 5_200_000_000)];
    FakeOllama::start((&installed, &library), script).unwrap()
}

fn client(fake: &FakeOllama) -> Ollama {
    Ollama::new(Host::parse(fake.host()).unwrap()).unwrap()
}

fn provider(fake: &FakeOllama) -> OpenAi {
    let host = Host::parse(fake.host()).unwrap();
    OpenAi::new(Settings::new("ollama", &host.chat(), None)).unwrap()
}

fn request(model: &str) -> Request {
    Request {
        model: model.to_owned(),
        system: "You are the sales department.".to_owned(),
        items: vec![Item::User {
            text: "Olá?".to_owned(),
            origin: Origin::Owner,
        }],
        tools: Arc::new([ToolCard {
            name: "create_lead".to_owned(),
            description: "Makes a lead.".to_owned(),
            schema: json!({ "type": "object", "properties": { "name": { "type": "string" } } }),
        }]),
        max_tokens: 500,
        tab: Tab::default(),
        reader: Reader {
            language: Language::PtBr,
            zone: chrono_tz::UTC,
        },
    }
}

async fn ask(fake: &FakeOllama, model: &str) -> (Result<Answer, ModelError>, String) {
    let heard = Mutex::new(String::new());
    let hear = |text: &str| heard.lock().unwrap().push_str(text);
    let request = request(model);
    let answer = provider(fake).complete(&request, &hear).await;
    (answer, heard.into_inner().unwrap())
}

#[tokio::test]
async fn a_model_is_looked_at_by_its_own_name() {
    let fake = fake(|_| Reply::text(""));
    let ollama = client(&fake);
    let there = |tools| Presence::There { tools: Some(tools) };
    assert_eq!(ollama.look(SMALL.name).await.unwrap(), there(true));
    assert_eq!(ollama.look(TALKER.name).await.unwrap(), there(false));
    let missing = ollama.look("llama9:400b").await.unwrap();
    assert_eq!(missing, Presence::Missing);
}

#[tokio::test]
async fn text_that_is_split_at_every_byte_is_not_lost() {
    let fake = fake(|_| Reply::text(WORDS).way(Way::EachByte));
    let (answer, heard) = ask(&fake, SMALL.name).await;
    assert_eq!(answer.unwrap().text, WORDS);
    assert_eq!(heard, WORDS);
}

#[tokio::test]
async fn arguments_that_are_split_at_every_byte_are_not_lost() {
    let arguments = json!({ "name": WORDS });
    let said = arguments.clone();
    let fake = fake(move |_| Reply::call("create_lead", &said).way(Way::EachByte));
    let answer = ask(&fake, SMALL.name).await.0.unwrap();
    let [call] = answer.calls.as_slice() else {
        panic!("{answer:?}");
    };
    let read: serde_json::Value = serde_json::from_str(&call.arguments).unwrap();
    assert_eq!(read, arguments);
}

#[tokio::test]
async fn what_is_installed_says_what_it_can_do() {
    let fake = fake(|_| Reply::text(""));
    let installed = client(&fake).installed(LONG).await.unwrap();
    let told: Vec<_> = installed
        .iter()
        .map(|it| (it.name.as_str(), it.tools))
        .collect();
    assert_eq!(
        told,
        [
            (TALKER.name, Some(false)),
            (EMBEDDER.name, Some(false)),
            (SMALL.name, Some(true))
        ]
    );
}

#[tokio::test]
async fn nobody_waits_for_a_server_that_hangs() {
    let fake = fake(|_| Reply::text(""));
    fake.fall_silent("/api/show");
    let short = Duration::from_millis(100);
    let installed = client(&fake).installed(short).await.unwrap();
    assert!(
        installed.iter().all(|it| it.tools.is_none()),
        "{installed:?}"
    );
    fake.fall_silent("/api/tags");
    let error = client(&fake).installed(short).await.unwrap_err();
    assert!(matches!(error, Fault::Late), "{error:?}");
}

#[tokio::test]
async fn what_ollama_refuses_is_refused_in_its_words() {
    let fake = fake(|_| Reply::text(""));
    let refused = |model| {
        let fake = &fake;
        async move {
            let error = ask(fake, model).await.0.unwrap_err();
            assert!(matches!(error, ModelError::Refused(_)), "{error:?}");
            std::error::Error::source(&error).unwrap().to_string()
        }
    };
    assert!(
        refused("gone:1b")
            .await
            .contains("model 'gone:1b' not found")
    );
    assert!(
        refused(TALKER.name)
            .await
            .contains("does not support tools")
    );
}

#[tokio::test]
async fn a_model_is_fetched_and_it_is_heard_how_far_it_is() {
    let fake = fake(|_| Reply::text(""));
    let ollama = client(&fake);
    let heard = Mutex::new(Vec::new());
    ollama
        .pull("qwen3:8b", |it| heard.lock().unwrap().push(it.clone()))
        .await
        .unwrap();
    let heard = heard.into_inner().unwrap();
    assert_eq!(heard.first().unwrap().status, "pulling manifest");
    assert!(
        heard
            .iter()
            .any(|it| it.completed > 0 && it.completed < it.total)
    );
    assert_eq!(heard.last().unwrap().status, "success");
    let installed = ollama.installed(LONG).await.unwrap();
    assert!(installed.iter().any(|it| it.name == "qwen3:8b"));
}

#[tokio::test]
async fn a_model_that_is_nowhere_is_not_fetched() {
    let fake = fake(|_| Reply::text(""));
    let error = client(&fake).pull("qwen33:8b", |_| {}).await.unwrap_err();
    let Fault::Refused { message, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(message.contains("file does not exist"));
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_fetches_has_not_fetched() {
    let fake = fake(|_| Reply::text(""));
    fake.fall_silent("/api/pull");
    let ollama = client(&fake);
    let fake = Mutex::new(Some(fake));
    let kill_it = |_: &_| {
        if let Some(fake) = fake.lock().unwrap().take() {
            fake.kill();
        }
    };
    let error = ollama.pull("qwen3:8b", kill_it).await.unwrap_err();
    assert!(
        matches!(error, Fault::Transport(_) | Fault::Cut),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_killed_in_mid_stream_cannot_be_reached() {
    let fake = fake(|_| Reply::text(WORDS).way(Way::Stall(800)));
    let provider = provider(&fake);
    let fake = Mutex::new(Some(fake));
    let heard = Mutex::new(String::new());
    let kill_it = |text: &str| {
        heard.lock().unwrap().push_str(text);
        if let Some(fake) = fake.lock().unwrap().take() {
            fake.kill();
        }
    };
    let request = request(SMALL.name);
    let error = provider.complete(&request, &kill_it).await.unwrap_err();
    assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
    assert!(WORDS.starts_with(heard.lock().unwrap().as_str()));
    let error = provider.complete(&request, &|_| {}).await.unwrap_err();
    assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
}
