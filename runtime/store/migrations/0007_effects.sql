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

-- A turn as people and programs see it.
create or replace function turn_view(company uuid, in_turn uuid) returns json language plpgsql as $$
begin
    perform set_config('firma.organisation', company::text, true);
    return (select json_build_object(
        'conversation', c.name, 'status', t.status, 'micros', t.spent + t.reserved,
        'parts', (select m.parts from messages m
            where m.organisation = company and m.id = t.answer),
        'steps', (select json_agg(s) from (
            select 'model' as kind, m.path, m.department, m.provider || '/' || m.model as name,
                null::text as arguments,
                case when m.error is null then 'done' else 'failed' end as outcome, m.cost, m.ms
            from model_calls m where m.organisation = company and m.flow = in_turn
            union all
            select 'tool', l.path, l.department, l.tool, l.arguments, l.outcome, l.cost, l.ms
            from tool_calls l where l.organisation = company and l.flow = in_turn
            union all
            select 'approval', split_part(split_part(a.key, '/', 3), '#', 1), a.department, a.tool,
                a.number::text,
                case a.status when 'pending' then 'waiting' when 'approved' then 'done'
                    when 'used' then 'done' when 'happened' then 'done' when 'again' then 'done'
                    when 'did_not' then 'done' else 'refused' end,
                0, coalesce(extract(epoch from a.decided_at - a.asked_at) * 1000, 0)::integer
            from approvals a where a.organisation = company and a.turn = in_turn) s),
        'approval', case when t.status = 'waiting' then (
            select json_build_object('id', a.id, 'number', a.number, 'turn', a.turn,
                'department', a.department, 'tool', a.tool, 'plan', a.plan,
                'digest', encode(a.digest, 'hex'), 'why', a.why_message || '.' || a.why_attribute,
                'authority', case when a.authority is not null then
                    json_build_object('minor', a.authority, 'currency', a.currency) end,
                'question', case a.kind when 'permission' then to_json('permission'::text)
                    else json_build_object('outcome', json_build_object('reference',
                        a.wants_reference)) end,
                'role', a.role, 'expires_at', a.expires_at, 'status', a.status)
            from approvals a where a.organisation = company and a.turn = in_turn
                and a.status = 'pending' and a.waits order by a.number desc limit 1) end)
    from turns t
    join conversations c on c.organisation = company and c.id = t.conversation
    where t.organisation = company and t.id = in_turn);
end
$$;

-- A run that gave up is taken up again from its journal, without what failed.
grant delete on steps to firma_app;

-- Which payment a refund gives back, by the provider's reference.
alter table refunds add column payment text;
create index refunds_payment on refunds (organisation, payment) where payment is not null;
select classify('refunds', '10 years', 'contact/billing: payment');
