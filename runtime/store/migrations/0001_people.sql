-- Companies, people and their credentials.

-- Says of columns whose data they are, why they are kept and how long. A test fails on a column
-- without it. A specification is `whose/why: column column`.
create function classify(relation regclass, keep text, variadic specifications text[])
returns void language plpgsql as $$
declare
    specification text;
    column_name text;
begin
    foreach specification in array specifications loop
        foreach column_name in array
            regexp_split_to_array(trim(split_part(specification, ':', 2)), '\s+')
        loop
            execute format('comment on column %s.%I is %L', relation, column_name,
                format('whose: %s; why: %s; keep: %s',
                    split_part(split_part(specification, ':', 1), '/', 1),
                    split_part(split_part(specification, ':', 1), '/', 2), keep));
        end loop;
    end loop;
end
$$;

-- Lets the application see a table's rows of one company alone, the company that the transaction
-- names; none, if it names none. FORCE binds the owner as well.
create function isolate(relation regclass, key text default 'organisation')
returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', relation);
    execute format('alter table %s force row level security', relation);
    execute format('create policy company on %s to firma_app using (%I = (select
        nullif(current_setting(''firma.organisation'', true), '''')::uuid))', relation, key);
end
$$;

create table organisations (
    id uuid primary key,
    kind text not null check (kind in ('company', 'trader', 'influencer')),
    name text not null,
    currency text not null,
    zone text not null,
    language text not null,
    created_at timestamptz not null
);
select isolate('organisations', 'id');
grant select, insert, update on organisations to firma_app;
select classify('organisations', 'while active',
    'organisation/operation: id kind name currency zone language created_at');

create table persons (
    id uuid primary key,
    name text not null,
    language text not null,
    zone text not null,
    created_at timestamptz not null
);
alter table persons enable row level security;
alter table persons force row level security;
grant select, insert, update on persons to firma_app;
select classify('persons', 'while active',
    'member/identity: id name language zone created_at');

create table members (
    organisation uuid not null references organisations,
    person uuid not null references persons,
    role text not null check (role in ('owner', 'admin', 'manager', 'staff')),
    departments text[] not null default '{}',
    language text not null,
    zone text not null,
    created_at timestamptz not null,
    primary key (organisation, person)
);
select isolate('members');
grant select, insert, update, delete on members to firma_app;
select classify('members', 'while active',
    'member/identity: organisation person role departments language zone created_at');

-- A company sees the people who work in it.
create policy company on persons for select to firma_app
    using (exists (select from members where members.person = persons.id));
create policy join_company on persons for insert to firma_app with check (true);
create policy change on persons for update to firma_app
    using (exists (select from members where members.person = persons.id));

create table tokens (
    organisation uuid not null,
    id uuid not null,
    person uuid not null,
    hash bytea not null unique,
    name text not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    primary key (organisation, id),
    foreign key (organisation, person) references members
);
select isolate('tokens');
grant select, insert, update on tokens to firma_app;
select classify('tokens', 'while active',
    'member/security: organisation id person hash name created_at revoked_at');

-- The owner of the two look-ups that come before any company is known.
grant usage, create on schema public to firma_lookup;
grant usage on schema public to firma_app, firma_engine;
grant select on tokens, members, persons to firma_lookup;
create policy lookup on tokens for select to firma_lookup using (true);
create policy lookup on members for select to firma_lookup using (true);
create policy lookup on persons for select to firma_lookup using (true);

-- As whom a token acts; nothing, if it is unknown or was taken back.
create function find_token(token_hash bytea)
returns table (
    organisation uuid, person uuid, token uuid, name text, role text, departments text[],
    language text
)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.organisation, t.person, t.id, p.name, m.role, m.departments, m.language
    from tokens t
    join members m on m.organisation = t.organisation and m.person = t.person
    join persons p on p.id = t.person
    where t.hash = token_hash and t.revoked_at is null
$$;
alter function find_token(bytea) owner to firma_lookup;
revoke all on function find_token(bytea) from public;
grant execute on function find_token(bytea) to firma_app;

-- What the owner has set, in versions; the newest holds.
create table limits (
    organisation uuid not null references organisations,
    version bigint not null,
    content jsonb not null,
    author uuid,
    created_at timestamptz not null,
    primary key (organisation, version)
);
select isolate('limits');
grant select, insert on limits to firma_app;
select classify('limits', '10 years',
    'organisation/operation: organisation version content created_at',
    'member/security: author');

-- What turns ran under: agents, prompts, limits and prices, by their digest.
create table configurations (
    organisation uuid not null references organisations,
    digest bytea not null,
    content jsonb not null,
    author uuid,
    created_at timestamptz not null,
    primary key (organisation, digest)
);
select isolate('configurations');
grant select, insert on configurations to firma_app;
select classify('configurations', '5 years',
    'organisation/operation: organisation digest content created_at',
    'member/security: author');

-- Numbers that count in a company without gaps.
create table counters (
    organisation uuid not null references organisations,
    name text not null,
    last bigint not null,
    primary key (organisation, name)
);
select isolate('counters');
grant select, insert, update on counters to firma_app;
select classify('counters', 'while active',
    'nobody/operation: organisation name last');
