-- The seals of the audit: what makes a change, a gap or a row that was put in later show.
--
-- Business transactions insert audit rows and wait for nobody. The sealer comes after them, takes rows
-- of transactions older than the oldest one that is open, and chains them in batches: a small row here
-- seals up to a thousand there. Rows of the audit themselves are never changed.

-- Where the order of the audit goes on after the database was restored on a server whose transactions
-- count from lower on. `keep_audit_order` replaces it.
create function audit_offset() returns bigint language sql stable return 0::bigint;

-- The place of a row: its transaction's number. Rows of one transaction lie in the order of their ids.
create function audit_position() returns bigint language sql stable
return pg_current_xact_id()::text::bigint + audit_offset();

-- Below this place nothing comes any more: all these transactions have ended.
create function audit_horizon() returns bigint language sql stable
return pg_snapshot_xmin(pg_current_snapshot())::text::bigint + audit_offset();

alter table audit add column position bigint not null default audit_position();
select classify('audit', '10 years', 'nobody/security: position');
-- The sealer follows all companies, whoever verifies follows one.
create index audit_order on audit (position, id);
create index audit_order_of_company on audit (organisation, position, id);

-- Whoever writes rows does not choose their place.
revoke insert on audit from firma_app, firma_engine;
grant insert (organisation, id, act, subject, person, token, channel, digest, detail, at)
    on audit to firma_app, firma_engine;

create table audit_seals (
    organisation uuid not null,
    seq bigint not null check (seq > 0),
    position bigint not null,
    last uuid not null,
    at timestamptz not null,
    previous bytea not null,
    entries bytea not null,
    hash bytea not null,
    -- Whoever seals beside another sealer would take the same number.
    primary key (organisation, seq)
);
create index audit_seals_order on audit_seals (position, last);
-- Digests cannot be compressed.
alter table audit_seals alter column entries set storage external;
select isolate('audit_seals');
grant select on audit_seals to firma_app;
select classify('audit_seals', 'while active',
    'nobody/security: organisation seq position last at previous entries hash');
comment on column audit_seals.position is
    'With `last`, the place of the newest row that this seal covers; it begins after the one before. whose: nobody; why: security; keep: while active';
comment on column audit_seals.entries is
    'The id and the SHA-256 of each row that it covers, in order: 48 bytes each. whose: nobody; why: security; keep: while active';
comment on column audit_seals.hash is
    'SHA-256 over all the other columns; `previous` is that of the seal before. whose: nobody; why: security; keep: while active';

-- Who seals reads the rows of all companies and adds seals. It changes neither; who writes rows
-- cannot seal them.
grant usage on schema public to firma_sealer;
grant select on audit to firma_sealer;
grant select, insert on audit_seals to firma_sealer;
create policy sealer on audit for select to firma_sealer using (true);
create policy sealer on audit_seals to firma_sealer using (true);

-- Rows that went with their retention: all whose id lies before. Their seals stay. Only the owner can
-- say so, who alone can drop a partition.
create table audit_gone (
    organisation uuid not null,
    before uuid not null,
    at timestamptz not null,
    primary key (organisation, before)
);
select isolate('audit_gone');
grant select on audit_gone to firma_app;
create policy owner on audit_gone to firma_owner using (true);
select classify('audit_gone', 'while active', 'nobody/security: organisation before at');

-- A restored database may lie on a server whose transactions have lower numbers than the seals know:
-- new rows then go on far above. Each start runs it as the owner.
create policy owner on audit_seals for select to firma_owner using (true);
create function keep_audit_order() returns void language plpgsql as $$
declare
    newest bigint := (select max(position) from audit_seals);
begin
    if newest >= audit_position() then
        -- Far enough for what was written and not sealed before the copy was made.
        execute format('create or replace function audit_offset() returns bigint language sql stable
            return %s::bigint', newest + (1::bigint << 40));
    end if;
end
$$;
