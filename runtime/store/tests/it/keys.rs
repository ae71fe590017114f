//! Which index a look-up goes by while nothing is known of the tables.

use anyhow::{Result, ensure};
use sqlx::{Connection as _, PgConnection};

/// Plans a look-up by all columns of each index, for whatever their values are, and answers those that read all that a
/// company has. A new database was never analysed.
const READS_A_WHOLE_COMPANY: &str = "
    create function pg_temp.reads_a_whole_company() returns setof text language plpgsql as $$
    declare
        look record;
        plan text;
    begin
        set local plan_cache_mode = force_generic_plan;
        for look in
            select i.indexrelid::regclass as name, i.indrelid::regclass as of_table,
                string_agg(format_type(a.atttypid, a.atttypmod), ', ' order by k.place) as types,
                string_agg(format('%I = $%s', a.attname, k.place), ' and ' order by k.place)
                    || coalesce(' and ' || pg_get_expr(i.indpred, i.indrelid), '') as condition,
                string_agg('null', ', ' order by k.place) as nulls
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_am m on m.oid = c.relam and m.amname = 'btree'
            join pg_class t on t.oid = i.indrelid and t.relkind = 'r'
            cross join lateral unnest(i.indkey::smallint[]) with ordinality k (number, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
            where c.relnamespace = 'public'::regnamespace and i.indexprs is null
            group by i.indexrelid, i.indrelid, i.indpred
        loop
            execute format('prepare look (%s) as select * from %s where %s', look.types,
                look.of_table, look.condition);
            execute format('explain (format json) execute look (%s)', look.nulls) into plan;
            deallocate look;
            if plan like '%\"Index Cond\": \"(organisation = $1)\"%' or plan like '%Seq Scan%' then
                return next look.name;
            end if;
        end loop;
    end
    $$";

#[tokio::test]
async fn a_look_up_reads_no_whole_company_though_nothing_is_known_of_the_tables() -> Result<()> {
    let database = testkit::database().await;
    let mut behind = PgConnection::connect_with(&database.superuser()).await?;
    sqlx::raw_sql(READS_A_WHOLE_COMPANY)
        .execute(&mut behind)
        .await?;
    let looks = "select name from pg_temp.reads_a_whole_company() name order by name";
    let found: Vec<String> = sqlx::query_scalar(looks).fetch_all(&mut behind).await?;
    ensure!(found.is_empty(), "{found:?}");
    Ok(())
}
