-- depends: 0010_lmvw_bronnen
-- The view that says which gemeenten a study covers reads this seed, so it stands before the first seeding; dbt owns and fills it.
set local role woonkluis_bouwer;

do $$
declare
    kolom record;
begin
    if to_regclass('referentie.gemeente') is null then
        create table referentie.gemeente (
            gemeente_code text, gemeente_naam text, provincie_code text, provincie_naam text, gemeentehuis_bron text,
            gemeentehuis public.geometry (point, 28992), grens public.geometry (multipolygon, 28992)
        );
        grant select on referentie.gemeente to public;
        comment on table referentie.gemeente is 'Seed, described by dbt';
        for kolom in select attname from pg_attribute where attrelid = 'referentie.gemeente'::regclass and attnum > 0
        loop
            execute format('comment on column referentie.gemeente.%I is ''Described by dbt''', kolom.attname);
        end loop;
    end if;
end
$$;

reset role;
