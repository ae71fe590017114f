//! The codes of problems. They are part of the API: one that is there stays, with its meaning.

use axum::http::StatusCode;

macro_rules! codes {
    ($($name:ident = $status:ident $word:literal,)+) => {
        /// What went wrong. Texts are in `words/*.ftl`, under the code.
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        pub(in crate::api) enum Code {
            $($name,)+
        }

        impl Code {
            /// All of them.
            pub(in crate::api) const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word that programs know it by.
            pub(in crate::api) const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The HTTP status that comes with it.
            pub(in crate::api) const fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)+
                }
            }
        }
    };
}

codes! {
    AlreadyDecided = CONFLICT "already-decided",
    ApprovalExpired = CONFLICT "approval-expired",
    BadArguments = UNPROCESSABLE_ENTITY "bad-arguments",
    BadBody = BAD_REQUEST "bad-body",
    BadConversation = UNPROCESSABLE_ENTITY "bad-conversation",
    BadCursor = UNPROCESSABLE_ENTITY "bad-cursor",
    BadEventId = UNPROCESSABLE_ENTITY "bad-event-id",
    BadIdempotencyKey = BAD_REQUEST "bad-idempotency-key",
    BadLimit = UNPROCESSABLE_ENTITY "bad-limit",
    BadPeriod = UNPROCESSABLE_ENTITY "bad-period",
    BadQuery = UNPROCESSABLE_ENTITY "bad-query",
    BadText = UNPROCESSABLE_ENTITY "bad-text",
    BodyTooLong = PAYLOAD_TOO_LARGE "body-too-long",
    DatabaseAway = SERVICE_UNAVAILABLE "database-away",
    FlowStands = CONFLICT "flow-stands",
    FlowWentOn = CONFLICT "flow-went-on",
    IdempotencyKeyReused = CONFLICT "idempotency-key-reused",
    Internal = INTERNAL_SERVER_ERROR "internal",
    LastOwner = CONFLICT "last-owner",
    MemberDepartmentMissing = UNPROCESSABLE_ENTITY "member-department-missing",
    MemberDepartmentUnknown = UNPROCESSABLE_ENTITY "member-department-unknown",
    MemberEverywhere = UNPROCESSABLE_ENTITY "member-everywhere",
    MemberHasLeft = CONFLICT "member-has-left",
    MemberName = UNPROCESSABLE_ENTITY "member-name",
    MemberNameTaken = CONFLICT "member-name-taken",
    MessageEmpty = UNPROCESSABLE_ENTITY "message-empty",
    MessageTooLong = PAYLOAD_TOO_LARGE "message-too-long",
    NoSuchApproval = NOT_FOUND "no-such-approval",
    NoSuchFile = NOT_FOUND "no-such-file",
    NoSuchFlow = NOT_FOUND "no-such-flow",
    NoSuchMember = NOT_FOUND "no-such-member",
    NoSuchMethod = METHOD_NOT_ALLOWED "no-such-method",
    NoSuchPath = NOT_FOUND "no-such-path",
    NoSuchSchedule = NOT_FOUND "no-such-schedule",
    NoSuchTool = NOT_FOUND "no-such-tool",
    NoSuchTurn = NOT_FOUND "no-such-turn",
    NotJson = UNSUPPORTED_MEDIA_TYPE "not-json",
    NotTheOperator = FORBIDDEN "not-the-operator",
    NotYourDecision = FORBIDDEN "not-your-decision",
    NotYourDepartment = FORBIDDEN "not-your-department",
    NotYourFlow = FORBIDDEN "not-your-flow",
    NotYourMembers = FORBIDDEN "not-your-members",
    NotYourSchedule = FORBIDDEN "not-your-schedule",
    NotYourSpend = FORBIDDEN "not-your-spend",
    OtherDigest = CONFLICT "other-digest",
    OtherQuestion = CONFLICT "other-question",
    ReferenceMissing = UNPROCESSABLE_ENTITY "reference-missing",
    ScheduleFields = UNPROCESSABLE_ENTITY "schedule-fields",
    ScheduleInput = UNPROCESSABLE_ENTITY "schedule-input",
    ScheduleName = UNPROCESSABLE_ENTITY "schedule-name",
    ScheduleNever = UNPROCESSABLE_ENTITY "schedule-never",
    SchedulePart = UNPROCESSABLE_ENTITY "schedule-part",
    ScheduleUnreadable = CONFLICT "schedule-unreadable",
    ScheduleVersion = UNPROCESSABLE_ENTITY "schedule-version",
    ScheduleWorkflow = UNPROCESSABLE_ENTITY "schedule-workflow",
    ScheduleZone = UNPROCESSABLE_ENTITY "schedule-zone",
    TooBusy = SERVICE_UNAVAILABLE "too-busy",
    TooManyRequests = TOO_MANY_REQUESTS "too-many-requests",
    TooManyStreams = TOO_MANY_REQUESTS "too-many-streams",
    TooSlow = REQUEST_TIMEOUT "too-slow",
    TurnOver = CONFLICT "turn-over",
    Unauthorised = UNAUTHORIZED "unauthorised",
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::language::Language;

    use super::*;

    #[test]
    fn every_code_has_its_texts_in_every_language_and_no_text_is_without_a_code() {
        let words = crate::words::all().unwrap();
        for code in Code::ALL {
            for language in Language::ALL {
                for attribute in ["title", "detail"] {
                    let message = format!("problem-{}", code.word());
                    let has = words.has(language, &message, attribute);
                    assert!(has, "{message}.{attribute} in {}", language.tag());
                }
            }
        }
        let texts = [
            include_str!("../../words/problem.en.ftl"),
            include_str!("../../words/looks.en.ftl"),
            include_str!("../../words/members.en.ftl"),
        ];
        let written = texts.into_iter().flat_map(str::lines);
        let written = written.filter_map(|it| it.strip_prefix("problem-"));
        let written: BTreeSet<&str> = written.map(|it| it.split(' ').next().unwrap()).collect();
        let known: BTreeSet<&str> = Code::ALL.iter().map(|it| it.word()).collect();
        assert_eq!(written, known);
        assert_eq!(known.len(), Code::ALL.len());
    }
}
