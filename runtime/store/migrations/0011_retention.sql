-- What is over goes: partitions as a whole, by the owner; rows of other tables in batches, by whoever
-- serves. How long something is kept is what its columns say (`classify`).

-- How long rows of a table are kept: as long as the column that stays longest. Nothing, if one of them
-- names no time: then they stay.
create function kept_for(relation regclass) returns interval language sql stable as $$
    select case when count(*) = count(k.time) then max(k.time) end
    from pg_attribute a
    cross join lateral (select case when col_description(a.attrelid, a.attnum)
            ~ 'keep: [0-9]+ (day|year)s?$'
        then substring(col_description(a.attrelid, a.attnum) from 'keep: (.*)$')::interval
        end as time) k
    where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
$$;

-- When an id was made.
create function id_time(id uuid) returns timestamptz language sql immutable as $$
    select to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- The owner sees what may be over, and which runs are not closed.
do $$
declare
    parent text;
begin
    for parent in select name from partitioned_tables loop
        execute format('create policy what_is_over on %I for select to firma_owner using
            (%I < month_bound((now() - %L::interval)::date))', parent,
            (select a.attname from pg_partitioned_table p join pg_attribute a
                on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                where p.partrelid = parent::regclass), kept_for(parent::regclass));
    end loop;
end
$$;
create policy not_closed on runs for select to firma_owner
    using (state in ('open', 'quarantined'));
create policy companies on organisations for select to firma_owner using (true);
create policy dropped on audit for insert to firma_owner with check (act = 'retention.dropped');

-- The parts of tables, and what keeps each: `young`, `open` (a run of it is not closed), `unsealed` and
-- `older` (of the audit: not sealed, or what is older is still there), or nothing. The default
-- partition, which catches what no month does, is never dropped.
create function kept_parts(only_part text default null)
returns table (parent text, part text, lower uuid, upper uuid, over_at timestamptz, kept_by text)
language plpgsql as $$
#variable_conflict use_column
declare
    found_part record;
    flow text;
    held boolean;
begin
    for found_part in
        select t.name, c.relname::text as part, k.attname::text as key,
            b.ends[1] as lower, b.ends[2] as upper, kept_for(i.inhparent) as kept
        from partitioned_tables t
        join pg_inherits i on i.inhparent = format('public.%I', t.name)::regclass
        join pg_class c on c.oid = i.inhrelid
        join pg_partitioned_table p on p.partrelid = i.inhparent
        join pg_attribute k on k.attrelid = i.inhparent and k.attnum = p.partattrs[0]
        cross join lateral (select array(select m[1]::uuid from regexp_matches(
            pg_get_expr(c.relpartbound, c.oid), '\(''([0-9a-f-]{36})''\)', 'g') m) as ends) b
        where only_part is null or c.relname = only_part
        order by t.name, c.relname
    loop
        parent := found_part.name;
        part := found_part.part;
        lower := found_part.lower;
        upper := found_part.upper;
        over_at := id_time(upper) + found_part.kept;
        kept_by := case when upper is null then 'rest' when over_at is null
            or over_at > now() then 'young' end;
        flow := (select a.attname from pg_attribute a where a.attrelid = parent::regclass
            and a.attname in ('flow', 'turn') order by a.attname limit 1);
        if kept_by is null and flow is not null then
            execute format('select exists (select from runs r where r.state in (''open'', ''quarantined'')
                and r.id < $2 and exists (select from %I p where p.organisation = r.organisation
                and p.%I = r.id and p.%I >= $1 and p.%I < $2))', parent, flow, found_part.key,
                found_part.key) into held using lower, upper;
            kept_by := case when held then 'open' end;
        end if;
        if kept_by is null and parent = 'audit' then
            kept_by := case
                when exists (select from audit a where a.id < lower) then 'older'
                when exists (select from audit a left join lateral (
                        select s.position, s.last from audit_seals s
                        where s.organisation = a.organisation order by s.seq desc limit 1) s on true
                    where a.id >= lower and a.id < upper and (s.last is null
                        or (a.position, a.id) > (s.position, s.last))) then 'unsealed'
                end;
        end if;
        return next;
    end loop;
end
$$;

