-- The journal, the queue, the ledger, approvals, budgets and the audit.
--
-- Hot tables have no foreign key to `organisations`: each insert would lock the company's one row.
-- Row-level security holds the company, which comes from a claim or from authentication alone.

-- Words, as in the file before.
create type run_state as enum ('open', 'done', 'failed', 'cancelled', 'quarantined');
create type step_kind as enum ('call', 'activity', 'sleep', 'signal', 'child');
create type step_state as enum ('done', 'failed', 'cancelled', 'waiting', 'retrying');
create type outcome as enum ('done', 'refused', 'failed', 'unknown', 'waiting');
create type effect as enum ('read', 'local', 'write_once', 'write_at_most_once');
create type ledger_state as enum ('intended', 'sending', 'done', 'failed', 'unknown');

create table runs (
    organisation uuid not null,
    id uuid not null,
    workflow text not null,
    version integer not null,
    generation integer not null default 0,
    parent uuid,
    parent_path text,
    state text not null default 'open'
        check (state::run_state is not null),
    input jsonb not null constraint input_is_small check (octet_length(input::text) <= 65536),
    output jsonb,
    error text,
    status text,
    cancel_requested boolean not null default false,
    cancel_delivered boolean not null default false,
    traceparent text,
    created_at timestamptz not null,
    closed_at timestamptz,
    primary key (organisation, id)
);
create index runs_open on runs (organisation, workflow, version) where state = 'open';
select isolate('runs');
grant select, insert, update on runs to firma_app;
select classify('runs', '1 year',
    'nobody/operation: organisation id workflow version generation parent parent_path state
        input output error status cancel_requested cancel_delivered traceparent created_at
        closed_at');

-- Work that is ready or due, and who holds it. Narrow, and a row goes when its run waits for
-- people or ends. `epoch` fences: every write of a run names it. `woken` counts what happened to
-- the run meanwhile, so that it cannot park over a signal that it has not seen.
create sequence lease_epochs;
create table ready (
    organisation uuid not null,
    flow uuid not null,
    due timestamptz not null,
    holder bigint,
    lease_until timestamptz,
    epoch bigint not null default 0,
    woken integer not null default 0,
    claims integer not null default 0,
    primary key (organisation, flow)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0, autovacuum_vacuum_insert_threshold = -1,
    -- Each analysis has all connections plan anew, and what it counts is gone in a second.
    autovacuum_analyze_threshold = 2147483647);
create index ready_due on ready (due) where holder is null;
create index ready_companies on ready (organisation, due) where holder is null;
create index ready_suspects on ready (due) where holder is null and claims >= 2;
create index ready_leases on ready (holder, lease_until) where holder is not null;
select isolate('ready');
create policy engine on ready to firma_engine using (true);
grant select, insert, update, delete on ready to firma_app, firma_engine;
grant usage on sequence lease_epochs to firma_engine, firma_app;
select classify('ready', 'while active',
    'nobody/operation: organisation flow due holder lease_until epoch woken claims');

create table steps (
    organisation uuid not null,
    flow uuid not null,
    generation integer not null,
    path text not null,
    kind text not null check (kind::step_kind is not null),
    name text not null,
    input bytea not null,
    state text not null
        check (state::step_state is not null),
    output jsonb,
    due timestamptz,
    attempts integer not null default 0,
    at timestamptz not null,
    primary key (organisation, flow, generation, path)
) partition by range (flow);
insert into partitioned_tables values ('steps');
select isolate('steps');
grant select, insert, update on steps to firma_app;
select classify('steps', '1 year',
    'nobody/operation: organisation flow generation path kind name input state output due attempts
        at');
comment on column steps.due is
    'When a timer fires, a wait ends or an attempt follows; the earliest of a run is its row in `ready`. whose: nobody; why: operation; keep: 1 year';

create table signals (
    organisation uuid not null,
    flow uuid not null,
    seq bigint generated always as identity,
    name text not null,
    payload jsonb not null constraint payload_is_small
        check (octet_length(payload::text) <= 65536),
    read_at text,
    created_at timestamptz not null,
    primary key (organisation, flow, seq)
);
create index signals_unread on signals (organisation, flow, seq) where read_at is null;
select isolate('signals');
grant select, insert, update, delete on signals to firma_app;
select classify('signals', '90 days',
    'nobody/operation: organisation flow seq name payload read_at created_at');

create table model_calls (
    organisation uuid not null,
    flow uuid not null,
    generation integer not null,
    path text not null,
    department text not null,
    provider text not null,
    model text not null,
    request bytea not null,
    answer jsonb,
    error text,
    input_tokens bigint not null default 0,
    cached_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cost bigint not null default 0,
    started_at timestamptz not null,
    ms integer not null,
    primary key (organisation, flow, generation, path)
) partition by range (flow);
insert into partitioned_tables values ('model_calls');
select isolate('model_calls');
grant select, insert, update on model_calls to firma_app;
select classify('model_calls', '1 year',
    'contact/conversation: answer',
    'nobody/operation: organisation flow generation path department provider model request error
        input_tokens cached_tokens output_tokens cost started_at ms');

create table tool_calls (
    organisation uuid not null,
    flow uuid not null,
    generation integer not null,
    path text not null,
    department text not null,
    tool text not null,
    arguments text not null,
    plan jsonb,
    digest bytea,
    outcome text not null check (outcome::outcome is not null),
    output jsonb,
    reason jsonb,
    cost bigint not null default 0,
    started_at timestamptz not null,
    ms integer not null default 0,
    primary key (organisation, flow, generation, path)
) partition by range (flow);
insert into partitioned_tables values ('tool_calls');
select isolate('tool_calls');
grant select, insert, update on tool_calls to firma_app;
select classify('tool_calls', '1 year',
    'contact/conversation: arguments plan output reason',
    'nobody/operation: organisation flow generation path department tool digest outcome cost
        started_at ms');

-- What was done outside or to our own tables, by key. It keeps digests, never what people said.
create table ledger (
    organisation uuid not null,
    key text not null,
    flow uuid not null,
    path text not null,
    tool text not null,
    effect text not null
        check (effect::effect is not null),
    digest bytea not null,
    state text not null check (state::ledger_state is not null),
    epoch bigint not null,
    send_by timestamptz,
    window_until timestamptz,
    attempts integer not null default 0,
    approval uuid,
    authority bigint not null default 0,
    cost bigint not null default 0,
    created_at timestamptz not null,
    settled_at timestamptz,
    primary key (organisation, key)
);
create index ledger_open on ledger (organisation, state) where state in
    ('intended', 'sending', 'unknown');
create index ledger_flow on ledger (organisation, flow);
select isolate('ledger');
grant select, insert, update on ledger to firma_app;
select classify('ledger', '10 years',
    'nobody/security: organisation key flow path tool effect digest state epoch send_by
        window_until attempts approval authority cost created_at settled_at');

create table approvals (
    organisation uuid not null,
    id uuid not null,
    number bigint not null,
    turn uuid not null,
    key text not null,
    department text not null,
    tool text not null,
    plan jsonb not null,
    digest bytea not null,
    why_message text not null,
    why_attribute text not null,
    authority bigint,
    currency text,
    role text not null check (role in ('owner', 'admin', 'manager', 'staff')),
    status text not null default 'pending' check (
        status in ('pending', 'approved', 'used', 'denied', 'expired', 'withdrawn')),
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid,
    decided_token uuid,
    decided_channel text,
    reason text,
    primary key (organisation, id),
    unique (organisation, number),
    unique (organisation, key),
    foreign key (organisation, turn) references turns
);
create index approvals_pending on approvals (organisation, expires_at) where status = 'pending';
create index approvals_turn on approvals (organisation, turn);
select isolate('approvals');
grant select, insert, update on approvals to firma_app;
select classify('approvals', '10 years',
    'contact/billing: plan authority',
    'member/security: decided_by decided_token decided_channel reason',
    'nobody/security: organisation id number turn key department tool digest why_message
        why_attribute currency role status asked_at expires_at decided_at');

-- What is left of a scope in a period, in slots, so that turns do not queue for one row.
create table budgets (
    organisation uuid not null,
    meter text not null check (meter in ('cost', 'authority')),
    scope text not null,
    period text not null,
    slot smallint not null,
    cap bigint not null,
    remaining bigint not null,
    primary key (organisation, meter, scope, period, slot)
) with (fillfactor = 50, autovacuum_analyze_threshold = 100000);
select isolate('budgets');
create policy engine on budgets to firma_engine using (true);
grant select, insert, update on budgets to firma_app, firma_engine;
select classify('budgets', '1 year',
    'organisation/operation: organisation meter scope period slot cap remaining');

-- Spending that is no model call: those keep their own cost. The view `spending` has both.
create table spend (
    organisation uuid not null,
    id uuid not null,
    turn uuid not null,
    department text not null,
    kind text not null check (kind in ('tool', 'lost')),
    name text not null,
    micros bigint not null,
    at timestamptz not null,
    primary key (organisation, id)
) partition by range (id);
insert into partitioned_tables values ('spend');
select isolate('spend');
grant select, insert on spend to firma_app;
select classify('spend', '5 years',
    'organisation/operation: organisation id turn department kind name micros at');

create table schedules (
    organisation uuid not null references organisations,
    id uuid not null,
    name text not null,
    workflow text not null,
    version integer not null,
    input jsonb not null,
    rule text not null,
    zone text not null,
    catch_up text not null check (catch_up in ('skip', 'last', 'all')),
    next_slot timestamptz not null,
    paused boolean not null default false,
    created_at timestamptz not null,
    primary key (organisation, id),
    unique (organisation, name)
);
create index schedules_due on schedules (next_slot) where not paused;
select isolate('schedules');
grant select, insert, update, delete on schedules to firma_app;
select classify('schedules', 'while active',
    'nobody/operation: organisation id name workflow version input rule zone catch_up next_slot
        paused created_at');

-- What happened in the business, written by the use case that did it. Ids, never texts.
create table events (
    organisation uuid not null,
    id uuid not null,
    kind text not null,
    subject uuid not null,
    detail jsonb not null default '{}',
    flow uuid,
    at timestamptz not null,
    primary key (organisation, id)
) partition by range (id);
insert into partitioned_tables values ('events');
select isolate('events');
grant select, insert on events to firma_app;
select classify('events', '5 years',
    'nobody/operation: organisation id kind subject detail flow at');

-- Who did what, by which credential. References and digests, so that a person can be erased and it
-- still verifies. The sealer chains them (0006).
create table audit (
    organisation uuid not null,
    id uuid not null,
    act text not null,
    subject text not null,
    person uuid,
    token uuid,
    channel text,
    digest bytea,
    detail jsonb not null default '{}',
    at timestamptz not null,
    primary key (organisation, id)
) partition by range (id);
insert into partitioned_tables values ('audit');
select isolate('audit');
grant select, insert on audit to firma_app;
select classify('audit', '10 years',
    'member/security: person token',
    'nobody/security: organisation id act subject channel digest detail at');

-- The engine writes whole batches over several companies. It names what it may read: ids, states
-- and times. It can write what people said and never read it.
create policy engine on runs to firma_engine using (true);
create policy engine on turns to firma_engine using (true);
create policy engine on outbox to firma_engine using (true);
create policy engine on conversations for select to firma_engine using (true);
create policy engine on steps to firma_engine using (true);
create policy engine on signals to firma_engine using (true);
create policy engine on tool_calls to firma_engine using (true);
create policy engine on model_calls for insert to firma_engine with check (true);
create policy engine on messages for insert to firma_engine with check (true);
create policy engine on ledger for insert to firma_engine with check (true);
create policy engine on spend for insert to firma_engine with check (true);
create policy engine on events for insert to firma_engine with check (true);
create policy engine on audit for insert to firma_engine with check (true);
grant select (organisation, id, workflow, version, generation, state, status,
        cancel_requested, cancel_delivered),
    update (state, output, error, status, generation, cancel_delivered, closed_at)
    on runs to firma_engine;
grant select (organisation, id, conversation, lane, status, answer, department, allowance, reserved,
        spent, changed_at, closed_at),
    update (lane, status, answer, department, tainted, allowance, reserved, spent, changed_at,
        closed_at)
    on turns to firma_engine;
grant select (organisation, id, conversation, owner_epoch, state, due, holder, attempts,
        redelivered), insert,
    update (state, due, holder, attempts, redelivered, error)
    on outbox to firma_engine;
grant select (organisation, id, owner_epoch, channel) on conversations to firma_engine;
grant select (organisation, flow, generation, path), insert,
    update (state, output, due, attempts, at) on steps to firma_engine;
grant select (organisation, flow, seq, name, read_at), insert, update (read_at)
    on signals to firma_engine;
grant select (organisation, flow, generation, path), insert,
    update (outcome, output, reason, cost, ms) on tool_calls to firma_engine;
grant insert on model_calls, messages, ledger, spend, events, audit to firma_engine;

create view spending with (security_invoker = true) as
    select organisation, flow as turn, department, 'model' as kind, provider || '/' || model as name,
        cost as micros, started_at as at
    from model_calls where cost <> 0
    union all
    select organisation, turn, department, kind, name, micros, at from spend;
grant select on spending to firma_app;
