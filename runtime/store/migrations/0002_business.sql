-- Contacts, leads and invoices. `demo` marks sample data, which `firma demo clear` takes away.

-- A name as people search for it: without case, and without the accents of the languages around us.
create function fold(words text) returns text
language sql immutable strict parallel safe
return translate(lower(words),
    'ÁÀÂÃÄÅáàâãäåÉÈÊËéèêëÍÌÎÏíìîïÓÒÔÕÖóòôõöÚÙÛÜúùûüÇçÑñ',
    'aaaaaaaaaaaaeeeeeeeeiiiiiiiioooooooooouuuuuuuuccnn');

create table contacts (
    organisation uuid not null,
    id uuid not null,
    kind text not null check (kind in ('person', 'company')),
    name text not null,
    demo boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (organisation, id)
);
create index contacts_name on contacts (organisation, fold(name));
select isolate('contacts');
grant select, insert, update, delete on contacts to firma_app;
select classify('contacts', '5 years',
    'contact/identity: kind name',
    'nobody/operation: organisation id demo created_at updated_at');

create table contact_addresses (
    organisation uuid not null,
    kind text not null,
    value text not null,
    contact uuid not null,
    created_at timestamptz not null,
    primary key (organisation, kind, value),
    foreign key (organisation, contact) references contacts on delete cascade
);
create index contact_addresses_contact on contact_addresses (organisation, contact);
select isolate('contact_addresses');
grant select, insert, update, delete on contact_addresses to firma_app;
select classify('contact_addresses', 'with its parent',
    'contact/contact: kind value',
    'nobody/operation: organisation contact created_at');

create table leads (
    organisation uuid not null,
    id uuid not null,
    contact uuid not null,
    stage text not null
        check (stage in ('new', 'contacted', 'qualified', 'proposal', 'won', 'lost')),
    interest text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (organisation, id),
    foreign key (organisation, contact) references contacts on delete cascade
);
create index leads_contact on leads (organisation, contact);
create index leads_recent on leads (organisation, created_at desc, id desc);
select isolate('leads');
grant select, insert, update, delete on leads to firma_app;
select classify('leads', '5 years',
    'contact/sales: contact stage interest',
    'nobody/operation: organisation id created_at updated_at');

create table lead_activities (
    organisation uuid not null,
    id uuid not null,
    lead uuid not null,
    kind text not null check (kind in ('created', 'updated', 'moved', 'note')),
    note text,
    at timestamptz not null,
    primary key (organisation, id),
    foreign key (organisation, lead) references leads on delete cascade
);
create index lead_activities_lead on lead_activities (organisation, lead, at);
select isolate('lead_activities');
grant select, insert, delete on lead_activities to firma_app;
select classify('lead_activities', 'with its parent',
    'contact/sales: lead kind note at',
    'nobody/operation: organisation id');

create table invoices (
    organisation uuid not null,
    id uuid not null,
    number bigint not null,
    contact uuid not null,
    currency text not null,
    total bigint not null check (total > 0),
    paid bigint not null default 0,
    refunded bigint not null default 0,
    held bigint not null default 0,
    due date not null,
    description text,
    demo boolean not null default false,
    created_at timestamptz not null,
    primary key (organisation, id),
    unique (organisation, number),
    foreign key (organisation, contact) references contacts,
    constraint never_paid_more_than_is_open check (paid between 0 and total),
    constraint never_refunded_more_than_was_paid
        check (refunded >= 0 and held >= 0 and refunded + held <= paid)
);
create index invoices_contact on invoices (organisation, contact);
select isolate('invoices');
grant select, insert, update, delete on invoices to firma_app;
select classify('invoices', '10 years',
    'contact/billing: contact total paid refunded held due description currency number',
    'nobody/operation: organisation id demo created_at');

create table invoice_items (
    organisation uuid not null,
    invoice uuid not null,
    position integer not null,
    description text not null,
    quantity integer not null check (quantity > 0),
    unit bigint not null,
    primary key (organisation, invoice, position),
    foreign key (organisation, invoice) references invoices on delete cascade
);
select isolate('invoice_items');
grant select, insert, delete on invoice_items to firma_app;
select classify('invoice_items', 'with its parent',
    'contact/billing: description quantity unit',
    'nobody/operation: organisation invoice position');

create table payments (
    organisation uuid not null,
    id uuid not null,
    invoice uuid not null,
    minor bigint not null check (minor > 0),
    provider text not null,
    reference text,
    key text not null,
    at timestamptz not null,
    primary key (organisation, id),
    unique (organisation, key),
    foreign key (organisation, invoice) references invoices on delete cascade
);
create index payments_invoice on payments (organisation, invoice);
select isolate('payments');
grant select, insert, delete on payments to firma_app;
select classify('payments', '10 years',
    'contact/billing: invoice minor provider reference at',
    'nobody/operation: organisation id key');

create table refunds (
    organisation uuid not null,
    id uuid not null,
    invoice uuid not null,
    minor bigint not null check (minor > 0),
    state text not null check (state in ('held', 'done', 'released')),
    provider text not null,
    reference text,
    reason text,
    key text not null,
    at timestamptz not null,
    primary key (organisation, id),
    unique (organisation, key),
    foreign key (organisation, invoice) references invoices on delete cascade
);
create index refunds_invoice on refunds (organisation, invoice);
select isolate('refunds');
grant select, insert, update, delete on refunds to firma_app;
select classify('refunds', '10 years',
    'contact/billing: invoice minor state provider reference reason at',
    'nobody/operation: organisation id key');
