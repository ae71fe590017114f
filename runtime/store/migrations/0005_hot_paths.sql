-- The use cases that every turn runs, each one statement: a round trip costs more than its work.
-- All run with the caller's rights (SECURITY INVOKER).

-- Sets the company of this transaction.
create function act_for(company uuid) returns void language sql as $$
    select set_config('firma.organisation', company::text, true)
$$;

-- Messages of a company come in together: inbox, conversation, message, turn and run of each, or what
-- its first delivery made. Where the process that takes one in has room for its run, the run is its
-- own at once, and what it reads first comes with it. `asked` is the turn that was given with the
-- message, `turn` the one that it has.
create function accept_inbound(company uuid, incoming json, most integer)
returns table (
    asked uuid, turn uuid, same boolean, fresh boolean, epoch bigint, context json
)
language plpgsql
-- With the partitions at hand a plan looks cheaper than one for all, and takes longer than its work.
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    news uuid[];
    begun integer;
    placed uuid[];
    places uuid[];
    first uuid[];
    claimed uuid[];
    epochs bigint[];
    since timestamptz := now() - interval '1 day';
begin
    perform set_config('firma.organisation', company::text, true);
    -- Whoever takes several of a kind takes them in the order of their keys, first of the inbox, then
    -- conversations, then lanes: so batches wait for each other, but never in a circle.
    with new as (
        insert into inbox
        select company, n.channel, n.account, n.external_id, n.digest, n.turn, n.traceparent, n.at
            from json_to_recordset(incoming) as n(channel text, account text, external_id text,
                digest bytea, turn uuid, traceparent text, at timestamptz)
            order by n.channel, n.account, n.external_id
            on conflict do nothing returning turn
    )
    select coalesce(array_agg(new.turn), '{}') into news from new;
    if cardinality(news) < json_array_length(incoming) then
        return query select n.turn, i.turn, i.digest = n.digest, false, null::bigint, null::json
            from json_to_recordset(incoming) as n(channel text, account text, external_id text,
                digest bytea, turn uuid),
            lateral (select i.turn, i.digest from inbox i where i.organisation = company
                and i.channel = n.channel and i.account = n.account
                and i.external_id = n.external_id limit 1) i
            where n.turn <> all(news);
        if news = '{}' then
            return;
        end if;
    end if;
    insert into conversations (organisation, id, channel, account, name, created_at)
        select company, n.conversation, n.channel, n.account, n.name, n.at
        from json_to_recordset(incoming) as n(channel text, account text, name text,
            conversation uuid, turn uuid, at timestamptz)
        where n.turn = any(news) order by n.channel, n.account, n.name
        on conflict do nothing;
    get diagnostics begun = row_count;
    if begun = cardinality(news) then
        -- Nobody else sees the conversations yet.
        first := news;
    else
        -- The lane is decided by one at a time. Each look-up has its limit, so that whatever the
        -- tables hold it goes by its key.
        select array_agg(l.turn), array_agg(l.place),
                greatest(min(l.created_at), now() - interval '180 days') - interval '1 day'
            into placed, places, since from (
            select k.turn, k.place, k.created_at, pg_advisory_xact_lock(k.key) from (
                select n.turn, c.id as place, c.created_at,
                    hashtextextended(c.id::text, 0) as key
                from json_to_recordset(incoming) as n(channel text, account text, name text,
                    turn uuid),
                lateral (select c.id, c.created_at from conversations c
                    where c.organisation = company and c.channel = n.channel
                        and c.account = n.account and c.name = n.name limit 1) c
                where n.turn = any(news) order by key) k
            offset 0) l;
        select array_agg(f.turn) into first from (
            select distinct on (n.place) n.place, n.turn
            from unnest(placed, places) as n(turn, place) order by n.place, n.turn) f
            where coalesce(
                (select true from turns t where t.organisation = company
                    and t.conversation = f.place and t.lane = 'active' limit 1),
                (select true from turns t where t.organisation = company
                    and t.conversation = f.place and t.lane in ('queued', 'returning') limit 1)
            ) is null;
    end if;
    with n as materialized (
        select n.*, n.turn = any(first) as has_lane,
            coalesce(places[array_position(placed, n.turn)], n.conversation) as place
        from json_to_recordset(incoming) as n(conversation uuid, message uuid, turn uuid,
            person uuid, token uuid, origin text, parts jsonb, configuration bytea,
            traceparent text, workflow text, version integer, at timestamptz, holder bigint,
            lease double precision)
        where n.turn = any(news)
    ), new_messages as (
        insert into messages (organisation, id, conversation, turn, direction, origin, parts,
                person, received_at)
            select company, n.message, n.place, n.turn, 'in', n.origin, n.parts, n.person, n.at
            from n
    ), new_turns as (
        insert into turns (organisation, id, conversation, message, person, token, lane,
                configuration, created_at, tainted)
            select company, n.turn, n.place, n.message, n.person, n.token,
                case when n.has_lane then 'active' else 'queued' end, n.configuration, n.at,
                n.origin in ('customer', 'web', 'document')
            from n
    ), new_runs as (
        insert into runs (organisation, id, workflow, version, input, traceparent, created_at)
            select company, n.turn, n.workflow, n.version, 'null', n.traceparent, n.at from n
    ), new_ready as (
        insert into ready (organisation, flow, due, holder, lease_until, epoch, claims)
            select company, n.turn, clock_timestamp(), n.holder,
                clock_timestamp() + make_interval(secs => n.lease),
                case when n.holder is null then 0 else nextval('lease_epochs') end,
                case when n.holder is null then 0 else 1 end
            from n where n.has_lane
            returning flow, epoch, holder
    )
    select array_agg(q.flow), array_agg(q.epoch) into claimed, epochs
        from new_ready q where q.holder is not null;
    return query select n, n, true, true, null::bigint, null::json from unnest(news) n
        where claimed is null or n <> all(claimed);
    if claimed is not null then
        return query select c.turn, c.turn, true, true,
            epochs[array_position(claimed, c.turn)], c.context
            from turn_contexts(company, claimed, since, most) c;
    end if;
