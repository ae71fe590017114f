//! `GET /v1/turns/{id}/events`: what a turn does, as server-sent events.
//!
//! An event follows from rows that are there for good, and its id says which events were told up to
//! it. So a stream that was cut goes on at any process, and neither misses nor repeats anything.

mod told;

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CACHE_CONTROL},
    response::{
        IntoResponse as _, Response,
        sse::{Event, Sse},
    },
};
use domain::{
    approval::ApprovalView,
    ids::{TokenId, TurnId},
    person::Actor,
    turn::{StepView, TurnView},
};
use futures_util::stream;
use orchestrator::{Desk, Progress};
use schemars::{Schema, SchemaGenerator, json_schema};
use tokio::{
    sync::mpsc,
    time::{self, Instant},
};

use self::told::{News, Told};
use super::{
    Api, approvals, auth,
    paths::{Answer, Example, Group, Method, Named, Operation, Paths},
    problem::{Code, Problem},
    turns,
};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Proxies that collect an answer before they pass it on are asked not to.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// How many streams a token may have open at once.
const MOST_OF_ONE: usize = 8;

/// How many streams are open at once.
const MOST: usize = 512;

/// How often something is said if nothing happens, and whether the caller still may listen is asked.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often a turn is looked at if no news of it come.
const LOOK: Duration = Duration::from_secs(1);

/// A stream that is older ends; its caller comes again and misses nothing.
const OLDEST: Duration = Duration::from_secs(600);

/// After how long a caller comes again whose stream was cut.
const RETRY: Duration = Duration::from_secs(1);

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Messages,
        headers: &["Last-Event-ID"],
        answers: vec![
            Answer {
                shape: Some(event),
                ..Answer::text("text/event-stream")
            },
            Answer::nothing(),
        ],
        problems: &[Code::NoSuchTurn, Code::BadEventId, Code::TooManyStreams],
        examples: vec![
            Example {
                of: turns::EXAMPLE,
                ..Example::default()
            },
            Example {
                of: turns::EXAMPLE,
                headers: &[("last-event-id", "never seen")],
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Get, "/v1/turns/{id}/events", "turn_events")
    };
    paths.serve(operation, get);
}

/// What one event of the stream is.
fn event(generator: &mut SchemaGenerator) -> Schema {
    let data = [
        generator.subschema_for::<StepView>(),
        generator.subschema_for::<ApprovalView>(),
        generator.subschema_for::<TurnView>(),
    ];
    json_schema!({
        "type": "object",
        "properties": {
            "id": { "type": "string" },
            "event": { "enum": ["step", "approval_asked", "approval_decided", "turn"] },
            "data": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": { "anyOf": data },
            },
        },
        "required": ["id", "event", "data"],
    })
}

