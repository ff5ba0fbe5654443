-- regel: WIV-3.1.7_twee_woningen
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een huurder heeft een hoofdverblijfplaats
-- klasse: foutief
-- actie: Lever het einde van de huurovereenkomst die is beëindigd.
-- A check knows one delivery. Whether the huurder also lives in a woning of another woonmaatschappij it does not ask: the finding would
-- tell one woonmaatschappij of the tenants of another (WIV-4.12).
with lopend as (
    select
        huurovereenkomst.contractnummer,
        min(huurovereenkomst.woonmaatschappij_woning_id) as eerste,
        max(huurovereenkomst.woonmaatschappij_woning_id) as laatste
    from pg_temp.huurovereenkomst
    cross join pg_temp.levering
    where
        landing.datum(huurovereenkomst.begindatum) <= levering.peildatum
        and huurovereenkomst.einde >= levering.peildatum
    group by huurovereenkomst.contractnummer
),

bewoner as (
    select
        gezinslid.rij,
        gezinslid.insz,
        min(lopend.eerste) over zelfde as eerste,
        max(lopend.laatste) over zelfde as laatste
    from pg_temp.gezinslid
    inner join lopend on gezinslid.contractnummer = lopend.contractnummer
    where
        gezinslid.rol = 'huurder'
        and gezinslid.insz is not null
        -- Who has it elsewhere says so.
        and gezinslid.straatnaam is null
    window zelfde as (partition by gezinslid.insz)
)

select
    rij,
    'insz' as kolom,
    insz as waarde,
    'Deze huurder heeft lopende huurovereenkomsten voor twee woningen als hoofdverblijfplaats. '
    'Lever het einde van de huurovereenkomst die is beëindigd.' as melding
from bewoner
where eerste <> laatste