end
$$;

-- Takes work that is due, several at a time: in due order while there is room for all of it, else
-- by turns for each company, those with the least under way first. A run that was claimed twice
-- without a new step may have ended the processes that claimed it: of such as many as `suspects` says.
create function claim(in_holder bigint, want integer, suspects integer, lease interval)
returns table (
    organisation uuid, flow uuid, epoch bigint, woken integer, claims integer, workflow text,
    version integer, generation integer, parent uuid, parent_path text
)
language plpgsql as $$
#variable_conflict use_column
declare
    chosen ready[];
    suspected ready[];
    now_is constant timestamptz := clock_timestamp();
begin
    -- A claim that a crash of the server loses is fenced like any that was taken over.
    perform set_config('synchronous_commit', 'off', true);
    if (select count(*) from (select from ready r
            where r.holder is null and r.due <= now_is and r.claims < 2 limit want + 1) r) <= want then
        select array_agg(x.r) into chosen from (select r from ready r
            where r.holder is null and r.due <= now_is and r.claims < 2
            order by r.due limit want for update skip locked) x;
    else
        with recursive companies as (
            -- One step of the index for each company.
            select (select r.organisation from ready r where r.holder is null
                order by r.organisation limit 1) as organisation
            union all
            select (select r.organisation from ready r
                where r.holder is null and r.organisation > c.organisation
                order by r.organisation limit 1)
            from companies c where c.organisation is not null
        ), under_way as (
            select r.organisation, count(*) as runs from ready r
                where r.holder is not null group by r.organisation
        ), in_turn as (
            select c.organisation, x.flow, x.due, coalesce(u.runs, 0)
                + row_number() over (partition by c.organisation order by x.due) as place
            from companies c left join under_way u on u.organisation = c.organisation
            cross join lateral (select r.flow, r.due from ready r
                where r.organisation = c.organisation and r.holder is null and r.due <= now_is
                    and r.claims < 2 order by r.due limit want) x
            -- More than are wanted: others may be locking the first.
            order by 4, 3 limit 2 * want
        )
        select array_agg(x.r) into chosen from (select x.r from in_turn i
            -- Not `holder is null`, which would look through the index of that instead of the key's.
            cross join lateral (select r from ready r where r.organisation = i.organisation
                and r.flow = i.flow and coalesce(r.holder, 0) = 0 for update skip locked) x
            limit want) x;
    end if;
    select array_agg(x.r) into suspected from (select r from ready r
        where r.holder is null and r.due <= now_is and r.claims >= 2
        order by r.due limit suspects for update skip locked) x;
    return query
    with taken as (
        update ready r set holder = in_holder, lease_until = clock_timestamp() + lease,
            epoch = nextval('lease_epochs'), claims = r.claims + 1
        from unnest(chosen || suspected) d
        where r.organisation = d.organisation and r.flow = d.flow
        returning r.organisation, r.flow, r.epoch, r.woken, r.claims
    )
    select t.organisation, t.flow, t.epoch, t.woken, t.claims, runs.workflow, runs.version,
        runs.generation, runs.parent, runs.parent_path
    from taken t join runs on runs.organisation = t.organisation and runs.id = t.flow;
