-- What the machine's own figures and traces are made of: counts, ages, and which trace a run
-- belongs to. Never what anybody said.

-- How many effects nobody can tell the outcome of, over all companies: their states, and nothing
-- else of them.
create policy engine_counts on ledger for select to firma_engine using (true);
grant select (state) on ledger to firma_engine;

-- How old the oldest message is that still has to leave.
grant select (created_at) on outbox to firma_engine;

-- A run goes on in the trace that it began in, also days later and in another process.
grant select (traceparent) on runs to firma_engine;
