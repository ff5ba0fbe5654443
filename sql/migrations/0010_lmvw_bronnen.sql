-- depends: 0005_landing
-- LMVW-3: formats with codes and layers of their own, and the tables that say what these mean in the basisset.
set local role woonkluis_eigenaar;

-- The shape of 0005, for records that the basisset does not know.
do $$
declare
    laag record;
begin
    for laag in
        select *
        from (values
            ('lmvw_woningblok', 'LMVW-5b, LMVW-7a: dwellings of a woningbouwplan per block and mutatie (DIWI)'),
            ('lmvw_categorie', 'LMVW-5b, LMVW-7a: dwellings of a woningbouwplan per group, category and period (Zeeland)')
        ) as lagen (naam, omschrijving)
    loop
        execute format(
            'create table landing.%I ('
            'levering_id bigint not null, rij bigint not null, '
            'rij_hash bytea not null check (length(rij_hash) = 32), '
            'waarden json compression lz4 not null, geometrie public.geometry compression lz4, '
            'primary key (levering_id, rij)) with (toast_tuple_target = 8160)', laag.naam
        );
        execute format('comment on table landing.%I is %L', laag.naam, laag.omschrijving || ', exactly as delivered');
        execute format('comment on column landing.%I.levering_id is ''Delivery''', laag.naam);
        execute format('comment on column landing.%I.rij is ''Row in the source: fid, sheet row or sequence number''', laag.naam);
        execute format('comment on column landing.%I.rij_hash is ''LMVW-5c: SHA-256 of the values and geometry as delivered''', laag.naam);
        execute format('comment on column landing.%I.waarden is ''Delivered values by field; empty ones left out''', laag.naam);
        execute format('comment on column landing.%I.geometrie is ''Geometry as delivered''', laag.naam);
    end loop;
end
$$;

reset role;

-- Seeds that views of landing read, so they stand before the first seeding; dbt owns, fills and describes them.
set local role woonkluis_bouwer;

create table referentie.contract_bron (contract text, bron text, basisset_versie text);
create table referentie.code_vertaling (bron text, veld text, broncode text, code text, geldig_van date, geldig_tot date);
create table referentie.veld_afleiding (bron text, veld text, standaard text, factor integer, grond text);
create table referentie.prijsgrens (
    bron text, jaar integer, soort text, klasse integer, ondergrens numeric, bovengrens numeric, bovengrens_telt_mee boolean
);
grant select on referentie.contract_bron, referentie.code_vertaling, referentie.veld_afleiding, referentie.prijsgrens to public;

do $$
declare
    tabel text;
    kolom record;
begin
    foreach tabel in array array['contract_bron', 'code_vertaling', 'veld_afleiding', 'prijsgrens']
    loop
        execute format('comment on table referentie.%I is ''LMVW-3: seed, described by dbt''', tabel);
        for kolom in select attname from pg_attribute where attrelid = format('referentie.%I', tabel)::regclass and attnum > 0
        loop
            execute format('comment on column referentie.%I.%I is ''Described by dbt''', tabel, kolom.attname);
        end loop;
    end loop;
    -- LMVW-6a: a level can also be confidential for zachte plannen only, which a boolean cannot say. The seed replaces the rows.
    if to_regclass('referentie.code_vertrouwelijkheid') is not null then
        truncate referentie.code_vertrouwelijkheid;
        alter table referentie.code_vertrouwelijkheid alter column vertrouwelijk type text using null;
    end if;
end
$$;

reset role;
