-- Look-ups go by what tells rows apart, also while nothing is known of the tables. Plans are made while they are empty or small: then a
-- condition on the company alone looks as cheap as a whole key, of equals the newest index is taken, and each look-up reads all rows of the
-- company until the table is analysed next. So indexes that lead to a few rows begin with what picks them (ids are unique over
-- companies): no look-up by another key is mistaken for one of theirs.

drop index turns_lane, turns_queue, turns_conversation, messages_conversation, messages_said, outbox_conversation, follow_ups_conversation,
    follow_ups_lead, contact_addresses_contact, leads_contact, lead_activities_lead, invoices_contact, payments_invoice, refunds_invoice,
    refunds_payment, refunds_at, ledger_flow, delegations_turn, approvals_turn;
create unique index turns_lane on turns (conversation, organisation) where lane = 'active';
create index turns_queue on turns (conversation, organisation, id) where lane in ('queued', 'returning');
create index turns_conversation on turns (conversation, organisation);
create index messages_conversation on messages (conversation, organisation, id);
create index messages_said on messages (conversation, organisation, received_at, id)
    where direction = 'out' and turn is null;
create index outbox_conversation on outbox (conversation, organisation);
create index follow_ups_conversation on follow_ups (conversation, organisation);
create index follow_ups_lead on follow_ups (lead, organisation);
create index contact_addresses_contact on contact_addresses (contact, organisation);
create index leads_contact on leads (contact, organisation);
create index lead_activities_lead on lead_activities (lead, organisation, at);
create index invoices_contact on invoices (contact, organisation);
create index payments_invoice on payments (invoice, organisation);
create index refunds_invoice on refunds (invoice, organisation);
create index refunds_payment on refunds (payment, organisation) where payment is not null;
create index ledger_flow on ledger (flow, organisation);
create index delegations_turn on delegations (turn, organisation);
create index approvals_turn on approvals (turn, organisation);

alter table approvals
    drop constraint approvals_organisation_number_key,
    add constraint approvals_organisation_number_key unique (number, organisation),
    drop constraint a_request_of_a_kind_for_a_call,
    add constraint a_request_of_a_kind_for_a_call unique (key, kind, organisation);
alter table payments
    drop constraint payments_organisation_key_key,
    add constraint payments_organisation_key_key unique (key, organisation);
alter table refunds
    drop constraint refunds_organisation_key_key,
    add constraint refunds_organisation_key_key unique (key, organisation);
alter table schedules
    drop constraint schedules_organisation_name_key,
    add constraint schedules_organisation_name_key unique (name, organisation);

-- A list by time has to begin with the company. This one is of what counts, so that no look-up of one refund can go by it.
create index refunds_at on refunds (organisation, at) where state in ('pending', 'done', 'unknown');

-- No query goes by it.
drop index contacts_name;

-- As before; and the conversation is looked up with a limit, so that whatever the tables hold it goes by its key.
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
        cross join lateral (select c.name, c.channel, c.owner, c.owner_epoch from conversations c
            where c.organisation = company and c.id = t.conversation limit 1) c
        left join members m on m.organisation = company and m.person = t.person
        where t.organisation = company and t.id = w.id)
        from unnest(wanted) as w(id);
end
$$;

-- As before; and the children are looked up so, too.
create or replace function load_run(company uuid, in_flow uuid) returns json language plpgsql as $$
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
            cross join lateral (select x.id, x.state, x.output, x.error from runs x
                where x.organisation = company and x.id = (s.output #>> '{}')::uuid limit 1) c
            where s.organisation = company and s.flow = in_flow and s.generation = r.generation
                and s.kind = 'child' and s.state = 'waiting' and c.state <> 'open'))
    from runs r where r.organisation = company and r.id = in_flow);
end
$$;
