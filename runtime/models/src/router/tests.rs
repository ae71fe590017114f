use std::sync::atomic::AtomicU64;

use domain::{
    language::Language,
    model::{Completing, Finish, Tab, Usage},
    words::Reader,
};

use super::*;

type Script = fn() -> Result<&'static str, ModelError>;

/// A provider that does what its script says, and counts.
struct Scripted {
    provider: &'static str,
    script: Mutex<Script>,
    asked: Mutex<Vec<String>>,
}

impl Scripted {
    fn new(provider: &'static str, script: Script) -> Arc<Self> {
        Arc::new(Self {
            provider,
            script: Mutex::new(script),
            asked: Mutex::default(),
        })
    }

    fn now(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Model for Scripted {
    fn provider(&self) -> &str {
        self.provider
    }

    fn complete<'a>(&'a self, request: &'a Request, on_text: OnText<'a>) -> Completing<'a> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(request.model.clone());
            let script = *self.script.lock().unwrap();
            let text = script()?;
            on_text(text);
            if text.ends_with('…') {
                return down();
            }
            Ok(Answer {
                text: text.to_owned(),
                calls: Vec::new(),
                finish: Finish::Stop,
                usage: Usage::default(),
                model: format!("{}-2026", request.model),
            })
        })
    }
}

fn down<T>() -> Result<T, ModelError> {
    Err(ModelError::Unavailable("down".into()))
}

fn limited(after: Option<Duration>) -> ModelError {
    let source = "slow down".into();
    ModelError::RateLimited { after, source }
}

fn request() -> Request {
    Request {
        model: String::new(),
        system: String::new(),
        items: Vec::new(),
        tools: Arc::new([]),
        max_tokens: 1,
        tab: Tab::default(),
        reader: Reader {
            language: Language::En,
            zone: chrono_tz::UTC,
        },
    }
}

/// Two providers for `smart`, and a clock that the test moves, in seconds.
struct Pair {
    first: Arc<Scripted>,
    second: Arc<Scripted>,
    seconds: Arc<AtomicU64>,
    router: Router,
}

impl Pair {
    fn new(first: Script, second: Script) -> Self {
        let first = Scripted::new("first", first);
        let second = Scripted::new("second", second);
        let seconds = Arc::new(AtomicU64::new(0));
        let start = Instant::now();
        let moved = Arc::clone(&seconds);
        let clock = move || start + Duration::from_secs(moved.load(Ordering::Relaxed));
        let route = |model: &Arc<Scripted>, name: &str| Route {
            model: model.clone(),
            name: name.to_owned(),
        };
        let routes = vec![route(&first, "big"), route(&second, "small")];
        let routes = BTreeMap::from([("smart".to_owned(), routes)]);
        let router = Router::new(routes, Box::new(clock)).unwrap();
        Self {
            first,
            second,
            seconds,
            router,
        }
    }

    async fn ask(&self) -> Result<Routed, ModelError> {
        self.router.complete("smart", request(), &|_| {}).await
    }

