-- Whether somebody sees a run: of a turn that she asked for, or that one of her departments works on or asks for. Who
-- sees all departments, sees all runs. Runs of no turn are theirs alone.
create function shows(company uuid, in_flow uuid, viewer uuid, fields text[]) returns boolean
language sql stable as $$
    select fields is null or exists (
        select from turns t where t.organisation = company
            -- In a query of its own: under row-level security a `coalesce` is no condition of an index.
            and t.id = (select coalesce((select d.turn from delegations d
                where d.organisation = company and d.id = in_flow), in_flow))
            and (t.person = viewer or t.department = any(fields)
                or exists (select from delegations d where d.organisation = company
                    and d.turn = t.id and d.department = any(fields))
                or exists (select from approvals a where a.organisation = company
                    and a.turn = t.id and a.department = any(fields))))
$$;
revoke all on function shows(uuid, uuid, uuid, text[]) from public;
grant execute on function shows(uuid, uuid, uuid, text[]) to firma_app;
