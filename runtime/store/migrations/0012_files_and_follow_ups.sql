-- Files that tools make for an answer, and reminders of leads.

-- A message names its files in its parts, so that a file can be made before the answer that it goes with.
-- Nothing was attached before this.
alter table attachments drop column message;
alter table attachments add column flow uuid not null;
alter table attachments add constraint attachment_is_bounded
    check (size = octet_length(bytes) and size <= 4194304);
create index attachments_age on attachments using brin (created_at) with (autosummarize = on);
select classify('attachments', '1 year',
    'contact/conversation: name media_type size bytes',
    'nobody/operation: organisation id flow created_at');

-- What a person wants to be reminded of. The run that does it has the same id, and its journal no word of
-- the note.
create table follow_ups (
    organisation uuid not null,
    id uuid not null,
    lead uuid,
    conversation uuid not null,
    language text not null,
    due timestamptz not null,
    note text,
    created_at timestamptz not null,
    primary key (organisation, id),
    -- Who is reminded of a lead that was removed hears that it was.
    foreign key (organisation, lead) references leads on delete set null (lead),
    foreign key (organisation, conversation) references conversations
);
create index follow_ups_lead on follow_ups (organisation, lead);
create index follow_ups_age on follow_ups using brin (created_at) with (autosummarize = on);
select isolate('follow_ups');
grant select, insert, delete on follow_ups to firma_app;
select classify('follow_ups', '1 year',
    'contact/sales: lead note',
    'member/operation: language',
    'nobody/operation: organisation id conversation due created_at');

-- Both go when they are over, as the tables of 0011 do.
create policy engine on attachments to firma_engine using (true);
create policy only_what_is_over on attachments as restrictive for delete to firma_engine
    using (created_at < now() - interval '1 year');
grant select (ctid, created_at), delete on attachments to firma_engine;
create policy engine on follow_ups to firma_engine using (true);
create policy only_what_is_over on follow_ups as restrictive for delete to firma_engine
    using (due < now() - interval '1 year' and not is_open(organisation, id));
grant select (ctid, organisation, id, due, created_at), delete on follow_ups to firma_engine;

alter function sweep(integer) rename to sweep_runs;
create function sweep(most integer) returns table (swept text, gone bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    return query select * from sweep_runs(most);
    if not found then
        return;
    end if;
    delete from attachments a using (select a.ctid as place from attachments a
        where a.created_at < now() - interval '1 year' limit most) o where a.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'attachments';
    return next;
    delete from follow_ups f using (select f.ctid as place from follow_ups f
        where f.created_at < now() - interval '1 year' and f.due < now() - interval '1 year'
            and not is_open(f.organisation, f.id) limit most) o where f.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'follow_ups';
    return next;
end
$$;

-- From where to where a lead was moved.
alter table lead_activities add column from_stage text;
alter table lead_activities add column to_stage text;
select classify('lead_activities', 'with its parent', 'contact/sales: from_stage to_stage');

-- Which payments and refunds fell into which month.
create index payments_at on payments (organisation, at);
create index refunds_at on refunds (organisation, at);
