-- Runs that begin anew, children, and what a department may spend that works beside others on one
-- turn.

-- What a generation's time begins with, where the run's id does not say it: a child has its root's
-- time in its id, and a run that continued as new has its own.
alter table runs add column began_at timestamptz;
select classify('runs', '1 year', 'nobody/operation: began_at');
grant select (parent, parent_path) on runs to firma_engine;

-- Departments that work on one turn at once: each a child of the turn's run, with its allowance, which
-- is held for it on the turn's row until the turn hears how it ended. A department that works alone
-- has no row here. A state: running, waiting (for a person), returning (wants the turn's lane back),
-- ended, joined (the turn has heard).
create table delegations (
    organisation uuid not null,
    id uuid not null,
    turn uuid not null,
    department text not null,
    state text not null default 'running' check (
        state in ('running', 'waiting', 'returning', 'ended', 'joined')),
    allowance bigint not null,
    reserved bigint not null default 0,
    spent bigint not null default 0,
    changed_at timestamptz,
    primary key (organisation, id),
    foreign key (organisation, turn) references turns
);
create index delegations_turn on delegations (organisation, turn);
select isolate('delegations');
create policy engine on delegations to firma_engine using (true);
grant select, insert, update on delegations to firma_app;
grant select, update (state, reserved, spent, changed_at) on delegations to firma_engine;
select classify('delegations', '1 year',
    'nobody/operation: organisation id turn department state allowance reserved spent changed_at');

-- The child that wrote a row of its turn; nothing, where the turn's own run did. Rows of a turn stand
-- at one path wherever they are written.
alter table model_calls add column run uuid;
alter table tool_calls add column run uuid;
alter table ledger add column run uuid;
alter table spend add column run uuid;
alter table approvals add column run uuid;
select classify('model_calls', '1 year', 'nobody/operation: run');
select classify('tool_calls', '1 year', 'nobody/operation: run');
select classify('ledger', '10 years', 'nobody/security: run');
select classify('spend', '5 years', 'organisation/operation: run');
select classify('approvals', '10 years', 'nobody/security: run');

-- Starts a child with the unit of work that asks for it.
create function start_child(
    company uuid, in_parent uuid, in_path text, in_flow uuid, in_workflow text,
    in_version integer, in_input jsonb, in_at timestamptz
)
returns void language plpgsql as $$
begin
    insert into runs (organisation, id, workflow, version, parent, parent_path, input, traceparent,
            created_at, began_at)
        select company, in_flow, in_workflow, in_version, in_parent, in_path, in_input,
            p.traceparent, in_at, in_at
        from runs p where p.organisation = company and p.id = in_parent
        on conflict do nothing;
    if found then
        perform wake(company, in_flow);
    end if;
end
$$;

-- Wakes the parent of a run that ends with this transaction, if it is open. The run's own row of the
-- queue is locked first, as whoever stops a child locks the child's before the parent's; whether it
-- is held under this epoch, `commit_steps` says.
create function wake_parent(company uuid, in_flow uuid, in_epoch bigint, in_parent uuid)
returns void language plpgsql as $$
begin
    perform from ready r where r.organisation = company and r.flow = in_flow
        and r.epoch = in_epoch for update;
    perform wake(company, in_parent);
    if not exists (select from runs r where r.organisation = company and r.id = in_parent
            and r.state = 'open') then
        delete from ready r where r.organisation = company and r.flow = in_parent;
    end if;
end
$$;

-- Asks children to stop. One that was put aside cannot hear it: it ends here. Answers those.
create function stop_children(company uuid, children uuid[]) returns setof uuid
language plpgsql as $$
declare
    child uuid;
begin
    for child in select c from unnest(children) c order by c loop
        if not request_cancel(company, child) then
            return query update runs r set state = 'cancelled', closed_at = clock_timestamp()
                where r.organisation = company and r.id = child and r.state = 'quarantined'
                returning r.id;
        end if;
    end loop;
end
$$;

-- Begins a run anew. Its unread signals are rows of the run and stay; so does a request to stop.
create function continue_as_new(
    company uuid, in_flow uuid, in_generation integer, in_input jsonb, in_at timestamptz
)
returns void language sql as $$
    update runs r set generation = in_generation + 1, input = in_input, began_at = in_at
        where r.organisation = company and r.id = in_flow and r.generation = in_generation
            and r.state = 'open'
$$;

-- Changes a department's part of a turn. When none of its parts goes on and some wait for a person,
-- the turn gives its lane on: to the turn that is answered.
create function change_part(
    company uuid, part uuid, whole uuid, more_reserved bigint, more_spent bigint, in_lane text,
    in_at timestamptz
)
returns uuid language plpgsql as $$
declare
    place uuid;
begin
    if in_lane is not null then
        select t.conversation into place from turns t
            where t.organisation = company and t.id = whole;
        perform pg_advisory_xact_lock(hashtextextended(place::text, 0));
    end if;
    update delegations d set reserved = d.reserved + more_reserved, spent = d.spent + more_spent,
        state = case in_lane when 'parked' then 'waiting' when 'closed' then 'ended'
            else d.state end,
        changed_at = in_at
        where d.organisation = company and d.id = part;
    if in_lane is null or not exists (select from delegations d where d.organisation = company
                and d.turn = whole and d.state = 'waiting')
            or exists (select from delegations d where d.organisation = company
                and d.turn = whole and d.state in ('running', 'returning')) then
        return null;
    end if;
    update turns t set lane = 'parked', status = 'waiting' where t.organisation = company
        and t.id = whole and t.lane = 'active';
    if not found then
        return null;
    end if;
    return free_lane(company, place);
end
$$;
