-- Runs of versions that nobody has, and what starts by itself at its time.

-- A run is parked whose version the process does not have that met it: it is due for nobody until one
-- takes it that has it. `parked` names the version, `name.v1`.
alter table ready add column parked text;
create index ready_parked on ready (parked, flow) where parked is not null;
select classify('ready', 'while active', 'nobody/operation: parked');

-- Whether a process lives that has a version: each holds a shared lock for each, over the session of
-- its place. So nobody is asked, and who has died has none.
create function somebody_has(version text) returns boolean language sql as $$
    select exists (select from pg_locks l
        where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
            and l.database = (select d.oid from pg_database d where d.datname = current_database())
            and l.classid = 1986359923
            and l.objid = (hashtext(version)::bigint & 4294967295)::oid)
$$;

-- The engine sees when schedules are due, and nothing else of them.
create policy engine on schedules for select to firma_engine using (true);
grant select (organisation, id, next_slot, paused) on schedules to firma_engine;

-- A run is given what its schedule says: no more than a run may be given.
alter table schedules add constraint input_is_small check (octet_length(input::text) <= 65536);
