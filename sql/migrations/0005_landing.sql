-- depends: 0004_register
-- One shape for every kind of record. `json` (not jsonb) keeps the reader's bytes, so the server can recompute rij_hash:
-- sha256(convert_to(waarden::text, 'UTF8') || coalesce(st_asewkb(geometrie, 'NDR'), ''))
-- No row-level security and no foreign key: COPY refuses a table with the first, and the second doubles its time by looking up the
-- same delivery for every row. Landing has no readers to tell apart: 0003 refuses a grant to anybody but loader and builder.
-- Records are a little over 2 kB, where PostgreSQL starts to compress: with pglz that took longer than the rest of COPY. Up to a page
-- they stay as they are, beyond it lz4 compresses them.
set local role woonkluis_eigenaar;

do $$
declare
    laag record;
begin
    for laag in
        select *
        from (values
            ('lmvw_planregistratie', 'LMVW-5b, LMVW-7a: plans, one row per woningbouwplan'),
            ('lmvw_detailplanning', 'LMVW-5b, LMVW-7a: counts per woningbouwplan and year'),
            ('cwr_woning', 'WIV-3.10: dwellings'),
            ('cwr_huurovereenkomst', 'WIV-3.10: leases'),
            ('cwr_gezinslid', 'WIV-3.1: tenants and members of their household'),
            ('cwr_huurprijsberekening', 'WIV-3.10: rent calculations')
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