end
$$;

-- What the journal knows of a run: itself, its steps, its unread signals, and how those of its
-- children ended that it waits for.
create function load_run(company uuid, in_flow uuid) returns json language plpgsql as $$
begin
    perform set_config('firma.organisation', company::text, true);
    return (select json_build_object(
        'input', r.input, 'generation', r.generation, 'began_at', r.began_at,
        'cancel_requested', r.cancel_requested,
        'cancel_delivered', r.cancel_delivered,
        'woken', (select q.woken from ready q where q.organisation = company and q.flow = in_flow),
        'steps', (select json_agg(json_build_object('path', s.path, 'name', s.name,
            'input', encode(s.input, 'hex'), 'state', s.state, 'output', s.output, 'due', s.due,
            'attempts', s.attempts, 'at', s.at)) from steps s
            where s.organisation = company and s.flow = in_flow and s.generation = r.generation),
        'signals', (select json_agg(json_build_object('seq', g.seq, 'name', g.name, 'payload',
            g.payload) order by g.seq) from signals g
            where g.organisation = company and g.flow = in_flow and g.read_at is null),
        'ends', (select json_agg(json_build_object('child', c.id, 'state', c.state,
            'output', c.output, 'error', c.error)) from steps s
            join runs c on c.organisation = company and c.id = (s.output #>> '{}')::uuid
            where s.organisation = company and s.flow = in_flow and s.generation = r.generation
                and s.kind = 'child' and s.state = 'waiting' and c.state <> 'open'))
    from runs r where r.organisation = company and r.id = in_flow);
end
$$;

-- What turns are about, for whoever has set the company: each one's conversation, the newest messages
-- before it, oldest first, and last the one that asks. What was answered while it
-- stood in the queue comes before it, with what was asked then: of two that come in at once the later one may
-- have the lane first. No message from before `since` counts.
create function turn_contexts(company uuid, wanted uuid[], since timestamptz, most integer)
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

-- What one turn is about, with messages of half a year at most.
create function turn_context(company uuid, in_turn uuid, most integer) returns json
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
    since timestamptz;
begin
    perform set_config('firma.organisation', company::text, true);
    -- No message is older than its conversation; clocks may differ by a day.
    select least(t.created_at, greatest(c.created_at, now() - interval '180 days'))
            - interval '1 day' into since from turns t
        join conversations c on c.organisation = company and c.id = t.conversation
        where t.organisation = company and t.id = in_turn;
    return (select c.context from turn_contexts(company, array[in_turn], since, most) c);
end
$$;

-- A turn as people and programs see it.
create function turn_view(company uuid, in_turn uuid) returns json language plpgsql as $$
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

-- Takes money from a scope: from the turn's own slot, or where that does not suffice from all, in
-- order. Answers how much was taken: `want`, or what is left if that is at least `need`, or
-- nothing.
create function debit(
    company uuid, in_meter text, in_scope text, in_period text, in_slot integer, in_cap bigint,
    want bigint, need bigint
)
returns bigint language plpgsql as $$
declare
    total bigint;
    part bigint;
    rest bigint;
    row record;
begin
    update budgets b set remaining = b.remaining - want
        where b.organisation = company and b.meter = in_meter and b.scope = in_scope
            and b.period = in_period and b.slot = in_slot and b.remaining >= want;
    if found then
        return want;
    end if;
    insert into budgets
        select company, in_meter, in_scope, in_period, s, in_cap,
            in_cap / 16 + case when s < in_cap % 16 then 1 else 0 end
        from generate_series(0, 15) s
        on conflict do nothing;
    perform from budgets b where b.organisation = company and b.meter = in_meter
        and b.scope = in_scope and b.period = in_period order by b.slot for update;
    select sum(b.remaining) into total from budgets b where b.organisation = company
        and b.meter = in_meter and b.scope = in_scope and b.period = in_period;
    if total < need or total <= 0 then
        return 0;
    end if;
    rest := least(want, total);
    total := rest;
    for row in select b.slot, b.remaining from budgets b where b.organisation = company
        and b.meter = in_meter and b.scope = in_scope and b.period = in_period
        and b.remaining > 0 order by b.slot
    loop
        part := least(rest, row.remaining);
        update budgets b set remaining = b.remaining - part where b.organisation = company
            and b.meter = in_meter and b.scope = in_scope and b.period = in_period
            and b.slot = row.slot;
        rest := rest - part;
        exit when rest = 0;
    end loop;
    return total;
end
$$;

-- Puts a run into the queue, or tells whoever holds it that something happened.
create function wake(company uuid, in_flow uuid) returns void language sql as $$
    insert into ready as r (organisation, flow, due) values (company, in_flow, clock_timestamp())
        on conflict (organisation, flow)
        do update set woken = r.woken + 1, due = least(r.due, excluded.due)
$$;

-- Gives the lane of a conversation to whoever is next. Of a turn that departments work on at once, each
-- that wants the lane back hears of it.
create function free_lane(company uuid, place uuid) returns uuid language plpgsql as $$
declare
    next record;
    part uuid;
begin
    select t.id, t.lane into next from turns t where t.organisation = company
        and t.conversation = place and t.lane in ('queued', 'returning') order by t.id limit 1;
    if not found then
        return null;
    end if;
    update turns t set lane = 'active' where t.organisation = company and t.id = next.id;
    if next.lane = 'returning' then
        for part in update delegations d set state = 'running' where d.organisation = company
            and d.turn = next.id and d.state = 'returning' returning d.id
        loop
            insert into signals (organisation, flow, name, payload, created_at)
                values (company, part, 'lane', 'null', clock_timestamp());
            perform wake(company, part);
        end loop;
        if found then
            return next.id;
        end if;
        insert into signals (organisation, flow, name, payload, created_at)
            values (company, next.id, 'lane', 'null', clock_timestamp());
    end if;
    perform wake(company, next.id);
    return next.id;
end
$$;

-- Sends a signal to a run; false if it has ended or does not exist. The row of the queue is locked
-- first, as `commit_steps` does: so whoever ends the run has ended it, or has to look again.
create function send_signal(company uuid, in_flow uuid, in_name text, in_payload jsonb)
returns boolean language plpgsql as $$
begin
    perform wake(company, in_flow);
    insert into signals (organisation, flow, name, payload, created_at)
        select r.organisation, r.id, in_name, in_payload, clock_timestamp() from runs r
        where r.organisation = company and r.id = in_flow and r.state = 'open';
    if not found then
        delete from ready r where r.organisation = company and r.flow = in_flow;
        return false;
    end if;
    return true;
end
$$;

-- Asks a run to stop; false if it has ended or does not exist.
create function request_cancel(company uuid, in_flow uuid) returns boolean language plpgsql as $$
begin
    perform wake(company, in_flow);
    update runs r set cancel_requested = true
        where r.organisation = company and r.id = in_flow and r.state = 'open';
    if not found then
        delete from ready r where r.organisation = company and r.flow = in_flow;
        return false;
    end if;
    return true;
end
$$;

-- Frees what processes held that are gone: their session's lock is free, or their leases ran out,
-- as those of a process do that lost the answer to its claim. Answers how many runs that is.
create function take_over(in_holder bigint) returns bigint language sql as $$
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
            due = least(r.due, clock_timestamp()), epoch = nextval('lease_epochs')
        from left_behind l where r.organisation = l.organisation and r.flow = l.flow
        returning 1
    )
    select count(*) from freed
