-- What a list of effects shows is few of the ledger's rows: it is found without the others, and they are written
-- without it.
drop index ledger_recent;
create index ledger_outside on ledger (organisation, created_at desc, key)
    where effect not in ('read', 'local');
