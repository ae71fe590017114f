-- What is over goes by one list, configurations as well; and claims count against a run only if it was polled under them.

-- A company's configuration is kept for as long as a turn names it, and for its time after somebody last worked under it.
alter table configurations add column used_at timestamptz not null default now();
comment on column configurations.used_at is
    'When somebody began to work under it last. whose: nobody; why: operation; keep: 5 years';
create index configurations_used on configurations (used_at);
grant update (used_at) on configurations to firma_app;

create function is_named(company uuid, name bytea) returns boolean language sql stable as $$
    select exists (select from turns t where t.organisation = company and t.configuration = name)
$$;
create policy engine on configurations to firma_engine using (true);
create policy only_what_is_over on configurations as restrictive for delete to firma_engine
    using (used_at < now() - interval '5 years' and not is_named(organisation, digest));
grant select (ctid, organisation, digest, used_at), delete on configurations to firma_engine;
grant select (configuration) on turns to firma_engine;

-- A file stays as long as its turn may go on.
drop policy only_what_is_over on attachments;
create policy only_what_is_over on attachments as restrictive for delete to firma_engine
    using (created_at < now() - interval '1 year' and not is_open(organisation, flow));
grant select (organisation, flow) on attachments to firma_engine;

-- Deletes what is over, so many rows of each table at most; nothing, while another process does. Answers how many went. The policies hold
-- what may be deleted; these are the same rules where an index leads to the oldest rows. What hangs on other rows goes after them.
drop function sweep(integer);
drop function sweep_rows(integer);
drop function sweep_runs(integer);
create function sweep(most integer) returns table (swept text, gone bigint)
language plpgsql as $$
declare
    rule text[];
begin
    if not pg_try_advisory_xact_lock(x'73776565'::integer, 1) then
        return;
    end if;
    perform set_config('synchronous_commit', 'off', true);
    foreach rule slice 1 in array array[
        ['inbox', $q$o.received_at < now() - interval '90 days' and not is_open(o.organisation, o.turn)$q$],
        ['outbox', $q$o.created_at < now() - interval '90 days' and o.state in ('sent', 'dropped', 'failed')$q$],
        ['signals', $q$o.created_at < now() - interval '90 days' and not is_open(o.organisation, o.flow)$q$],
        ['delegations', $q$is_over(o.organisation, o.turn)$q$],
        ['turns', $q$o.created_at < now() - interval '1 year' and o.closed_at < now() - interval '1 year'
            and o.lane = 'closed'
            and not exists (select from approvals a
                where a.organisation = o.organisation and a.turn = o.id)
            and not exists (select from delegations d
                where d.organisation = o.organisation and d.turn = o.id)$q$],
        -- What people still see of a turn hangs on its run.
        ['runs', $q$o.created_at < now() - interval '1 year' and o.closed_at < now() - interval '1 year'
            and o.state in ('done', 'failed', 'cancelled')
            and not exists (select from turns t
                where t.organisation = o.organisation and t.id = o.id)$q$],
        ['budgets', $q$left(o.period, 7) < to_char(now() - interval '1 year', 'YYYY-MM')$q$],
        ['attachments', $q$o.created_at < now() - interval '1 year' and not is_open(o.organisation, o.flow)$q$],
        ['follow_ups', $q$o.created_at < now() - interval '1 year' and o.due < now() - interval '1 year'
            and not is_open(o.organisation, o.id)$q$],
        ['conversations', $q$o.created_at < now() - interval '1 year' and is_bare(o.organisation, o.id)$q$],
        ['configurations', $q$o.used_at < now() - interval '5 years'
            and not is_named(o.organisation, o.digest)$q$]
    ] loop
        execute format('delete from %1$I d using (select o.ctid as place from %1$I o where %2$s limit $1) w
            where d.ctid = w.place', rule[1], rule[2]) using most;
        get diagnostics gone = row_count;
        swept := rule[1];
        return next;
    end loop;
end
$$;

-- From its second claim on, the epoch under which a run was polled is noted before it is: a claim that was lost earlier did not end its
-- process and is taken back. Of the first nobody knows, so that runs which nothing befalls cost nothing.
alter table ready add column polled bigint;
comment on column ready.polled is
    'The epoch under which it was polled last, from its second claim on. whose: nobody; why: operation; keep: while active';

create or replace function take_over(in_holder bigint) returns bigint language sql as $$
    with holders as materialized (
        select h.holder, case when h.holder = in_holder then false
            else pg_try_advisory_xact_lock(h.holder) end as gone
        from (select distinct r.holder from ready r where r.holder is not null) h
    ), left_behind as (
        select r.organisation, r.flow from ready r
        join holders h on r.holder = h.holder and (h.gone or r.lease_until < clock_timestamp())
        for update of r skip locked
    ), freed as (
        update ready r set holder = null, lease_until = null,
            claims = case when r.claims > 1 and r.polled is distinct from r.epoch
                then r.claims - 1 else r.claims end,
            due = least(r.due, clock_timestamp()), epoch = nextval('lease_epochs')
        from left_behind l where r.organisation = l.organisation and r.flow = l.flow
        returning 1
    )
    select count(*) from freed
$$;
