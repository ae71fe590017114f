//! Many callers at once, compared with what a plain model says.

use std::collections::{BTreeMap, HashMap};

use domain::{
    digest::Digest,
    ids::{OrganisationId, TurnId},
};
use sqlx::Row as _;
use store::{Accepted, Incoming};
use tokio::task;
use uuid::Uuid;

use super::door::{Door, SLOT, message};

/// How many messages come in under one seed.
const MESSAGES: usize = 150;

/// Numbers that look drawn and are the same on each run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_many_come_in_at_once_each_has_its_turn_and_each_conversation_one_lane() {
    for seed in 1..=4 {
        let door = Door::new().await;
        let companies = [door.company().await, door.company().await];
        let all = drawn(&mut Draw(seed), companies);
        let mut sent = Vec::new();
        for (index, part) in all.chunks(30).enumerate() {
            sent.push(door.send(part));
            if index % 2 == 0 {
                task::yield_now().await;
            }
        }
        let mut answers = Vec::new();
        for it in sent {
            answers.extend(it.answers().await.into_iter().map(|(_, it)| it.unwrap()));
        }
        one_turn_for_each_name(&all, &answers);
        one_lane_for_each_conversation(&door, &all, &answers).await;
    }
}

/// Messages to a few conversations of both companies; some come again, some under another's name.
fn drawn(draw: &mut Draw, companies: [OrganisationId; 2]) -> Vec<Incoming> {
    let mut all: Vec<Incoming> = Vec::new();
    while all.len() < MESSAGES {
        let name = format!("conversation {}", draw.below(12));
        let mut it = message(companies[draw.below(2)], &name);
        it.slot = (draw.below(2) == 0).then_some(SLOT);
        if draw.below(4) == 0 && !all.is_empty() {
            let before = &all[draw.below(all.len())];
            it.external_id.clone_from(&before.external_id);
            it.organisation = before.organisation;
            it.digest = match draw.below(2) {
                0 => before.digest,
                _ => Digest::of(b"something else"),
            };
        }
        all.push(it);
    }
    all
}

/// Of messages with one name one is new, and all others say which and whether they are the same.
fn one_turn_for_each_name(all: &[Incoming], answers: &[Accepted]) {
    let turn_of = |answer: &Accepted| match answer {
        Accepted::New(turn) | Accepted::Before(turn) | Accepted::Other(turn) => *turn,
        Accepted::Claimed(run) => TurnId::from_uuid(run.flow.uuid()),
    };
    let mut names: HashMap<_, Vec<usize>> = HashMap::new();
    for (index, it) in all.iter().enumerate() {
        let name = (it.organisation, it.external_id.as_str());
        names.entry(name).or_default().push(index);
    }
    for indices in names.values() {
        let is_new = |it: &&usize| matches!(answers[**it], Accepted::New(_) | Accepted::Claimed(_));
        let new: Vec<&usize> = indices.iter().filter(is_new).collect();
        assert_eq!(new.len(), 1, "{indices:?}");
        let first = &all[*new[0]];
        for index in indices {
            let (it, answer) = (&all[*index], &answers[*index]);
            assert_eq!(turn_of(answer), first.turn);
            match answer {
                Accepted::New(_) | Accepted::Claimed(_) => assert_eq!(it.turn, first.turn),
                Accepted::Before(_) => assert_eq!(it.digest, first.digest),
                Accepted::Other(_) => assert_ne!(it.digest, first.digest),
            }
        }
    }
}

/// Of the turns of a conversation one has the lane, and with it a place in the queue: that of the
/// process with room for it, if there is one, and then its caller was told so.
async fn one_lane_for_each_conversation(door: &Door, all: &[Incoming], answers: &[Accepted]) {
    let sql = "select t.organisation, c.name, t.id, t.lane, r.holder, r.epoch, r.flow is not null,
            m.turn = t.id and m.conversation = c.id
        from turns t join messages m on m.id = t.message join runs on runs.id = t.id
        join conversations c on c.organisation = t.organisation and c.id = t.conversation
        left join ready r on r.flow = t.id order by t.id";
    let rows = sqlx::query(sql).fetch_all(&door.behind).await.unwrap();
    let new: HashMap<Uuid, usize> = all
        .iter()
        .enumerate()
        .filter(|(index, _)| matches!(answers[*index], Accepted::New(_) | Accepted::Claimed(_)))
        .map(|(index, it)| (it.turn.uuid(), index))
        .collect();
    assert_eq!(rows.len(), new.len());
    let mut lanes: BTreeMap<(Uuid, String), u32> = BTreeMap::new();
    for row in rows {
        let index = new[&row.get::<Uuid, _>(2)];
        let (it, answer) = (&all[index], &answers[index]);
        assert_eq!(row.get::<String, _>(1), it.place.name);
        assert!(row.get::<bool, _>(7));
        let active = row.get::<String, _>(3) == "active";
        assert_eq!(row.get::<bool, _>(6), active);
        *lanes.entry((row.get(0), row.get(1))).or_default() += u32::from(active);
        let slot = it.slot.filter(|_| active);
        assert_eq!(row.get::<Option<i64>, _>(4), slot.map(|it| it.holder));
        match answer {
            Accepted::Claimed(run) => assert_eq!(row.get::<Option<i64>, _>(5), Some(run.epoch)),
            _ => assert!(slot.is_none()),
        }
    }
    assert!(lanes.values().all(|active| *active == 1), "{lanes:?}");
}
