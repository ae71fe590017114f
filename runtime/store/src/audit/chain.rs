//! What is digested of a row and of a seal. These forms never change: chains of years ago still
//! verify.

use chrono::{DateTime, Utc};
use domain::{digest::Digest, ids::OrganisationId};
use uuid::Uuid;

/// An id and a digest.
const ENTRY: usize = 48;

/// What begins the form of a row.
const ROW: &[u8] = b"firma audit row 1";

/// What begins the form of a seal.
const SEAL: &[u8] = b"firma audit seal 1";

/// What stands for the seal before the first one.
pub(super) const NOTHING: [u8; 32] = [0; 32];

/// A place in the order of the audit.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Mark {
    /// The number of the row's transaction.
    pub(super) position: i64,
    /// The row.
    pub(super) id: Uuid,
}

/// A row as it is digested.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) organisation: Uuid,
    pub(super) id: Uuid,
    pub(super) position: i64,
    pub(super) act: String,
    pub(super) subject: String,
    pub(super) person: Option<Uuid>,
    pub(super) token: Option<Uuid>,
    pub(super) channel: Option<String>,
    pub(super) digest: Option<Vec<u8>>,
    /// JSON, as the database writes it: keys in its order, numbers with all their digits.
    pub(super) detail: String,
    /// Its time as the database sends it, whatever it is.
    pub(super) at: Vec<u8>,
    /// The same for people, if it is a time that they know.
    pub(super) time: Option<DateTime<Utc>>,
}

/// What a seal says of a row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) digest: Digest,
}

/// A seal over the rows after the one before it.
#[derive(Clone, Debug)]
pub(super) struct Seal {
    pub(super) organisation: OrganisationId,
    /// The first is 1.
    pub(super) seq: i64,
    /// The place of its newest row.
    pub(super) last: Mark,
    /// When it was made.
    pub(super) at: DateTime<Utc>,
    /// The digest of the seal before.
    pub(super) previous: Vec<u8>,
    /// The rows, as they are stored.
    pub(super) entries: Vec<u8>,
}

impl Mark {
    /// Before all rows.
    pub(super) const START: Self = Self {
        position: i64::MIN,
        id: Uuid::nil(),
    };
}

impl Row {
    /// Where it lies.
    pub(super) const fn mark(&self) -> Mark {
        Mark {
            position: self.position,
            id: self.id,
        }
    }

    /// What the seal says of it.
    pub(super) fn entry(&self) -> Entry {
        // Which of the optional parts are there: nothing is not the same as an empty text.
        let there = [
            self.person.is_some(),
            self.token.is_some(),
            self.channel.is_some(),
            self.digest.is_some(),
        ];
        let there = there.map(u8::from);
        let id = |it: &Option<Uuid>| it.unwrap_or_default().into_bytes();
        let digest = Digest::of_parts(&[
            ROW,
            self.organisation.as_bytes(),
            self.id.as_bytes(),
            &self.position.to_be_bytes(),
            self.act.as_bytes(),
            self.subject.as_bytes(),
            &there,
            &id(&self.person),
            &id(&self.token),
            self.channel.as_deref().unwrap_or_default().as_bytes(),
            self.digest.as_deref().unwrap_or_default(),
            self.detail.as_bytes(),
            &self.at,
        ]);
        Entry {
            id: self.id,
            digest,
        }
    }

    /// The older of the times that it bears: its own, and that of its id.
    pub(super) fn oldest(&self) -> Option<DateTime<Utc>> {
        match (self.time, time_of(self.id)) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }
}

impl Seal {
    /// Its digest.
    pub(super) fn hash(&self) -> Digest {
        Digest::of_parts(&[
            SEAL,
            &self.previous,
            self.organisation.uuid().as_bytes(),
            &self.seq.to_be_bytes(),
            &self.last.position.to_be_bytes(),
            self.last.id.as_bytes(),
            &self.at.timestamp_micros().to_be_bytes(),
            &self.entries,
        ])
    }