-- Drops a part that is over, in a transaction of its own, and has the audit of each company that had
-- rows in it say so. False, if something keeps it or it is gone.
create function drop_part(in_part text) returns boolean language plpgsql as $$
#variable_conflict use_column
declare
    dropped record;
    companies uuid[];
    key text;
begin
    -- Nobody waits long for us: what cannot be had now is tried at the next start.
    perform set_config('lock_timeout', '3s', true);
    select * into dropped from kept_parts(in_part) k where k.kept_by is null;
    if not found then
        return false;
    end if;
    -- What keeps it is looked at once more where nobody can add to it.
    execute format('lock table %I in access exclusive mode', dropped.parent);
    perform from kept_parts(in_part) k where k.kept_by is null;
    if not found then
        return false;
    end if;
    key := (select a.attname from pg_partitioned_table p join pg_attribute a
        on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
        where p.partrelid = dropped.parent::regclass);
    execute format('select array_agg(o.id) from organisations o where exists (select from %I p
        where p.organisation = o.id and p.%I >= $1 and p.%I < $2)', dropped.parent, key, key)
        into companies using dropped.lower, dropped.upper;
    execute format('drop table %I', in_part);
    if dropped.parent = 'audit' then
        insert into audit_gone select c, dropped.upper, now() from unnest(companies) c
            on conflict do nothing;
    end if;
    insert into audit (organisation, id, act, subject, detail, at)
        select c, (overlay(overlay(gen_random_uuid()::text placing left(h.ms, 8) from 1)
                placing substr(h.ms, 9) || '-7' from 10))::uuid,
            'retention.dropped', in_part,
            jsonb_build_object('until', id_time(dropped.upper)), clock_timestamp()
        from unnest(companies) c cross join (select lpad(to_hex(
            (extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') as ms) h;
    return true;
end
$$;

-- Months of which the default partition holds rows get a part of their own, if it lies in the time for
-- which parts are made or before; so it can be dropped like others.
create function make_partitions_of_rest(months_ahead integer) returns void language plpgsql as $$
declare
    parent text;
    key text;
    month date;
    months date[];
    all_move boolean;
begin
    -- Nobody waits long for us: what cannot be had now is tried at the next start.
    perform set_config('lock_timeout', '3s', true);
    for parent in select name from partitioned_tables order by name loop
        continue when pg_relation_size(format('public.%I', parent || '_rest')::regclass) = 0;
        key := (select a.attname from pg_partitioned_table p join pg_attribute a
            on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
            where p.partrelid = parent::regclass);
        execute format('alter table %I no force row level security', parent || '_rest');
        execute format('select array(select distinct date_trunc(''month'', id_time(%I) at time zone
            ''utc'')::date from %I where %I >= month_bound(''2000-01-01'') and %I < month_bound($1)
            limit 120), not exists (select from %I where %I < month_bound(''2000-01-01'')
                or %I >= month_bound($1))', key, parent || '_rest', key, key, parent || '_rest', key,
            key) into months, all_move
            using (date_trunc('month', now() at time zone 'utc')
                + make_interval(months => months_ahead + 1))::date;
        execute format('alter table %I force row level security', parent || '_rest');
        foreach month in array months loop
            perform add_partition(parent, parent || to_char(month, '_YYYY_MM'),
                format('for values from (%L) to (%L)', month_bound(month),
                    month_bound((month + interval '1 month')::date)));
        end loop;
        -- So that it shows that nothing is left in it.
        if all_move and cardinality(months) < 120 then
            execute format('truncate %I', parent || '_rest');
        end if;
    end loop;
end
$$;

-- Rows of the other tables. The engine may delete them, over all companies, and only what is over:
-- that is said here and not where it deletes. What an open run still needs stays.
create function is_open(company uuid, run uuid) returns boolean language sql stable as $$
    select exists (select from runs r where r.organisation = company and r.id = run
        and r.state in ('open', 'quarantined'))
$$;

create policy engine on inbox to firma_engine using (true);
create policy only_what_is_over on inbox as restrictive for delete to firma_engine
    using (received_at < now() - interval '90 days' and not is_open(organisation, turn));
grant select (ctid, organisation, turn, received_at), delete on inbox to firma_engine;

create policy only_what_is_over on outbox as restrictive for delete to firma_engine
    using (created_at < now() - interval '90 days' and state in ('sent', 'dropped', 'failed'));
grant select (ctid), delete on outbox to firma_engine;

create policy only_what_is_over on signals as restrictive for delete to firma_engine
    using (created_at < now() - interval '90 days' and not is_open(organisation, flow));
grant select (ctid, created_at), delete on signals to firma_engine;

create policy only_what_is_over on turns as restrictive for delete to firma_engine
    using (closed_at < now() - interval '1 year' and lane = 'closed');
grant select (ctid), delete on turns to firma_engine;

-- What departments had of a turn goes with it.
create function is_over(company uuid, turn uuid) returns boolean language sql stable as $$
    select exists (select from turns t where t.organisation = company and t.id = turn
        and t.closed_at < now() - interval '1 year' and t.lane = 'closed')
$$;
create policy only_what_is_over on delegations as restrictive for delete to firma_engine
    using (is_over(organisation, turn));
grant select (ctid, organisation, turn), delete on delegations to firma_engine;

create policy only_what_is_over on runs as restrictive for delete to firma_engine
    using (closed_at < now() - interval '1 year' and state in ('done', 'failed', 'cancelled'));
grant select (ctid, closed_at), delete on runs to firma_engine;

create policy only_what_is_over on budgets as restrictive for delete to firma_engine
    using (left(period, 7) < to_char(now() - interval '1 year', 'YYYY-MM'));
grant select (ctid), delete on budgets to firma_engine;

-- A request that stands on a turn stays longer than it. Who deletes asks whether there is one.
create policy engine_asks on approvals for select to firma_engine using (true);
grant select (organisation, turn) on approvals to firma_engine;

-- Rows come in by their time: a summary of each stretch costs next to nothing and leads to the oldest.
create index inbox_age on inbox using brin (received_at) with (autosummarize = on);
create index outbox_age on outbox using brin (created_at) with (autosummarize = on);
create index signals_age on signals using brin (created_at) with (autosummarize = on);
create index turns_age on turns using brin (created_at) with (autosummarize = on);
create index runs_age on runs using brin (created_at) with (autosummarize = on);
grant select (created_at) on turns, runs to firma_engine;

-- Deletes what is over, so many rows of each table at most; nothing, while another process does.
-- Answers how many went.
create function sweep(most integer) returns table (swept text, gone bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    if not pg_try_advisory_xact_lock(x'73776565'::integer, 1) then
        return;
    end if;
    perform set_config('synchronous_commit', 'off', true);
    delete from inbox i using (select i.ctid as place from inbox i
        where i.received_at < now() - interval '90 days' and not is_open(i.organisation, i.turn)
        limit most) o where i.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'inbox';
    return next;
    delete from outbox x using (select x.ctid as place from outbox x
        where x.created_at < now() - interval '90 days' and x.state in ('sent', 'dropped', 'failed')
        limit most) o where x.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'outbox';
    return next;
    delete from signals g using (select g.ctid as place from signals g
        where g.created_at < now() - interval '90 days' and not is_open(g.organisation, g.flow)
        limit most) o where g.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'signals';
    return next;
    delete from delegations d using (select d.ctid as place from delegations d
        where is_over(d.organisation, d.turn) limit most) o where d.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'delegations';
    return next;
    delete from turns t using (select t.ctid as place from turns t
        where t.created_at < now() - interval '1 year' and t.closed_at < now() - interval '1 year'
            and t.lane = 'closed' and not exists (select from approvals a
                where a.organisation = t.organisation and a.turn = t.id)
            and not exists (select from delegations d
                where d.organisation = t.organisation and d.turn = t.id)
        limit most) o where t.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'turns';
    return next;
    -- What people still see of a turn hangs on its run.
    delete from runs r using (select r.ctid as place from runs r
        where r.created_at < now() - interval '1 year' and r.closed_at < now() - interval '1 year'
            and r.state in ('done', 'failed', 'cancelled') and not exists (select from turns t
                where t.organisation = r.organisation and t.id = r.id)
        limit most) o where r.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'runs';
    return next;
    delete from budgets b using (select b.ctid as place from budgets b
        where left(b.period, 7) < to_char(now() - interval '1 year', 'YYYY-MM')
        limit most) o where b.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'budgets';
    return next;
end
$$;
