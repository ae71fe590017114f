-- Who sees a run, in a form that a query takes into itself: a list asks it of each row by its own plan, and calls no function for
-- each. No row, if she does not see it. Where somebody sees little of much, that is a tenth of the time.
create function seen(company uuid, in_flow uuid, viewer uuid, fields text[]) returns setof uuid
language sql stable as $$
    select t.id from turns t where t.organisation = company
        -- In a query of its own: under row-level security a `coalesce` is no condition of an index.
        and t.id = (select coalesce((select d.turn from delegations d
            where d.organisation = company and d.id = in_flow), in_flow))
        and (t.person = viewer or t.department = any(fields)
            or exists (select from delegations d where d.organisation = company
                and d.turn = t.id and d.department = any(fields))
            or exists (select from approvals a where a.organisation = company
                and a.turn = t.id and a.department = any(fields)))
    -- A workflow's run is seen by those who see a call that it asked for.
    union all
    select t.id from conversations c
        join turns t on t.organisation = company and t.conversation = c.id
        where c.organisation = company and c.channel = 'workflow'
            and c.account = in_flow::text and t.department = any(fields)
$$;
revoke all on function seen(uuid, uuid, uuid, text[]) from public;
grant execute on function seen(uuid, uuid, uuid, text[]) to firma_app;

-- As before, of one run: who sees all departments, sees all runs.
create or replace function shows(company uuid, in_flow uuid, viewer uuid, fields text[]) returns boolean
language sql stable as $$
    select fields is null or exists (select from seen(company, in_flow, viewer, fields))
$$;
