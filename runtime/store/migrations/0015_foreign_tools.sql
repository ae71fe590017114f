-- What the owner allows of other programs' tools, in versions: definitions as she saw them.

create table foreign_tools (
    organisation uuid not null references organisations,
    version bigint not null,
    content jsonb not null,
    author uuid not null,
    created_at timestamptz not null,
    primary key (organisation, version)
);
select isolate('foreign_tools');
grant select, insert on foreign_tools to firma_app;
select classify('foreign_tools', '10 years',
    'organisation/operation: organisation version content created_at',
    'member/security: author');
