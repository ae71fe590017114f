-- A turn whose run is put aside gives its lane on and keeps its money, so that a person may have it go on. Where she ends it instead, a
-- run of the machine's own settles what is left: effects under way, what its departments had, money.

-- A new id that has the time of a turn, as ids of children and rows of it have.
create function new_of(turn uuid) returns uuid language sql volatile as $$
    select (left(turn::text, 14) || substr(gen_random_uuid()::text, 15))::uuid
$$;

-- Starts the run that does so. `whole`: the turn is over; otherwise a department's part of it is.
create function settle_later(company uuid, in_turn uuid, whole boolean) returns void language sql as $$
    -- A path beyond those of all steps.
    select start_child(company, in_turn, '4294967295',
        new_of(in_turn), 'turn.settle', 1,
        to_jsonb(whole), clock_timestamp())
$$;

-- As before; and what a child had under way outside when it was put aside is asked about once it ends.
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
        return next child;
    end loop;
end
$$;

-- Has what is left of a run settled that did a department's part of a turn and is over, if anything is.
create function settle_part_later(company uuid, child uuid) returns void language plpgsql as $$
declare
    turn uuid;
begin
    select l.flow into turn from ledger l where l.organisation = company and l.run = child
        and l.state in ('intended', 'sending') limit 1;
    if found then
        perform settle_later(company, turn, false);
    end if;
end
$$;

-- Asks all departments to stop that work side by side on a turn.
create function stop_parts(company uuid, in_turn uuid) returns void language plpgsql as $$
begin
    perform stop_children(company, array(select d.id from delegations d where d.organisation = company
        and d.turn = in_turn and d.state not in ('ended', 'joined')));
end
$$;

-- Ends departments' parts of a turn that were put aside: they are settled with all of it.
create function end_parts_aside(company uuid, in_turn uuid) returns void language sql as $$
    update runs r set state = 'cancelled', closed_at = clock_timestamp() from delegations d
        where d.organisation = company and d.turn = in_turn and r.organisation = company
            and r.id = d.id and r.state = 'quarantined'
$$;

-- Ends a turn whose run cannot close it: its departments stop, what it asks is withdrawn, its lane goes on, and what is left is settled
-- by a run of its own. Does nothing for runs that are no turns.
create function end_turn(company uuid, in_turn uuid) returns void language plpgsql as $$
declare
    place uuid;
    old_lane text;
begin
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

-- Settles the money of a turn that was ended so, once its departments are done: what was held for calls of which nobody heard is spent.
-- Answers what is left of its allowance, which it has no more.
create function settle_turn(company uuid, in_turn uuid) returns bigint language plpgsql as $$
declare
    turn record;
    held bigint;
    of_parts bigint;
    lost bigint;
begin
    select t.allowance, t.reserved, t.spent, coalesce(t.department, 'supervisor') as department
        into turn from turns t where t.organisation = company and t.id = in_turn for update;
    insert into spend
        select company, new_of(in_turn),
            in_turn, d.department, 'lost', 'model', d.reserved, clock_timestamp(), d.id
        from delegations d where d.organisation = company and d.turn = in_turn
            and d.state <> 'joined' and d.reserved > 0;
    select coalesce(sum(d.allowance), 0), coalesce(sum(d.spent + d.reserved), 0) into held, of_parts
        from delegations d where d.organisation = company and d.turn = in_turn
            and d.state <> 'joined';
    update delegations d set state = 'joined', spent = d.spent + d.reserved, reserved = 0
        where d.organisation = company and d.turn = in_turn and d.state <> 'joined';
    lost := greatest(turn.reserved - held, 0);
    if lost > 0 then
        insert into spend values (company,
            new_of(in_turn), in_turn,
            turn.department, 'lost', 'model', lost, clock_timestamp(), null);
    end if;
    update turns t set reserved = 0, spent = turn.spent + of_parts + lost,
        allowance = turn.spent + of_parts + lost
        where t.organisation = company and t.id = in_turn;
    return turn.allowance - turn.spent - of_parts - lost;
end
$$;
