-- Who may do what. Run once by whoever may create roles: Firma itself in its own PostgreSQL, else
-- your administrator. Nobody serves as the owner; firma_lookup never logs in.
do $$
begin
    if not exists (select from pg_roles where rolname = 'firma_owner') then
        create role firma_owner login nosuperuser nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'firma_app') then
        create role firma_app login nosuperuser nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'firma_engine') then
        create role firma_engine login nosuperuser nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'firma_sealer') then
        create role firma_sealer login nosuperuser nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'firma_lookup') then
        create role firma_lookup nologin nosuperuser nobypassrls;
    end if;
end
$$;
grant firma_lookup to firma_owner;
