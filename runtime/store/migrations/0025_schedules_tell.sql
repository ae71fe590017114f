-- A run that a schedule started and that fails is told to whoever set the schedule: by its name, which people know it by, also once the
-- schedule is gone.
alter table runs add column schedule text;
select classify('runs', '1 year', 'nobody/operation: schedule');

-- Who set the schedule, or changed it last.
alter table schedules add column set_by uuid;
select classify('schedules', 'while active', 'member/operation: set_by');
