-- People come and go. Who has left is no member any more, so that nothing that asks for members has to
-- ask whether they still are; what she decided stays named.

-- The request that added somebody, under its sender's own name: a second time it is the same person.
alter table members add column request text, add column request_digest bytea;
create unique index members_request on members (organisation, request) where request is not null;
select classify('members', 'while active', 'nobody/operation: request request_digest');

create table former_members (
    organisation uuid not null references organisations,
    person uuid not null references persons,
    role text not null,
    departments text[] not null,
    request text,
    left_at timestamptz not null,
    primary key (organisation, person)
);
select isolate('former_members');
grant select, insert on former_members to firma_app;
select classify('former_members', '10 years',
    'member/security: organisation person role departments left_at',
    'nobody/operation: request');

-- A company sees the names of those who have left it as well: approvals and the audit name them.
create policy former on persons for select to firma_app
    using (exists (select from former_members where former_members.person = persons.id));

-- Of a token that serves no more nothing is kept: what the audit says of it follows from its id.
grant delete on tokens to firma_app;

-- As in 0005, with the token that a turn was asked for with: the audit of what the turn does names it.
create or replace function turn_contexts(company uuid, wanted uuid[], since timestamptz, most integer)
returns table (turn uuid, context json) language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
    -- Bounds in time, so that few partitions are looked at.
    lower uuid := month_bound(since::date);
    upper uuid := month_bound((now() + interval '1 day')::date);
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
                        and (i.id < t.message or i.direction = 'out')
                    order by i.id desc limit most - 1)) x))
        from turns t
        join runs r on r.organisation = company and r.id = w.id
        join conversations c on c.organisation = company and c.id = t.conversation
        left join members m on m.organisation = company and m.person = t.person
        where t.organisation = company and t.id = w.id)
        from unnest(wanted) as w(id);
end
$$;
