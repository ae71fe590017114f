-- Workflows call tools: each call is a turn of a run of its own, which the run that asks for it waits for. Its conversation is of
-- the channel `workflow`, under the account of the run that asks.

-- Whether a run knows what anybody could have written: it began in a turn that did, or a tool or a child of its said it.
alter table runs add column tainted boolean not null default false;
select classify('runs', '1 year', 'nobody/operation: tainted');

-- As before; and for whose workflow a turn is that no person asked for.
create or replace function turn_contexts(company uuid, wanted uuid[], since timestamptz, most integer)
returns table (turn uuid, context json) language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
    -- Bounds in time, so that few partitions are looked at. Ids have the time of the process that made them,
    -- whose clock may be a day ahead, and a bound is the beginning of its day.
    lower uuid := month_bound(since::date);
    upper uuid := month_bound((now() + interval '2 days')::date);
begin
    return query select w.id, (
        select json_build_object(
            'conversation', t.conversation, 'name', c.name,
            'configuration', encode(t.configuration, 'hex'), 'person', t.person, 'token', t.token,
            'role', m.role,
            'departments', m.departments, 'language', m.language, 'zone', m.zone,
            'channel', c.channel, 'owner', c.owner, 'owner_epoch', c.owner_epoch,
            'tainted', t.tainted, 'traceparent', r.traceparent,
            'asked_by', case when r.parent is not null then (
                select json_build_object('workflow', p.workflow, 'run', p.id) from runs p
                where p.organisation = company and p.id = r.parent) end,
            'messages', (select json_agg(x order by x.id = t.message, x.id) from (
                (select i.id, i.direction, i.origin, i.parts from messages i
                    where i.organisation = company and i.id = t.message
                        and i.id > lower and i.id < upper)
                union all
                (select i.id, i.direction, i.origin, i.parts from messages i
                    where i.organisation = company and i.conversation = t.conversation
                        and i.id > lower and i.id < upper and i.id <> t.message
                        and (i.id < t.message or i.direction = 'out' or exists (select from turns u
                            where u.organisation = company and u.id = i.turn
                                and u.lane = 'closed'))
                    order by i.id desc limit most - 1)) x))
        from turns t
        join runs r on r.organisation = company and r.id = w.id
        join conversations c on c.organisation = company and c.id = t.conversation
        left join members m on m.organisation = company and m.person = t.person
        where t.organisation = company and t.id = w.id)
        from unnest(wanted) as w(id);
end
$$;

-- As before; and for whose workflow a person is asked.
create or replace function turn_view(company uuid, in_turn uuid) returns json language plpgsql as $$
begin
    perform set_config('firma.organisation', company::text, true);
    return (select json_build_object(
        'conversation', c.name, 'status', t.status, 'micros', t.spent + t.reserved
            -- What departments may still spend that work beside each other is held, and no cost.
            - coalesce((select sum(d.allowance - d.spent - d.reserved) from delegations d
                where d.organisation = company and d.turn = in_turn and d.state <> 'joined'), 0),
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
                'asked_by', (select json_build_object('workflow', p.workflow, 'run', p.id)
                    from runs r join runs p on p.organisation = company and p.id = r.parent
                    where r.organisation = company and r.id = in_turn),
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

-- As before; and what its parent has heard of strangers, it has.
create or replace function start_child(
    company uuid, in_parent uuid, in_path text, in_flow uuid, in_workflow text,
    in_version integer, in_input jsonb, in_at timestamptz
)
returns void language plpgsql as $$
begin
    insert into runs (organisation, id, workflow, version, parent, parent_path, input, traceparent,
            created_at, began_at, tainted)
        select company, in_flow, in_workflow, in_version, in_parent, in_path, in_input,
            p.traceparent, in_at, in_at, p.tainted
        from runs p where p.organisation = company and p.id = in_parent
        on conflict do nothing;
    if found then
        perform wake(company, in_flow);
    end if;
end
$$;

-- As before; and what the child has heard of strangers, its parent has.
create or replace function wake_parent(company uuid, in_flow uuid, in_epoch bigint, in_parent uuid)
returns void language plpgsql as $$
begin
    perform from ready r where r.organisation = company and r.flow = in_flow
        and r.epoch = in_epoch for update;
    perform wake(company, in_parent);
    -- What strangers said to the one, the other hears of.
    update runs p set tainted = true from runs c where c.organisation = company and c.id = in_flow
        and c.tainted and p.organisation = company and p.id = in_parent and not p.tainted;
    if not exists (select from runs r where r.organisation = company and r.id = in_parent
            and r.state = 'open') then
        delete from ready r where r.organisation = company and r.flow = in_parent;
    end if;
end
$$;

-- As before; and a turn that was put aside is ended as every other.
create or replace function stop_children(company uuid, children uuid[]) returns setof uuid
language plpgsql as $$
declare
    child uuid;
begin
    for child in select c from unnest(children) c order by c loop
        continue when request_cancel(company, child);
        update runs r set state = 'cancelled', closed_at = clock_timestamp()
            where r.organisation = company and r.id = child and r.state = 'quarantined';
        continue when not found;
        perform settle_part_later(company, child);
        perform end_turn(company, child);
        return next child;
    end loop;
end
$$;

-- Asks runs to stop that a run waits for, which is over. Departments of a turn are stopped as such.
create function stop_calls(company uuid, in_flow uuid) returns void language plpgsql as $$
begin
    perform stop_children(company, array(select (s.output #>> '{}')::uuid from steps s
        join runs r on r.organisation = company and r.id = s.flow and r.generation = s.generation
        where s.organisation = company and s.flow = in_flow and s.kind = 'child'
            and s.state = 'waiting' and not exists (select from delegations d
                where d.organisation = company and d.id = (s.output #>> '{}')::uuid)));
end
$$;

-- As before; and whatever the run waits for is asked to stop, be it a turn or not.
create or replace function end_turn(company uuid, in_turn uuid) returns void language plpgsql as $$
declare
    place uuid;
    old_lane text;
begin
    perform stop_calls(company, in_turn);
    perform end_parts_aside(company, in_turn);
    perform stop_parts(company, in_turn);
    select t.conversation into place from turns t where t.organisation = company and t.id = in_turn;
    if not found then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(place::text, 0));
    select t.lane into old_lane from turns t where t.organisation = company and t.id = in_turn
        for update;
    if old_lane = 'closed' then
        return;
    end if;
    update approvals a set status = 'withdrawn' where a.organisation = company and a.turn = in_turn
        and a.status = 'pending' and a.kind = 'permission';
    update turns t set status = 'cancelled', lane = 'closed', closed_at = clock_timestamp()
        where t.organisation = company and t.id = in_turn;
    perform settle_later(company, in_turn, true);
    if old_lane = 'active' then
        perform free_lane(company, place);
    end if;
end
$$;