    fn pass(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn the_first_answers_and_says_which_model_it_was() {
    let pair = Pair::new(|| Ok("yes"), || Ok("no"));
    let routed = pair.ask().await.unwrap();
    assert_eq!(
        (routed.by.provider.as_str(), routed.by.model.as_str()),
        ("first", "big")
    );
    assert_eq!(routed.answer.model, "big-2026");
    assert_eq!(pair.second.asked(), 0);
    let candidates = format!("{:?}", pair.router.routes("smart"));
    assert_eq!(candidates, "[first/big, second/small]");
}

#[tokio::test]
async fn an_outage_goes_on_to_the_next_which_is_asked_by_its_own_name() {
    let pair = Pair::new(down, || Ok("yes"));
    let routed = pair.ask().await.unwrap();
    assert_eq!(
        (routed.by.provider.as_str(), routed.by.model.as_str()),
        ("second", "small")
    );
    assert_eq!(*pair.second.asked.lock().unwrap(), ["small"]);
}

#[tokio::test]
async fn a_provider_that_failed_is_left_alone_for_a_while() {
    let pair = Pair::new(down, || Ok("yes"));
    pair.ask().await.unwrap();
    pair.first.now(|| Ok("back"));
    assert_eq!(pair.router.first("smart").unwrap().name, "small");
    assert_eq!(pair.ask().await.unwrap().by.provider, "second");
    assert_eq!(pair.first.asked(), 1);
    pair.pass(REST.as_secs());
    assert_eq!(pair.ask().await.unwrap().by.provider, "first");
}

#[tokio::test]
async fn a_rate_limit_rests_as_long_as_the_provider_says() {
    let pair = Pair::new(|| Err(limited(Some(Duration::from_secs(5)))), || Ok("yes"));
    pair.ask().await.unwrap();
    pair.first.now(|| Ok("back"));
    pair.pass(4);
    assert_eq!(pair.ask().await.unwrap().by.provider, "second");
    pair.pass(1);
    assert_eq!(pair.ask().await.unwrap().by.provider, "first");
}

#[tokio::test]
async fn a_refused_key_goes_on_and_rests_long() {
    let pair = Pair::new(|| Err(ModelError::Unauthorised("no".into())), || Ok("yes"));
    assert_eq!(pair.ask().await.unwrap().by.provider, "second");
    pair.pass(LONG_REST.as_secs() - 1);
    assert_eq!(pair.ask().await.unwrap().by.provider, "second");
    pair.pass(1);
    assert_eq!(pair.router.first("smart").unwrap().name, "big");
}

#[tokio::test]
async fn a_model_that_was_wrong_is_no_reason_to_ask_another() {
    let scripts: [Script; 2] = [
        || Err(ModelError::Refused("too long".into())),
        || Err(ModelError::Nonsense("empty".into())),
    ];
    for script in scripts {
        let pair = Pair::new(script, || Ok("yes"));
        let error = pair.ask().await.unwrap_err();
        assert!(matches!(
            error,
            ModelError::Refused(_) | ModelError::Nonsense(_)
        ));
        assert_eq!(pair.second.asked(), 0);
        assert_eq!(pair.router.first("smart").unwrap().name, "big");
    }
}

#[tokio::test]
async fn when_all_rest_the_one_that_wakes_first_is_asked() {
    let pair = Pair::new(|| Err(limited(Some(Duration::from_secs(50)))), down);
    assert!(matches!(
        pair.ask().await.unwrap_err(),
        ModelError::RateLimited { .. }
    ));
    pair.second.now(|| Ok("yes"));
    assert_eq!(pair.ask().await.unwrap().by.provider, "second");
    assert_eq!((pair.first.asked(), pair.second.asked()), (1, 2));
}

#[tokio::test]
async fn the_error_that_a_later_attempt_may_mend_is_the_one_told() {
    let pair = Pair::new(|| Err(ModelError::Unauthorised("no".into())), down);
    assert!(matches!(
        pair.ask().await.unwrap_err(),
        ModelError::Unavailable(_)
    ));
    let pair = Pair::new(down, || Err(ModelError::Unauthorised("no".into())));
    assert!(matches!(
        pair.ask().await.unwrap_err(),
        ModelError::Unavailable(_)
    ));
}

#[tokio::test]
async fn nobody_hears_two_answers_in_one() {
    let pair = Pair::new(|| Ok("It is…"), || Ok("Something else."));
    assert!(matches!(
        pair.ask().await.unwrap_err(),
        ModelError::Unavailable(_)
    ));
    assert_eq!(pair.second.asked(), 0);
    let routed = pair.ask().await.unwrap();
    assert_eq!(
        routed.by.provider, "second",
        "a later attempt goes elsewhere"
    );
}

#[tokio::test]
async fn an_unknown_alias_is_refused() {
    let pair = Pair::new(|| Ok("yes"), || Ok("yes"));
    let error = pair.router.complete("quick", request(), &|_| {}).await;
    assert!(matches!(error.unwrap_err(), ModelError::Refused(_)));
    assert!(pair.router.first("quick").is_none());
    let empty = BTreeMap::from([("smart".to_owned(), Vec::new())]);
    assert!(Router::new(empty, Box::new(Instant::now)).is_err());
}
