-- regel: LMVW-9_twaalf
-- ernst: blokkerend
-- artikel: 9
-- titel: Alleen plannen met minder dan 12 bruto toevoegingen worden opgeteld
-- By their place, never by name: beheer reads findings, and the names of parts are not for it.
select
    null::bigint as rij,
    'optelling' as kolom,
    'deel ' || optelling.volgnummer as waarde,
    format(
        'Dit deel van optelling %%s heeft %%s bruto toevoegingen. Lever plannen vanaf 12 woningen apart.',
        optelling.globalid, optelling.bruto
    ) as melding
from pg_temp.optelling
where optelling.bruto >= 12
