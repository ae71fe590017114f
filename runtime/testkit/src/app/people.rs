//! Who works in the company, and what they decide.

use chrono::Utc;
use domain::{
    approval::{ApprovalView, Resolution, Verdict},
    budget::OwnerLimits,
    digest::Digest,
    ids::{PersonId, TokenId},
    person::{Actor, Role},
    turn::TurnView,
};
use store::{DecideError, Decision, Resolve, Resolved};

use super::{TestApp, setup};

impl TestApp {
    /// The requests to people that wait.
    pub async fn approvals(&self) -> Vec<ApprovalView> {
        let (store, organisation) = (self.program().store.clone(), self.owner.organisation);
        let look = async move { store.approvals(organisation, true).await };
        self.program().run(look).await.expect("the requests")
    }

    /// Decides a request as it was shown.
    pub async fn decide(
        &self,
        actor: &Actor,
        shown: &ApprovalView,
        (verdict, reason): (Verdict, Option<&str>),
    ) -> Result<ApprovalView, DecideError> {
        let (store, actor) = (self.program().store.clone(), actor.clone());
        let (id, digest, reason) = (shown.id, shown.digest, reason.map(str::to_owned));
        let decide = async move {
            let decision = Decision {
                actor: &actor,
                channel: "http",
                verdict,
                digest,
                reason,
            };
            store.decide_approval(id, &decision).await
        };
        let decided = self.program().run(decide).await;
        self.program().wake(shown.turn);
        decided
    }

    /// The owner approves a request, and its turn goes on to its end.
    pub async fn approve(&self, shown: &ApprovalView) -> TurnView {
        let decided = self.decide(&self.owner, shown, (Verdict::Approve, None));
        decided.await.expect("the owner may decide");
        self.closed(shown.turn).await
    }

    /// Says what became of an effect that nobody can tell of.
    pub async fn resolve(
        &self,
        actor: &Actor,
        shown: &ApprovalView,
        (resolution, reference): (Resolution, Option<&str>),
    ) -> Result<Resolved, DecideError> {
        let (store, actor) = (self.program().store.clone(), actor.clone());
        let (id, reference) = (shown.id, reference.map(str::to_owned));
        let resolve = async move {
            let resolve = Resolve {
                actor: &actor,
                channel: "http",
                resolution,
                reference,
                reason: None,
            };
            store.resolve_effect(id, &resolve).await
        };
        let resolved = self.program().run(resolve).await;
        self.program().wake(shown.turn);
        resolved
    }

    /// Sets the owner's limits. New turns begin under them, and those that run hear of them.
    pub async fn set_limits(&mut self, limits: &OwnerLimits) {
        let (store, owner) = (self.program().store.clone(), self.owner.clone());
        let limits = limits.clone();
        let set = async move {
            let base = store.limits(owner.organisation).await?;
            store
                .set_limits((&owner, "http"), &base, &limits, Utc::now())
                .await
        };
        self.program().run(set).await.expect("limits");
        let parts = &self.parts;
        let program = self.program.as_mut().expect("the program runs");
        program.open_desk(parts).await;
    }

    /// Somebody else who works in the company.
    pub async fn member(&self, role: Role, departments: &[&str]) -> Actor {
        let (person, token) = (PersonId::new(Utc::now()), TokenId::new(Utc::now()));
        let company = self.owner.organisation.uuid();
        let language = self.owner.language;
        self.execute(&format!(
            "insert into persons values ('{person}', 'Somebody', '{tag}', '{zone}', now());
            insert into members values ('{company}', '{person}', '{role}', '{{{departments}}}',
                '{tag}', '{zone}', now());
            insert into tokens values ('{company}', '{token}', '{person}', '\\x{hash}', 'test',
                now())",
            tag = language.tag(),
            zone = setup::ZONE.name(),
            role = role.word(),
            departments = departments.join(","),
            hash = Digest::of(token.uuid().as_bytes()),
        ))
        .await;
        Actor {
            person,
            token,
            role,
            name: "Somebody".to_owned(),
            departments: departments.iter().map(|it| (*it).to_owned()).collect(),
            ..self.owner.clone()
        }
    }
}
