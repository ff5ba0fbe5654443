-- depends: 0025_recht_index
-- WIV-3: landing tables for the whole of article 3, one per kind of record.
set local role woonkluis_eigenaar;

-- The shape of 0005. Health data (WIV-3.7, WIV-3.8) have tables of their own, so that no right on another table reaches them.
do $$
declare
    laag record;
begin
    for laag in
        select *
        from (values
            ('cwr_hoofdhuurovereenkomst', 'WIV-3.2, WIV-3.10.3: head leases of rented-in dwellings'),
            ('cwr_eigenaar', 'WIV-3.2: owners of rented-in dwellings'),
            ('cwr_huureinde', 'WIV-3.10.14: how leases end'),
            ('cwr_wijziging', 'WIV-3.1.11, WIV-3.1.12: values of a person as they were before'),
            ('cwr_aanslagbiljet', 'WIV-3.3: tax assessments'),
            ('cwr_ocmw_jaar', 'WIV-3.4: what an OCMW paid, per year'),
            ('cwr_ocmw_maand', 'WIV-3.4: what an OCMW paid, per month'),
            ('cwr_pensioenrecht', 'WIV-3.5: rights to a pension'),
            ('cwr_pensioenbetaling', 'WIV-3.5: payments of a pension'),
            ('cwr_werkloosheid', 'WIV-3.6: unemployment benefits'),
            ('cwr_handicap', 'WIV-3.7, article 9 GDPR: handicaps'),
            ('cwr_arbeidsongeschiktheid', 'WIV-3.8, article 9 GDPR: being unable to work'),
            ('cwr_ao_vergoeding', 'WIV-3.8, article 9 GDPR: payments for being unable to work'),
            ('cwr_gezinsbijslag', 'WIV-3.9: child benefit'),
            ('cwr_verbonden_persoon', 'WIV-3.9: persons connected with a file of child benefit'),
            ('cwr_verwijderde_woning', 'WIV-5.1: dwellings that a mutatie takes away'),
            ('cwr_grond', 'PDB-13, PDB-14: land per gemeente'),
            ('cwr_bericht', 'WIV-0.1, WIV-5.1: header of the message'),
            ('cwr_overgeslagen', 'WIV-7.1: records that the schema refused and that were left out')
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

-- The lists of codes are one seed now, with validity. It stands before the first seeding, because rules read it; dbt owns and fills it.
set local role woonkluis_bouwer;

drop table if exists referentie.code_woningtype_cwr, referentie.code_huurstelsel;
create table referentie.code_cwr (lijst text, code text, omschrijving text, geldig_van date, geldig_tot date, bron text);
grant select on referentie.code_cwr to public;

do $$
declare
    kolom record;
begin
    comment on table referentie.code_cwr is 'WIV-3: seed, described by dbt';
    for kolom in select attname from pg_attribute where attrelid = 'referentie.code_cwr'::regclass and attnum > 0
    loop
        execute format('comment on column referentie.code_cwr.%I is ''Described by dbt''', kolom.attname);
    end loop;
end
$$;

reset role;