$$;

-- Writes what steps of several runs came to, all of a run or nothing of it. Answers each run's
-- outcome: done; woken (written, but something happened to the run that it has not seen, hence it
-- did not park); budget (a scope or the turn has less than was assumed, nothing was written). Of a
-- run that it does not answer nothing was written: another holds it. What is committed once more,
-- because the answer was lost, is done.
create function commit_steps(
    fences json, turn_changes json, new_steps json, changed_steps json,
    new_model_calls json, new_tool_calls json, changed_tool_calls json, new_ledger json,
    new_messages json, new_outbox json, new_spend json, new_events json, new_audit json,
    signal_reads json, run_changes json, parks json
)
returns table (flow uuid, outcome text, next uuid) language plpgsql as $$
#variable_conflict use_column
declare
    held uuid[];
    woken uuid[];
    tired uuid[];
    written uuid[] := '{}';
    parked uuid[] := '{}';
    freed jsonb := '{}';
    change record;
    turn record;
    money record;
    enough boolean;
    lost bigint;
    old_lane text;
    next_turn uuid;
begin
    select coalesce(array_agg(l.flow), '{}'), coalesce(array_agg(l.flow) filter (where l.news), '{}'),
            array_agg(l.flow) filter (where l.claims > 1)
        into held, woken, tired from (
        select r.flow, r.woken <> f.woken as news, r.claims from ready r
        join json_to_recordset(fences)
            as f(organisation uuid, flow uuid, epoch bigint, woken integer)
            on r.organisation = f.organisation and r.flow = f.flow and r.epoch = f.epoch
        order by r.organisation, r.flow for update of r) l;

    -- Lanes in the order of their keys, as `accept_inbound` takes them.
    if cardinality(held) > 1 then
        perform pg_advisory_xact_lock(l.key) from (
            select hashtextextended(coalesce((select t.conversation from turns t
                where t.organisation = n.organisation and t.id = n.flow), (select t.conversation
                from delegations d join turns t on t.organisation = d.organisation
                    and t.id = d.turn
                where d.organisation = n.organisation and d.id = n.flow))::text, 0) as key
            from json_to_recordset(turn_changes) as n(organisation uuid, flow uuid, lane text)
            where n.lane is not null and n.flow = any(held) order by key) l;
    end if;

    -- Money first: what a run assumed must hold, or nothing of the run is written. In the order of their
    -- slots: who commits at the same time takes them so too, and neither waits for what the other has.
    for change in select n.* from json_to_recordset(turn_changes) as n(organisation uuid,
        flow uuid, allow bigint, reserve bigint, settle bigint, spend bigint, status text,
        lane text, department text, answer uuid, at timestamptz, debits json)
        where n.flow = any(held)
        order by n.organisation, (n.debits -> 0 ->> 'slot')::integer nulls first, n.flow
    loop
        select t.conversation, t.department, t.allowance, t.reserved, t.spent, t.changed_at,
            null::uuid as whole
            into turn from turns t where t.organisation = change.organisation and t.id = change.flow;
        if not found then
            -- A department that works beside others on its turn.
            select null::uuid as conversation, d.department, d.allowance, d.reserved, d.spent,
                d.changed_at, d.turn as whole into turn from delegations d
                where d.organisation = change.organisation and d.id = change.flow;
        end if;
        if turn.changed_at = change.at then
            written := written || change.flow;
            held := array_remove(held, change.flow);
            continue;
        end if;
        -- What was reserved for calls that a crash lost stays charged.
        lost := case when change.lane = 'closed'
            then greatest(turn.reserved - change.settle, 0) else 0 end;
        enough := change.reserve <= 0
            or turn.allowance + change.allow - turn.spent - change.spend
                - (turn.reserved - change.settle + change.reserve) >= 0;
        if enough and change.debits is not null then
            for money in select d.* from json_to_recordset(change.debits) as d(meter text,
                scope text, period text, slot integer, cap bigint, want bigint, rest text)
                order by d.scope, d.rest nulls first
            loop
                if money.rest = 'turn' then
                    money.want := turn.spent + change.spend + lost - turn.allowance
                        - change.allow;
                elsif money.rest = 'slice' and money.scope = 'department:' || turn.department then
                    money.want := money.want + lost;
                end if;
                -- What is spent is spent: at the end a scope may be left with less than nothing.
                if money.want > 0 and money.rest is null then
                    enough := debit(change.organisation, money.meter, money.scope, money.period,
                        money.slot, money.cap, money.want, money.want) = money.want;
                    exit when not enough;
                else
                    update budgets b set remaining = b.remaining - money.want
                        where b.organisation = change.organisation and b.meter = money.meter
                            and b.scope = money.scope and b.period = money.period
                            and b.slot = money.slot;
                end if;
            end loop;
        end if;
        if not enough then
            -- Whoever commits alone decides anew what it can afford; a debit that went through
            -- goes back with its transaction, hence one debit at most is asked for with others.
            held := array_remove(held, change.flow);
            return query select change.flow, 'budget'::text, null::uuid;
            continue;
        end if;
        if lost > 0 then
            insert into spend values (change.organisation,
                (left(change.flow::text, 14) || substr(gen_random_uuid()::text, 15))::uuid,
                coalesce(turn.whole, change.flow), coalesce(turn.department, 'supervisor'), 'lost',
                'model', lost, change.at, case when turn.whole is not null then change.flow end);
        end if;
        if turn.whole is not null then
            next_turn := change_part(change.organisation, change.flow, turn.whole,
                change.reserve - change.settle - lost, change.spend + lost, change.lane,
                change.at);
            if next_turn is not null then
                freed := freed || jsonb_build_object(change.flow::text, next_turn);
            end if;
            continue;
        end if;
        if change.lane is not null then
            perform pg_advisory_xact_lock(hashtextextended(turn.conversation::text, 0));
            select t.lane into old_lane from turns t
                where t.organisation = change.organisation and t.id = change.flow;
        end if;
        update turns t set allowance = t.allowance + change.allow,
            reserved = t.reserved - change.settle + change.reserve - lost,
            spent = t.spent + change.spend + lost,
            status = coalesce(change.status, t.status), lane = coalesce(change.lane, t.lane),
            department = coalesce(change.department, t.department),
            answer = coalesce(change.answer, t.answer), changed_at = change.at,
            closed_at = case when change.lane = 'closed' then change.at else t.closed_at end
            where t.organisation = change.organisation and t.id = change.flow;
        -- Only who had the lane gives it on.
        if change.lane in ('closed', 'parked') and old_lane = 'active' then
            next_turn := free_lane(change.organisation, turn.conversation);
            if next_turn is not null then
                freed := freed || jsonb_build_object(change.flow::text, next_turn);
            end if;
        end if;
    end loop;

    if new_steps is not null then
        insert into steps select n.* from json_populate_recordset(null::steps, new_steps) n
            where n.flow = any(held);
        -- A new step: the claims before it no longer count against the run.
        if tired is not null then
            update ready r set claims = 1
                from (select distinct n.organisation, n.flow from json_to_recordset(new_steps)
                    as n(organisation uuid, flow uuid)) n
                where r.organisation = n.organisation and r.flow = n.flow
                    and r.flow = any(held) and r.claims > 1;
        end if;
    end if;
    if changed_steps is not null then
        update steps s set state = n.state, output = n.output, due = n.due,
            attempts = n.attempts, at = n.at
            from json_populate_recordset(null::steps, changed_steps) n
            where n.flow = any(held) and s.organisation = n.organisation and s.flow = n.flow
                and s.generation = n.generation and s.path = n.path;
    end if;
    if new_model_calls is not null then
        insert into model_calls select n.*
            from json_populate_recordset(null::model_calls, new_model_calls) n
            where coalesce(n.run, n.flow) = any(held);
    end if;
    if new_tool_calls is not null then
        insert into tool_calls select n.*
            from json_populate_recordset(null::tool_calls, new_tool_calls) n
            where coalesce(n.run, n.flow) = any(held);
    end if;
    if changed_tool_calls is not null then
        update tool_calls c set outcome = n.outcome, output = n.output, reason = n.reason,
            cost = n.cost, ms = n.ms
            from json_populate_recordset(null::tool_calls, changed_tool_calls) n
            where coalesce(n.run, n.flow) = any(held) and c.organisation = n.organisation and c.flow = n.flow
                and c.generation = n.generation and c.path = n.path;
    end if;
    if new_ledger is not null then
        insert into ledger select n.* from json_populate_recordset(null::ledger, new_ledger) n
            where coalesce(n.run, n.flow) = any(held);
    end if;
    if new_messages is not null then
        insert into messages select n.*
            from json_populate_recordset(null::messages, new_messages) n
            where n.turn = any(held);
    end if;
    if new_outbox is not null then
        insert into outbox (organisation, id, conversation, turn, parts, owner_epoch, state,
                attempts, redelivered, traceparent, created_at)
            select n.organisation, n.id, n.conversation, n.turn, n.parts, n.owner_epoch, n.state,
                n.attempts, n.redelivered, n.traceparent, n.created_at
            from json_populate_recordset(null::outbox, new_outbox) n
            where n.turn = any(held);
    end if;
    if new_spend is not null then
        insert into spend select n.* from json_populate_recordset(null::spend, new_spend) n
            where coalesce(n.run, n.turn) = any(held);
    end if;
    if new_events is not null then
        insert into events select n.* from json_populate_recordset(null::events, new_events) n
            where n.flow = any(held);
    end if;
    if new_audit is not null then
        insert into audit (organisation, id, act, subject, person, token, channel, digest, detail,
                at)
            select n.organisation, n.id, n.act, n.subject, n.person, n.token, n.channel, n.digest,
                coalesce(n.detail, '{}'), n.at
            from json_to_recordset(new_audit) as n(flow uuid, organisation uuid, id uuid, act text,
                subject text, person uuid, token uuid, channel text, digest bytea, detail jsonb,
                at timestamptz)
            where n.flow = any(held);
    end if;
    if signal_reads is not null then
        update signals g set read_at = n.path
            from json_to_recordset(signal_reads)
                as n(organisation uuid, flow uuid, seq bigint, path text)
            where n.flow = any(held) and g.organisation = n.organisation and g.flow = n.flow
                and g.seq = n.seq;
    end if;
    if run_changes is not null then
        update runs r set state = coalesce(n.state, r.state), output = n.output, error = n.error,
            status = coalesce(n.status, r.status),
            cancel_delivered = r.cancel_delivered or n.cancel_delivered,
            closed_at = case when n.state is null then null else n.at end
            from json_to_recordset(run_changes) as n(organisation uuid, flow uuid, state text,
                output jsonb, error text, status text, cancel_delivered boolean, at timestamptz)
            where n.flow = any(held) and r.organisation = n.organisation and r.id = n.flow;
    end if;

    -- A run that ended leaves the queue; one that waits parks, unless something woke it.
    if parks is not null then
        with p as (
            select * from json_to_recordset(parks)
                as n(organisation uuid, flow uuid, wait double precision, ended boolean)
            where n.flow = any(held) and (n.ended or not n.flow = any(woken))
        ), gone as (
            delete from ready r using p
            where r.organisation = p.organisation and r.flow = p.flow
                and (p.ended or p.wait is null)
            returning r.flow
        ), later as (
            update ready r set due = clock_timestamp() + make_interval(secs => p.wait), holder = null, lease_until = null, claims = 0,
                epoch = nextval('lease_epochs')
            from p where r.organisation = p.organisation and r.flow = p.flow
                and not p.ended and p.wait is not null
            returning r.flow
        )
        select coalesce(array_agg(a.flow), '{}') into parked
            from (select gone.flow from gone union all select later.flow from later) a;
    end if;

    foreach flow in array held loop
        outcome := case when flow = any(woken) and not flow = any(parked) then 'woken'
            else 'done' end;
        next := freed ->> flow::text;
        return next;
    end loop;
    foreach flow in array written loop
        outcome := 'done';
        next := null;
        return next;
    end loop;
end
$$;

revoke all on function commit_steps(json, json, json, json, json, json, json, json, json, json,
    json, json, json, json, json, json) from public;
grant execute on function commit_steps(json, json, json, json, json, json, json, json, json, json,
    json, json, json, json, json, json) to firma_app, firma_engine;
