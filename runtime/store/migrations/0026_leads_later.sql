-- What is written of a contact that nobody knew a moment ago waits for the commit of its unit of work, and is written with those of others:
-- that spares the unit a transaction of its own. The engine writes such rows and reads none of them.
create policy engine on contacts for insert to firma_engine with check (true);
create policy engine on contact_addresses for insert to firma_engine with check (true);
create policy engine on leads for insert to firma_engine with check (true);
create policy engine on lead_activities for insert to firma_engine with check (true);
grant insert on contacts, contact_addresses, leads, lead_activities to firma_engine;

-- Whom addresses belong to, and which open lead of theirs an interest would continue, for several who ask. Each look-up has its limit, so
-- that whatever the tables hold it goes by its key; and how many addresses there are is hidden, or a few would be planned for anew each time.
create function holders_of(company uuid, asks integer[], kinds text[], vals text[], interests text[])
returns table (ask integer, kind text, contact uuid, name text, lead uuid) language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('firma.organisation', company::text, true);
    -- Most are new.
    if not exists (select from unnest((select kinds), (select vals)) as w (kind, value),
            lateral (select from contact_addresses a where a.organisation = company
                and a.kind = w.kind and a.value = w.value limit 1) a) then
        return;
    end if;
    return query select w.ask, a.kind, c.id, c.name, (select l.id from leads l
            where l.organisation = company and l.contact = c.id and l.stage not in ('won', 'lost')
                and (w.interest is null or l.interest is null or fold(l.interest) = fold(w.interest))
            order by l.interest is null, l.created_at desc limit 1)
        from unnest((select asks), (select kinds), (select vals), (select interests))
            as w (ask, kind, value, interest),
        lateral (select a.kind, a.contact from contact_addresses a
            where a.organisation = company and a.kind = w.kind and a.value = w.value limit 1) a,
        lateral (select c.id, c.name from contacts c
            where c.organisation = company and c.id = a.contact limit 1) c
        order by w.ask, a.kind;
end
$$;

-- As before; and leads of new contacts.
drop function commit_steps(json, json, json, json, json, json, json, json, json, json,
    json, json, json, json, json, json);
-- Writes what steps of several runs came to, all of a run or nothing of it. Answers each run's
-- outcome: done; woken (written, but something happened to the run that it has not seen, hence it
-- did not park); budget (a scope or the turn has less than was assumed, nothing was written). Of a
-- run that it does not answer nothing was written: another holds it. What is committed once more,
-- because the answer was lost, is done.
create or replace function commit_steps(
    fences json, turn_changes json, new_steps json, changed_steps json,
    new_model_calls json, new_tool_calls json, changed_tool_calls json, new_ledger json,
    new_messages json, new_outbox json, new_spend json, new_events json, new_audit json,
    signal_reads json, run_changes json, parks json, later_leads json default null
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
    -- What their rows hold is read with them: nobody but who holds a run changes that.
    for change in select n.*, t.* from json_to_recordset(turn_changes) as n(organisation uuid,
        flow uuid, allow bigint, reserve bigint, settle bigint, spend bigint, status text,
        lane text, department text, answer uuid, at timestamptz, debits json)
        left join lateral (
            select t.conversation, t.department as worker, t.allowance, t.reserved, t.spent,
                t.changed_at, null::uuid as whole
            from turns t where t.organisation = n.organisation and t.id = n.flow
            union all
            -- A department that works beside others on its turn.
            select null, d.department, d.allowance, d.reserved, d.spent, d.changed_at, d.turn
            from delegations d where d.organisation = n.organisation and d.id = n.flow
            limit 1) t on true
        where n.flow = any(held)
        order by n.organisation, (n.debits -> 0 ->> 'slot')::integer nulls first, n.flow
    loop
        if change.changed_at = change.at then
            written := written || change.flow;
            held := array_remove(held, change.flow);
            continue;
        end if;
        -- What was reserved for calls that a crash lost stays charged.
        lost := case when change.lane = 'closed'
            then greatest(change.reserved - change.settle, 0) else 0 end;
        enough := change.reserve <= 0
            or change.allowance + change.allow - change.spent - change.spend
                - (change.reserved - change.settle + change.reserve) >= 0;
        if enough and change.debits is not null then
            for money in select d.* from json_to_recordset(change.debits) as d(meter text,
                scope text, period text, slot integer, cap bigint, want bigint, rest text)
                order by d.scope, d.rest nulls first
            loop
                if money.rest = 'turn' then
                    money.want := change.spent + change.spend + lost - change.allowance
                        - change.allow;
                elsif money.rest = 'slice' and money.scope = 'department:' || change.worker then
                    money.want := money.want + lost;
                end if;
                -- What is spent is spent: at the end a scope may be left with less than nothing.
                update budgets b set remaining = b.remaining - money.want
                    where b.organisation = change.organisation and b.meter = money.meter
                        and b.scope = money.scope and b.period = money.period
                        and b.slot = money.slot
                        and (b.remaining >= money.want or money.want <= 0 or money.rest is not null);
                if not found and money.want > 0 and money.rest is null then
                    enough := debit(change.organisation, money.meter, money.scope, money.period,
                        money.slot, money.cap, money.want, money.want) = money.want;
                    exit when not enough;
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
                coalesce(change.whole, change.flow), coalesce(change.worker, 'supervisor'), 'lost',
                'model', lost, change.at, case when change.whole is not null then change.flow end);
        end if;
        if change.whole is not null then
            next_turn := change_part(change.organisation, change.flow, change.whole,
                change.reserve - change.settle - lost, change.spend + lost, change.lane,
                change.at);
            if next_turn is not null then
                freed := freed || jsonb_build_object(change.flow::text, next_turn);
            end if;
            continue;
        end if;
        if change.lane is not null then
            perform pg_advisory_xact_lock(hashtextextended(change.conversation::text, 0));
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
            next_turn := free_lane(change.organisation, change.conversation);
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
    -- Contacts that were new when somebody looked: if one is not, no rule of the tables lets it pass.
    if later_leads is not null then
        with n as materialized (
            select * from json_to_recordset(later_leads) as n(organisation uuid, flow uuid,
                contact uuid, name text, addresses json, lead uuid, interest text, act text,
                activity uuid, note text, at timestamptz)
            where n.flow = any(held)
        ), made_contacts as (
            insert into contacts (organisation, id, kind, name, created_at, updated_at)
            select n.organisation, n.contact, 'person', n.name, n.at, n.at from n
        ), made_addresses as (
            insert into contact_addresses (organisation, kind, value, contact, created_at)
            select n.organisation, a.kind, a.value, n.contact, n.at from n,
                json_to_recordset(n.addresses) as a(kind text, value text)
                order by n.organisation, a.kind, a.value
        ), made_leads as (
            insert into leads (organisation, id, contact, stage, interest, created_at, updated_at)
            select n.organisation, n.lead, n.contact, 'new', n.interest, n.at, n.at from n
        )
        insert into lead_activities (organisation, id, lead, kind, note, at)
            select n.organisation, n.activity, n.lead, n.act, n.note, n.at from n;
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
    json, json, json, json, json, json, json) from public;
grant execute on function commit_steps(json, json, json, json, json, json, json, json, json, json,
    json, json, json, json, json, json, json) to firma_app, firma_engine;
