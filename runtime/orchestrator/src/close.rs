//! How a turn ends: its answer, its lane, its outbox row and what is left of its budget, in one
//! transaction.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    flow::{Action, Path},
    ids::{DeliveryId, MessageId, RowId},
    message::{Direction, Origin, Part},
    money::Micros,
    tool::{Call, ToolError},
    turn::TurnStatus,
    words::{Reader, Say},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AuditRow, MessageRow, OutboxRow, Work, view_of_closed};

use crate::{
    allowance, house::House, open::Ready, progress::Progress, supervisor::Slice,
    transcript::Transcript, turn::End,
};

/// Closes a turn.
pub(crate) struct Closing(pub(crate) Arc<House>);

/// How it ends, and what it took.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Close {
    pub(crate) end: End,
    pub(crate) spent: Spent,
}

/// What a turn was granted and what of it is spent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Spent {
    month: Option<String>,
    departments: Vec<DepartmentSpent>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct DepartmentSpent {
    name: String,
    day: String,
    granted: Micros,
    spent: Micros,
}

impl Spent {
    /// Nothing yet, of what a turn was granted.
    pub(crate) fn of(ready: &Ready) -> Self {
        Self {
            month: Some(ready.month.clone()),
            departments: Vec::new(),
        }
    }

    /// Notes what a department spent of its slice.
    pub(crate) fn department(&mut self, name: &str, slice: &Slice, spent: Micros) {
        self.departments.push(DepartmentSpent {
            name: name.to_owned(),
            day: slice.day.clone(),
            granted: slice.granted,
            spent,
        });
    }
}

impl Action<Work> for Closing {
    const NAME: &'static str = "turn.close";
    type Input = Close;
    type Output = TurnStatus;

    async fn run(
        &self,
        work: &mut Work,
        call: &Call,
        close: Close,
    ) -> Result<TurnStatus, ToolError> {
        let house = &self.0;
        let transcript = house.transcripts.of(work, call.flow).await?;
        if !close.end.parts.is_empty() {
            // They were said by other runs.
            let exchanges = house.store.exchanges(call.organisation, call.flow).await?;
            transcript.hear(exchanges);
        }
        let text = self.text(work, &transcript, &close.end);
        let said = text.map(|it| {
            let files = transcript.files().into_iter().map(Part::from);
            [Part::text(it)]
                .into_iter()
                .chain(files)
                .collect::<Vec<_>>()
        });
        let answer = said
            .clone()
            .map(|parts| self.say(work, call, &transcript, parts));
        give_back(work, call, &close.spent);
        let status = close.end.status;
        let turn = work.turn(call.flow);
        (turn.status, turn.lane, turn.answer) = (Some(status), Some("closed"), answer);
        note(work, call, &transcript, status);
        let (house, flow) = (Arc::clone(house), call.flow);
        let currency = work.organisation().currency;
        work.then(move || {
            house.transcripts.forget(flow);
            let seen = (transcript.context.name.clone(), status, said.as_deref());
            let watched = house.feed.is_watched(flow.into());
            let rows = watched.then(|| transcript.shown()).flatten();
            let view = rows.and_then(|rows| view_of_closed(flow.into(), seen, rows, currency));
            let view = view.map(Arc::new);
            house
                .feed
                .tell(flow.into(), &Progress::Settled { status, view });
        });
        Ok(status)
    }
}