    /// The rows that it covers; of a seal whose digest fits there is nothing beside them.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let (entries, _) = self.entries.as_chunks::<ENTRY>();
        entries.iter().filter_map(Entry::read).collect()
    }
}

impl Entry {
    fn read(bytes: &[u8; ENTRY]) -> Option<Self> {
        let (id, digest) = bytes.split_first_chunk::<16>()?;
        Some(Self {
            id: Uuid::from_bytes(*id),
            digest: Digest::from_bytes(digest)?,
        })
    }

    /// Adds it to those of a seal.
    pub(super) fn write(&self, entries: &mut Vec<u8>) {
        entries.extend_from_slice(self.id.as_bytes());
        entries.extend_from_slice(self.digest.as_bytes());
    }
}

/// When an id was made, as it says itself.
pub(super) fn time_of(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            organisation: Uuid::from_u128(1),
            id: Uuid::from_u128(2),
            position: 3,
            act: "turn.closed".to_owned(),
            subject: "turn/7".to_owned(),
            person: Some(Uuid::from_u128(4)),
            token: None,
            channel: Some("http".to_owned()),
            digest: Some(vec![5; 32]),
            detail: r#"{"status": "answered"}"#.to_owned(),
            at: vec![6; 8],
            time: None,
        }
    }

    fn seal() -> Seal {
        let mut entries = Vec::new();
        row().entry().write(&mut entries);
        Seal {
            organisation: OrganisationId::from_uuid(Uuid::from_u128(1)),
            seq: 1,
            last: row().mark(),
            at: DateTime::from_timestamp(1_700_000_000, 123_456_000).unwrap(),
            previous: NOTHING.to_vec(),
            entries,
        }
    }

    /// Chains that are stored somewhere have these.
    #[test]
    fn the_digests_of_a_row_and_of_a_seal_stay_what_they_are() {
        assert_eq!(
            row().entry().digest.to_string(),
            "b9b15469db1a2b5480046ee71412decb9c157a0afaea7a67beac6377548e52b3"
        );
        assert_eq!(
            seal().hash().to_string(),
            "12f5a105be1e4fe7cbd1dce86ec775bc039f4b7aaaf623f3d8f25cf3d56800f5"
        );
    }

    #[test]
    fn every_part_of_a_row_counts() {
        let changes: [fn(&mut Row); 11] = [
            |it| it.organisation = Uuid::nil(),
            |it| it.id = Uuid::nil(),
            |it| it.position = 0,
            |it| it.act.clear(),
            |it| it.subject.push('1'),
            |it| it.person = None,
            |it| it.token = Some(Uuid::nil()),
            |it| it.channel = Some(String::new()),
            |it| it.digest = None,
            |it| it.detail = "{}".to_owned(),
            |it| it.at = vec![7; 8],
        ];
        let mut digests = vec![row().entry().digest];
        for change in changes {
            let mut row = row();
            change(&mut row);
            digests.push(row.entry().digest);
        }
        // Nothing is not the same as nothing in it.
        let mut none = row();
        none.channel = None;
        digests.push(none.entry().digest);
        let many = digests.len();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), many);
    }

    #[test]
    fn every_part_of_a_seal_counts_and_its_rows_are_read_as_they_were_written() {
        assert_eq!(seal().entries(), [row().entry()]);
        let changes: [fn(&mut Seal); 7] = [
            |it| it.organisation = OrganisationId::from_uuid(Uuid::nil()),
            |it| it.seq = 2,
            |it| it.last.position = 0,
            |it| it.last.id = Uuid::nil(),
            |it| it.at += chrono::TimeDelta::microseconds(1),
            |it| it.previous = vec![1; 32],
            |it| it.entries.clear(),
        ];
        for change in changes {
            let mut changed = seal();
            change(&mut changed);
            assert_ne!(changed.hash(), seal().hash(), "{changed:?}");
        }
    }

    #[test]
    fn an_id_says_when_it_was_made() {
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(time_of(domain::ids::RowId::new(at).uuid()), Some(at));
        assert_eq!(time_of(Uuid::nil()), None);
    }
}
