-- What was said, by whom, and what became of it.

-- The first id of a month: UUIDv7 begins with 48 bits of milliseconds.
create function month_bound(month date) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from month) * 1000)::bigint), 12, '0')
        || '00000000000000000000')::uuid
$$;

-- The words of columns that every turn writes. Each statement reads its constraints anew, and a cast is
-- read faster than a list.
create type direction as enum ('in', 'out');
create type origin as enum ('owner', 'staff', 'customer', 'web', 'document', 'tool', 'system');
create type turn_status as enum ('running', 'answered', 'waiting', 'refused',
    'failed', 'cancelled');
create type lane as enum ('queued', 'active', 'parked', 'returning', 'closed');
create type delivery_state as enum ('pending', 'sending', 'sent', 'dropped', 'failed');

-- Tables that are cut by the months of an id.
create table partitioned_tables (name text primary key);
alter table partitioned_tables enable row level security;
alter table partitioned_tables force row level security;
create policy owner_only on partitioned_tables to firma_owner using (true);
select classify('partitioned_tables', 'while active', 'nobody/operation: name');

-- A new part takes over what the default partition holds for it: otherwise it could not be made.
create function add_partition(parent text, part text, bounds text)
returns void language plpgsql as $$
declare
    rest constant text := parent || '_rest';
    ends uuid[];
    key text;
begin
    if to_regclass(format('public.%I', part)) is not null then
        return;
    end if;
    ends := array(select m[1]::uuid
        from regexp_matches(bounds, '\(''([0-9a-f-]{36})''\)', 'g') m);
    if cardinality(ends) < 2 or coalesce(pg_relation_size(to_regclass(format('public.%I', rest))), 0) = 0
    then
        execute format('create table %I partition of %I %s', part, parent, bounds);
    else
        key := (select a.attname from pg_partitioned_table p join pg_attribute a
            on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
            where p.partrelid = format('public.%I', parent)::regclass);
        execute format('create table %I (like %I including defaults including constraints
            including storage)', part, parent);
        -- For as long as this transaction, which holds it alone.
        execute format('alter table %I no force row level security', rest);
        execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *)
            insert into %I select * from moved', rest, key, ends[1], key, ends[2], part);
        execute format('alter table %I force row level security', rest);
        execute format('alter table %I attach partition %I %s', parent, part, bounds);
    end if;
    -- Nobody is granted a part; even so it shows nothing but through its parent.
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
end
$$;

-- Makes the partitions from last month to so many months ahead. Each start runs it as the owner.
create function make_partitions(months_ahead integer) returns void language plpgsql as $$
declare
    parent text;
    month date;
begin
    for parent in select name from partitioned_tables order by name loop
        perform add_partition(parent, parent || '_rest', 'default');
        for month in select generate_series(
            date_trunc('month', now() at time zone 'utc') - interval '1 month',
            date_trunc('month', now() at time zone 'utc') + make_interval(months => months_ahead),
            interval '1 month')::date
        loop
            perform add_partition(parent, parent || to_char(month, '_YYYY_MM'),
                format('for values from (%L) to (%L)', month_bound(month),
                    month_bound((month + interval '1 month')::date)));
        end loop;
    end loop;
end
$$;

create table conversations (
    organisation uuid not null,
    id uuid not null,
    channel text not null,
    account text not null,
    name text not null,
    contact uuid,
    owner uuid,
    owner_epoch bigint not null default 0,
    created_at timestamptz not null,
    primary key (organisation, id),
    unique (organisation, channel, account, name),
    foreign key (organisation, contact) references contacts,
    foreign key (organisation, owner) references members
);
select isolate('conversations');
grant select, insert, update on conversations to firma_app;
select classify('conversations', '1 year',
    'contact/conversation: name contact',
    'member/operation: owner',
    'nobody/operation: organisation id channel account owner_epoch created_at');
comment on column conversations.owner is
    'Who answers: a person who took over, or nobody, and then the agents do. whose: member; why: operation; keep: 1 year';

