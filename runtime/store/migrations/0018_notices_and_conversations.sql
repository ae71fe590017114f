-- What Firma says by itself is said in an order of its own, and a conversation knows how much of it was
-- heard. Conversations that nothing is left of go.

alter table conversations add column said_at timestamptz, add column heard_at timestamptz,
    add column heard uuid;
select classify('conversations', '1 year',
    'member/operation: heard_at heard',
    'nobody/operation: said_at');
comment on column conversations.said_at is
    'When Firma said something by itself last; the next is later, whatever clocks say. whose: nobody; why: operation; keep: 1 year';

-- Ids of what was said are of the time at which it was due; the times are of when it was said.
create index messages_said on messages (organisation, conversation, received_at, id)
    where direction = 'out' and turn is null;

-- Whether nothing of a conversation is left. One look by key each, the likeliest first.
create function is_bare(company uuid, place uuid) returns boolean language sql stable as $$
    select not exists (select from turns t where t.organisation = company and t.conversation = place)
        and not exists (select from messages m
            where m.organisation = company and m.conversation = place)
        and not exists (select from follow_ups f
            where f.organisation = company and f.conversation = place)
        and not exists (select from outbox x
            where x.organisation = company and x.conversation = place)
$$;
create index turns_conversation on turns (organisation, conversation);
create index outbox_conversation on outbox (organisation, conversation);
create index follow_ups_conversation on follow_ups (organisation, conversation);
create index conversations_age on conversations using brin (created_at) with (autosummarize = on);

create policy engine_asks on messages for select to firma_engine using (true);
grant select (organisation, conversation) on messages, turns, outbox, follow_ups to firma_engine;
create policy engine_deletes on conversations for delete to firma_engine using (true);
create policy only_what_is_over on conversations as restrictive for delete to firma_engine
    using (created_at < now() - interval '1 year' and is_bare(organisation, id));
grant select (ctid, created_at), delete on conversations to firma_engine;

alter function sweep(integer) rename to sweep_rows;
create function sweep(most integer) returns table (swept text, gone bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    return query select * from sweep_rows(most);
    if not found then
        return;
    end if;
    delete from conversations c using (select c.ctid as place from conversations c
        where c.created_at < now() - interval '1 year' and is_bare(c.organisation, c.id)
        limit most) o where c.ctid = o.place;
    get diagnostics gone = row_count;
    swept := 'conversations';
    return next;
end
$$;
