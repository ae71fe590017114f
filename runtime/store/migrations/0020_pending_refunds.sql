-- A provider may take a refund on and say days later whether it came through. Until then it is `pending`, and counts as given back; `failed`
-- did not come through after all; `unknown` is one of which the provider never said.

alter table refunds drop constraint refunds_state_check;
alter table refunds add constraint refunds_state_check
    check (state in ('held', 'pending', 'done', 'failed', 'unknown', 'released'));