impl Closing {
    /// What the person reads: of several departments what each says, else what her own calls came to,
    /// the models' answers, and Firma's own sentences, in that order.
    fn text(&self, work: &Work, transcript: &Transcript, end: &End) -> Option<String> {
        let reader = transcript.reader(work.organisation());
        let parts = end.parts.iter().filter_map(|part| {
            let text = self.texts(transcript, reader, (&part.answers, &part.says))?;
            let say = Say::of("turn", "department_says").with("department", &part.department);
            Some(format!("{}\n{text}", self.0.say(reader, &say)))
        });
        let whole = self.texts(transcript, reader, (&end.answers, &end.says));
        let own = transcript.own_reader(work.organisation());
        let calls = end.calls.iter();
        let calls = calls.filter_map(|at| self.result(transcript, own, at));
        let texts: Vec<String> = parts.chain(calls).chain(whole).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    /// What came of a call, in words.
    fn result(&self, transcript: &Transcript, reader: Reader, at: &Path) -> Option<String> {
        let call = transcript.call(at)?;
        match (&call.output, &call.reason) {
            (Some(output), _) => Some(self.0.words.answer(reader, &call.tool, output)),
            (None, Some(reason)) => Some(self.0.say(reader, reason)),
            (None, None) => None,
        }
    }

    fn texts(
        &self,
        transcript: &Transcript,
        reader: Reader,
        (answers, says): (&[Path], &[Say]),
    ) -> Option<String> {
        let said = answers.iter().filter_map(|at| transcript.answer(at));
        let said = said.map(|it| it.text.trim().to_owned());
        let mut texts: Vec<String> = said.filter(|it| !it.is_empty()).collect();
        texts.extend(says.iter().map(|say| self.0.say(reader, say)));
        if texts.is_empty() && !answers.is_empty() {
            // A model that ends without a word is not passed on as silence.
            let say = Say::of("turn", "no_words");
            texts.push(self.0.words.say(reader, &say));
        }
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    /// Writes the answer, and where the channel pushes, its delivery.
    fn say(
        &self,
        work: &mut Work,
        call: &Call,
        transcript: &Transcript,
        parts: Vec<Part>,
    ) -> MessageId {
        let context = &transcript.context;
        // Its id is of now, so that in the order of the conversation it follows its question.
        let id = MessageId::new(call.now);
        let organisation = work.organisation_id();
        if self.0.pushes.iter().any(|it| *it == context.channel) {
            let row = OutboxRow {
                organisation,
                id: DeliveryId::from_uuid(call.key.derive(call.flow, "delivery")),
                conversation: context.conversation,
                turn: call.flow,
                parts: parts.clone(),
                owner_epoch: context.owner_epoch,
                state: "pending",
                attempts: 0,
                redelivered: false,
                traceparent: context.traceparent.clone(),
                created_at: call.now,
            };
            work.writes().outbox.push(row);
        }
        // An answer that passes on what strangers wrote is read as theirs in the turns to come.
        let toolbox = &self.0.toolbox;
        let origin = match transcript.has_heard(|tool| toolbox.is_foreign(tool)) {
            true => Origin::Web,
            false => Origin::System,
        };
        work.writes().messages.push(MessageRow {
            organisation,
            id,
            conversation: context.conversation,
            turn: call.flow,
            direction: Direction::Out,
            origin,
            parts,
            received_at: call.now,
        });
        id
    }
}

/// Gives back what was granted and not spent.
fn give_back(work: &mut Work, call: &Call, spent: &Spent) {
    let mut debits = Vec::new();
    if let Some(month) = &spent.month {
        debits.push(allowance::give_back(call.flow, month.clone()));
    }
    let mut by_scope: BTreeMap<(String, String), i64> = BTreeMap::new();
    for it in &spent.departments {
        let key = (allowance::department(&it.name), it.day.clone());
        *by_scope.entry(key).or_default() += it.granted.0 - it.spent.0;
    }
    for ((scope, day), rest) in by_scope {
        debits.push(allowance::give_back_slice(
            call.flow,
            scope,
            day,
            Micros(rest),
        ));
    }
    work.writes().debits.extend(debits);
}

fn note(work: &mut Work, call: &Call, transcript: &Transcript, status: TurnStatus) {
    let context = &transcript.context;
    let line = AuditRow {
        flow: call.flow,
        organisation: work.organisation_id(),
        id: RowId::new(call.now),
        act: "turn.closed",
        subject: format!("turn/{}", call.flow),
        person: context.person,
        token: context.token,
        channel: Some(context.channel.clone()),
        digest: None,
        detail: transcript.noting(json!({ "status": status.word() })),
        at: call.now,
    };
    work.writes().audit.push(line);
}
