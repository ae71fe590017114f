-- What Firma says by itself is said in an order of its own, and a conversation knows how much of it was
-- heard.

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
