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