/// Tells what a turn does until it has ended. Whoever was told the end has nothing more to hear.
async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let turn = turns::seen(&api, &actor, &id).await?;
    let told = match headers.get(LAST_EVENT_ID).filter(|it| !it.is_empty()) {
        None => Told::default(),
        Some(id) => id
            .to_str()
            .ok()
            .and_then(|it| it.parse().ok())
            .ok_or_else(Problem::bad_event_id)?,
    };
    let place = api.streams.place(actor.token)?;
    // Heard from before the first look, so that nothing falls between.
    let desk = api.doors.desk(actor.organisation).await?;
    let news = desk.watch(turn);
    let mut stream = Stream {
        headers: headers.clone(),
        waiting: VecDeque::new(),
        over: false,
        begun: Instant::now(),
        beat: Instant::now() + HEARTBEAT,
        api,
        actor,
        turn,
        told,
        news: Some(news),
        desk,
        _place: place,
    };
    stream.look().await?;
    if stream.over && stream.waiting.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    // Pulled by the connection: what its client does not read is never made.
    let events = stream::unfold(stream, async |mut stream| {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    let first = stream::iter([Ok(Event::default().retry(RETRY))]);
    let events = stream::StreamExt::chain(first, events);
    let mut response = Sse::new(events).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// A caller who listens to a turn.
struct Stream {
    api: Api,
    actor: Actor,
    /// Those of the request: whether the token is still somebody's is asked again.
    headers: HeaderMap,
    turn: TurnId,
    told: Told,
    /// What was looked up and not told yet: what one look finds.
    waiting: VecDeque<News>,
    /// The turn has ended, and its end is in `waiting` or told.
    over: bool,
    news: Option<mpsc::Receiver<Progress>>,
    desk: Desk,
    begun: Instant,
    beat: Instant,
    _place: Place,
}

impl Stream {
    /// The next event, once there is one; nothing at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(news) = self.waiting.pop_front() {
                return self.tell(&news);
            }
            if self.over || self.begun.elapsed() >= OLDEST {
                return None;
            }
            let stop = self.api.stop.clone();
            stop.run_until_cancelled(self.something_new()).await?;
            if Instant::now() >= self.beat {
                self.beat = Instant::now() + HEARTBEAT;
                let caller = auth::caller(&self.api, &self.headers).await;
                return match caller {
                    Err(problem) if problem.code() == Code::Unauthorised => None,
                    Ok(_) | Err(_) => Some(Event::default().comment("")),
                };
            }
            match self.look().await {
                Ok(()) => {}
                // The database is away for a moment: the next look tells.
                Err(problem) if problem.code() == Code::DatabaseAway => {
                    stop.run_until_cancelled(time::sleep(LOOK)).await?;
                }
                Err(_) => return None,
            }
        }
    }

    fn tell(&mut self, news: &News) -> Option<Event> {
        self.told.tell(news);
        let event = Event::default().id(self.told.to_string()).event(news.kind);
        event.json_data(&news.data).ok()
    }

    /// Waits for news of the turn, for the next look without any, or for the next heartbeat.
    async fn something_new(&mut self) {
        let until = (Instant::now() + LOOK).min(self.beat);
        loop {
            let Some(news) = &mut self.news else {
                return time::sleep_until(until).await;
            };
            match time::timeout_at(until, news.recv()).await {
                // Words of a model are no rows yet.
                Ok(Some(Progress::Text { .. } | Progress::Retracted)) => {}
                Ok(Some(
                    Progress::Begun
                    | Progress::Delegated { .. }
                    | Progress::Calling { .. }
                    | Progress::Spent { .. }
                    | Progress::Settled { .. }
                    | Progress::SettledElsewhere,
                ))
                | Err(_) => return,
                Ok(None) => self.news = None,
            }
        }
    }

    /// Looks at the turn, and keeps what was not told.
    async fn look(&mut self) -> Result<(), Problem> {
        let (store, organisation) = (self.api.doors.store(), self.actor.organisation);
        // The turn first: what belongs to one that has ended is there by then.
        let story = store.turn_story(organisation, self.turn).await?;
        let story = story.ok_or_else(Problem::no_such_turn)?;
        let asked = store.approvals_of(organisation, self.turn).await?;
        let voice = self.api.doors.voice_of(&self.actor).await?;
        let asked = asked.into_iter().map(|it| approvals::worded(&voice, it));
        let all = told::all(story, asked.collect());
        self.over = all.iter().any(|it| it.kind == told::END);
        let new = all.into_iter().filter(|it| !self.told.knows(it));
        self.waiting.extend(new);
        Ok(())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.news = None;
        self.desk.forget(self.turn);
    }
}

/// How many listen, by token.
#[derive(Clone, Debug, Default)]
pub(super) struct Streams(Arc<Mutex<HashMap<TokenId, usize>>>);

impl Streams {
    /// A place for one more.
    fn place(&self, token: TokenId) -> Result<Place, Problem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= MOST {
            return Err(Problem::too_busy());
        }
        let own = open.entry(token).or_default();
        if *own >= MOST_OF_ONE {
            return Err(Problem::too_many_streams(MOST_OF_ONE));
        }
        *own += 1;
        Ok(Place {
            streams: self.clone(),
            token,
        })
    }
}

/// The place of one stream, given back when it ends.
struct Place {
    streams: Streams,
    token: TokenId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let open = self.streams.0.lock();
        let mut open = open.unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.token) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.token);
            }
        }
    }
}
