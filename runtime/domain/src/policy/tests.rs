use super::*;
use crate::money::Currency;

fn finance() -> BTreeSet<String> {
    ["finance".to_owned()].into()
}

fn refund(minor: i64, tainted: bool) -> Asked<'static> {
    let amount = Money {
        minor,
        currency: Currency::Brl,
    };
    let limits = OwnerLimits::defaults(Currency::Brl);
    let approval = match limits.is_free("refund_invoice", amount) {
        true => Approval::None,
        false => Approval::Person("why_amount"),
    };
    Asked {
        department: "finance",
        effect: Effect::Local,
        needs: Needs {
            approval,
            authority: Some(amount),
        },
        department_asks: false,
        tainted,
    }
}

fn ruling(role: Role, departments: &BTreeSet<String>, asked: Asked<'_>) -> Ruling {
    let asker = Asker::Person { role, departments };
    rule(asker, asked, &OwnerLimits::defaults(Currency::Brl))
}

#[test]
fn the_table_reads_as_the_company_expects() {
    use Ruling::{Allow, Ask, Deny};
    let (finance, nothing) = (finance(), BTreeSet::new());
    let why = Why::Tool("why_amount");
    let table = [
        (Role::Owner, &nothing, refund(5_000, false), Allow),
        (
            Role::Owner,
            &nothing,
            refund(5_001, false),
            Ask(Role::Manager, why),
        ),
        (
            Role::Owner,
            &nothing,
            refund(50_001, false),
            Ask(Role::Owner, why),
        ),
        (
            Role::Owner,
            &nothing,
            refund(1, true),
            Ask(Role::Manager, Why::Untrusted),
        ),
        (Role::Manager, &finance, refund(5_000, false), Allow),
        (Role::Manager, &nothing, refund(1, false), Deny),
        (
            Role::Staff,
            &finance,
            refund(1, false),
            Ask(Role::Manager, Why::Role),
        ),
        (Role::Staff, &nothing, refund(1, false), Deny),
    ];
    for (role, departments, asked, expected) in table {
        assert_eq!(
            ruling(role, departments, asked),
            expected,
            "{role:?} {asked:?}"
        );
    }
}

#[test]
fn a_department_gives_away_alone_what_its_manager_may() {
    let limits = OwnerLimits::defaults(Currency::Brl);
    let department = |asked| rule(Asker::Department, asked, &limits);
    for asked in [refund(5_000, false), refund(5_001, false), refund(1, true)] {
        assert_eq!(department(asked), ruling(Role::Manager, &finance(), asked));
    }
    let mut asked = refund(1, false);
    asked.department_asks = true;
    let why = Ruling::Ask(Role::Manager, Why::Department);
    assert_eq!(department(asked), why);
}

#[test]
fn reading_is_free_even_after_untrusted_text() {
    let mut asked = refund(1, true);
    asked.effect = Effect::Read;
    asked.needs = Needs {
        approval: Approval::None,
        authority: None,
    };
    assert_eq!(ruling(Role::Staff, &finance(), asked), Ruling::Allow);
}

#[test]
fn who_decides_needs_the_role_and_the_department() {
    let (finance, sales) = (finance(), ["sales".to_owned()].into());
    assert!(may_decide(
        Role::Owner,
        &BTreeSet::new(),
        "finance",
        Role::Owner
    ));
    assert!(may_decide(
        Role::Manager,
        &finance,
        "finance",
        Role::Manager
    ));
    assert!(!may_decide(Role::Manager, &sales, "finance", Role::Manager));
    assert!(!may_decide(Role::Manager, &finance, "finance", Role::Owner));
    assert!(!may_decide(Role::Admin, &finance, "finance", Role::Manager));
    assert!(!may_decide(Role::Staff, &finance, "finance", Role::Manager));
}

#[test]
fn people_are_the_owners_and_the_admins_and_owners_are_the_owners_alone() {
    let allowed = |role| {
        Role::ALL
            .into_iter()
            .filter(move |it| may_manage(role, *it))
            .count()
    };
    assert_eq!(Role::ALL.map(allowed), [0, 0, 3, 4]);
    assert!(!may_manage(Role::Admin, Role::Owner));
}
