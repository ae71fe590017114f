-- What nobody can tell of an effect is put to a person: a request of a kind of its own. It waits as
-- long as it takes, and longer than its turn (`waits` says whether the turn still does).

alter table approvals
    add column kind text not null default 'permission' check (kind in ('permission', 'outcome')),
    add column wants_reference boolean not null default false,
    add column waits boolean not null default true,
    add column reference text,
    alter column expires_at drop not null,
    drop constraint approvals_status_check,
    add constraint approvals_status_check check (
        status in ('pending', 'approved', 'used', 'denied', 'expired', 'withdrawn')
        or kind = 'outcome' and status in ('happened', 'did_not', 'again')),
    drop constraint approvals_organisation_key_key,
    add constraint a_request_of_a_kind_for_a_call unique (organisation, kind, key),
    add constraint permission_expires check ((kind = 'permission') = (expires_at is not null));
select classify('approvals', '10 years',
    'contact/billing: reference',
    'nobody/security: kind wants_reference waits');

-- The newest effects of a company.
create index ledger_recent on ledger (organisation, created_at desc, key);

-- A run that gave up is taken up again from its journal, without what failed.
grant delete on steps to firma_app;

-- Which payment a refund gives back, by the provider's reference.
alter table refunds add column payment text;
create index refunds_payment on refunds (organisation, payment) where payment is not null;
select classify('refunds', '10 years', 'contact/billing: payment');
