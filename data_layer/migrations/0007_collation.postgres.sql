-- `order by name collate tr` sorts as Turkish does; DuckDB knows this collation by itself.
create collation tr (provider = icu, locale = 'tr-TR');
