-- regel: WIV-3.1.1_insz_in_sleutel
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.1
-- laag: woning
-- titel: Een nummer van een woning of contract bevat geen INSZ
-- klasse: foutief
-- actie: Geef het contract of de woning een eigen nummer.
-- Such numbers are read outside the vault. Only that of a person in this message counts: eleven digits alone can be chance. The value is
-- not repeated.
with genoemd as (
    select insz from pg_temp.gezinslid
    union
    select insz_eigenaar from landing.cwr_eigenaar_veld
    where levering_id = %(levering_id)s
    union
    select insz from pg_temp.gezinsbijslag_persoon
    union
    select insz_verbonden from pg_temp.verbonden_persoon
    union
    select persoon.insz
    from pg_temp.ocmw_maand as maand
    cross join lateral (values (maand.insz_hoofdbegunstigde), (maand.insz_partner)) as persoon (insz)
),

persoon as (
    select insz
    from genoemd
    where insz ~ '^[0-9]{11}$'
),

nummer as (
    select
        woonmaatschappij_woning_id,
        'woonmaatschappij_woning_id' as kolom,
        regexp_replace(woonmaatschappij_woning_id, '[^0-9]', '', 'g') as cijfers
    from pg_temp.woning
    union all
    select
        woonmaatschappij_woning_id,
        'contractnummer' as kolom,
        regexp_replace(contractnummer, '[^0-9]', '', 'g') as cijfers
    from pg_temp.huurovereenkomst
    union all
    select
        woonmaatschappij_woning_id,
        'hoofdcontractnummer' as kolom,
        regexp_replace(hoofdcontractnummer, '[^0-9]', '', 'g') as cijfers
    from pg_temp.hoofdhuurovereenkomst
),

gevonden as (
    select distinct
        nummer.woonmaatschappij_woning_id,
        nummer.kolom
    from nummer
    cross join lateral generate_series(1, length(nummer.cijfers) - 10) as plaats (begin)
    inner join persoon on persoon.insz = substr(nummer.cijfers, plaats.begin, 11)
)

select
    woning.rij,
    case when gevonden.kolom = 'woonmaatschappij_woning_id' then gevonden.kolom end as kolom,
    null as waarde,
    'In dit nummer staat het INSZ van een persoon uit het bericht. Geef het contract of de woning een eigen nummer.' as melding
from gevonden
inner join pg_temp.woning on gevonden.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