-- Whose a channel address is: the second look-up before any company is known.
grant select on conversations, contact_addresses to firma_lookup;
create policy lookup on conversations for select to firma_lookup using (true);
create policy lookup on contact_addresses for select to firma_lookup using (true);
create function find_conversation(in_channel text, in_account text, in_name text)
returns table (organisation uuid, conversation uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.organisation, c.id from conversations c
    where c.channel = in_channel and c.account = in_account and c.name = in_name
$$;
alter function find_conversation(text, text, text) owner to firma_lookup;
revoke all on function find_conversation(text, text, text) from public;
grant execute on function find_conversation(text, text, text) to firma_app;

create table messages (
    organisation uuid not null,
    id uuid not null,
    conversation uuid not null,
    turn uuid,
    direction text not null check (direction::direction is not null),
    origin text not null
        check (origin::origin is not null),
    parts jsonb not null,
    person uuid,
    contact uuid,
    platform_at timestamptz,
    received_at timestamptz not null,
    primary key (organisation, id)
) partition by range (id);
create index messages_conversation on messages (organisation, conversation, id);
insert into partitioned_tables values ('messages');
select isolate('messages');
grant select, insert, update, delete on messages to firma_app;
select classify('messages', '1 year',
    'contact/conversation: parts contact platform_at',
    'member/conversation: person',
    'nobody/operation: organisation id conversation turn direction origin received_at');

create table attachments (
    organisation uuid not null references organisations,
    id uuid not null,
    message uuid not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    bytes bytea not null,
    created_at timestamptz not null,
    primary key (organisation, id)
);
select isolate('attachments');
grant select, insert, delete on attachments to firma_app;
select classify('attachments', 'with its parent',
    'contact/conversation: name media_type size bytes',
    'nobody/operation: organisation id message created_at');

create table inbox (
    organisation uuid not null,
    channel text not null,
    account text not null,
    external_id text not null,
    digest bytea not null,
    turn uuid not null,
    traceparent text,
    received_at timestamptz not null,
    primary key (organisation, channel, account, external_id)
);
select isolate('inbox');
grant select, insert, delete on inbox to firma_app;
select classify('inbox', '90 days',
    'nobody/operation: organisation channel account external_id digest turn traceparent received_at');

-- A turn's lane: queued (not begun), active, parked (waits for a person, the lane is free),
-- returning (wants the lane back), closed.
create table turns (
    organisation uuid not null,
    id uuid not null,
    conversation uuid not null,
    message uuid not null,
    person uuid,
    token uuid,
    status text not null default 'running' check (status::turn_status is not null),
    lane text not null check (lane::lane is not null),
    configuration bytea not null,
    answer uuid,
    department text,
    tainted boolean not null default false,
    allowance bigint not null default 0,
    reserved bigint not null default 0,
    spent bigint not null default 0,
    created_at timestamptz not null,
    changed_at timestamptz,
    closed_at timestamptz,
    primary key (organisation, id),
    foreign key (organisation, conversation) references conversations
);
create unique index turns_lane on turns (organisation, conversation) where lane = 'active';
create index turns_queue on turns (organisation, conversation, id)
    where lane in ('queued', 'returning');
create index turns_open on turns (organisation, id) where lane <> 'closed';
select isolate('turns');
grant select, insert, update on turns to firma_app;
select classify('turns', '1 year',
    'member/conversation: person token',
    'nobody/operation: organisation id conversation message status lane configuration answer
        department tainted allowance reserved spent created_at changed_at closed_at');
comment on column turns.changed_at is
    'The time of the unit of work that changed it last: one that is committed again changes nothing. whose: nobody; why: operation; keep: 1 year';

-- What leaves. `owner_epoch` is looked at when a row is claimed: who took over in between takes
-- the stale replies with him.
create table outbox (
    organisation uuid not null,
    id uuid not null,
    conversation uuid not null,
    turn uuid,
    parts jsonb not null,
    owner_epoch bigint not null,
    state text not null check (state::delivery_state is not null),
    due timestamptz not null default clock_timestamp(),
    attempts integer not null default 0,
    redelivered boolean not null default false,
    holder bigint,
    provider_id text,
    error text,
    traceparent text,
    created_at timestamptz not null,
    sent_at timestamptz,
    primary key (organisation, id),
    foreign key (organisation, conversation) references conversations
);
create index outbox_due on outbox (due) where state in ('pending', 'sending');
select isolate('outbox');
grant select, insert, update, delete on outbox to firma_app;
select classify('outbox', '90 days',
    'contact/conversation: parts provider_id',
    'nobody/operation: organisation id conversation turn owner_epoch state due attempts
        redelivered holder error traceparent created_at sent_at');
