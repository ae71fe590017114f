//! Whom tests are about.

use chrono_tz::Tz;
use domain::{
    digest::Digest,
    ids::OrganisationId,
    language::Language,
    money::Currency,
    organisation::{Organisation, OrganisationKind},
};
use store::NewOwner;

/// A bakery in São Paulo, before it is founded, and its owner. Her token is the digest of its id.
pub fn bakery(id: OrganisationId) -> NewOwner {
    NewOwner {
        organisation: Organisation {
            id,
            name: "Padaria".to_owned(),
            currency: Currency::Brl,
            zone: Tz::America__Sao_Paulo,
            language: Language::PtBr,
        },
        kind: OrganisationKind::Company,
        name: "Olívia".to_owned(),
        token: Digest::of(id.uuid().as_bytes()),
    }
}
