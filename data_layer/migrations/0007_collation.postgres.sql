-- Texts compare byte by byte, as on DuckDB, whatever the locale of the database; `collate tr` sorts as Turkish does.
create collation tr (provider = icu, locale = 'tr-TR');

do $$
declare
    one record;
begin
    for one in
        select c.table_name, c.column_name
        from information_schema.columns as c
        join information_schema.tables as t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.data_type = 'character varying'
    loop
        execute format('alter table %I alter column %I type varchar collate "C"', one.table_name, one.column_name);
    end loop;
end
$$;
