use std::{
    fs::File,
    future::poll_fn,
    io::{Read as _, Write as _},
    pin::pin,
    process::Command,
    task::Poll,
};

use domain::tool::ToolError;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::{self, JoinSet};

use super::*;
use crate::mcp::{
    Lent,
    tests::{LONG, SHORT, ask_plainly, lent, speaking},
};

/// A program that says when a call has begun, and does with it what it is told then.
struct Told {
    source: Source,
    begun: File,
    order: File,
    _folder: TempDir,
}

impl Told {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [begun, order] = ["begun", "order"].map(|it| folder.path().join(it));
        let made = Command::new("mkfifo").args([&begun, &order]).status();
        assert!(made.unwrap().success());
        let called = format!(
            "echo x > {}; read -r order < {}; $order",
            begun.display(),
            order.display()
        );
        // Whoever has both ends never waits for the program to open one.
        let open = |path| File::options().read(true).write(true).open(path).unwrap();
        Self {
            source: speaking("tools a", &called),
            begun: open(&begun),
            order: open(&order),
            _folder: folder,
        }
    }

    /// Waits until a call has begun.
    async fn begun(&self) {
        let mut begun = self.begun.try_clone().unwrap();
        let said = task::spawn_blocking(move || begun.read_exact(&mut [0; 2]));
        said.await.unwrap().unwrap();
    }

    /// It goes on.
    fn order(&self, what: &str) {
        writeln!(&self.order, "{what}").unwrap();
    }

    /// What it says of its tools is not believed any more.
    fn doubt(&self, patience: Duration) {
        let mut state = self.source.state();
        let connection = state.connection.as_mut().unwrap();
        connection.patience = patience;
        connection.forget();
    }

    /// A call that is under way.
    async fn under_way(&self) -> JoinSet<Result<Value, ToolError>> {
        let lent = lent(&self.source).await;
        let mut calls = JoinSet::new();
        calls.spawn(async move { ask_plainly(&lent).await });
        self.begun().await;
        calls
    }
}

async fn said(mut calls: JoinSet<Result<Value, ToolError>>) -> Value {
    let output = calls.join_next().await.unwrap().unwrap();
    output.unwrap()["text"].clone()
}

#[tokio::test]
async fn a_list_that_is_late_cuts_nobodys_call() {
    let told = Told::new();
    let call = told.under_way().await;
    told.doubt(SHORT);
    let error = told.source.list().await.unwrap_err();
    assert!(matches!(error, Unlisted::Late), "{error:?}");
    // It is left alone, but not ended.
    let error = told.source.list().await.unwrap_err();
    assert!(matches!(error, Unlisted::Resting), "{error:?}");
    told.order("say yes");
    assert_eq!(said(call).await, "yes");
    told.doubt(LONG);
    told.source.list().await.unwrap();
    assert_eq!(told.source.state().number, 1);
}

#[tokio::test]
async fn whoever_stops_asking_for_the_list_cuts_nobodys_call() {
    let told = Told::new();
    let call = told.under_way().await;
    told.doubt(LONG);
    {
        let mut list = pin!(told.source.list());
        let is_waiting = poll_fn(|context| Poll::Ready(list.as_mut().poll(context).is_pending()));
        assert!(is_waiting.await);
    }
    told.order("say yes");
    assert_eq!(said(call).await, "yes");
    told.source.list().await.unwrap();
    assert_eq!(told.source.state().number, 1);
}

#[tokio::test]
async fn a_call_that_is_given_up_cuts_no_other() {
    let told = Told::new();
    let call = told.under_way().await;
    let (line, _) = told.source.find("search").await.unwrap();
    told.source.give_up(line);
    assert!(told.source.state().reached().is_none());
    told.order("say yes");
    assert_eq!(said(call).await, "yes");
    // The last one ends it.
    let (line, _) = told.source.find("search").await.unwrap();
    told.source.give_up(line);
    assert!(told.source.state().connection.is_none());
}

#[tokio::test]
async fn a_list_is_there_for_others_while_somebody_calls() {
    let told = Told::new();
    let call = told.under_way().await;
    let _asking = told.source.0.asking.lock().await;
    assert_eq!(told.source.list().await.unwrap().len(), 1);
    told.order("say yes");
    assert_eq!(said(call).await, "yes");
}

#[tokio::test]
async fn a_program_that_dies_in_many_calls_has_failed_once() {
    let source = speaking("tools a", "[ $c -lt 7 ] || exit 1");
    let lent: Arc<Lent> = Arc::new(lent(&source).await);
    let mut calls = JoinSet::new();
    for _ in 0..7 {
        let lent = Arc::clone(&lent);
        calls.spawn(async move { ask_plainly(&lent).await });
    }
    for error in calls.join_all().await {
        assert!(matches!(error, Err(ToolError::Unknown(_))), "{error:?}");
    }
    assert_eq!(source.state().failures, 1);
}

#[tokio::test]
async fn who_hears_late_that_a_connection_is_over_leaves_the_next_one_alone() {
    let told = Told::new();
    let lent = lent(&told.source).await;
    let mut late = pin!(ask_plainly(&lent));
    tokio::select! {
        output = &mut late => panic!("{output:?}"),
        () = told.begun() => {}
    }
    told.order("exit");
    while told.source.list().await.is_ok() {
        task::yield_now().await;
    }
    told.source.state().rests_until = None;
    let call = told.under_way().await;
    let error = late.await.unwrap_err();
    assert!(matches!(error, ToolError::Unknown(_)), "{error:?}");
    assert_eq!(told.source.state().rests_until, None);
    assert!(told.source.state().reached().is_some());
    told.order("say yes");
    assert_eq!(said(call).await, "yes");
}
