-- regel: LMVW-11a_getal_blok
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Woningblok
-- titel: Een woningblok zegt hoeveel woningen erbij komen of verdwijnen
-- maatwerk: nee
-- A block with another mutatie, or with a number that is none, would be missing from every sum.
select
    veld.rij,
    deel.kolom,
    deel.waarde,
    'Dit is geen geheel aantal woningen onder een miljoen. Vul een geheel getal in, of niets als het onbekend is.' as melding
from landing.lmvw_woningblok_veld as veld
cross join
    lateral (
        values
        ('aantal', veld.aantal), ('eengezins', veld.eengezins), ('meergezins', veld.meergezins), ('type_onbekend', veld.type_onbekend)
    ) as deel (kolom, waarde)
where veld.levering_id = %(levering_id)s and trim(deel.waarde) <> '' and coalesce(abs(landing.geheel(deel.waarde)), 1000000) >= 1000000
union all
select
    veld.rij,
    'mutatie_type' as kolom,
    veld.mutatie_type as waarde,
    'Het woningblok zegt niet of er wordt gebouwd of gesloopt. Vul Bouw of Sloop in.' as melding
from landing.lmvw_woningblok_veld as veld
where
    veld.levering_id = %(levering_id)s
    -- A list that is made once, not a join: planned without statistics, that would unfold all blocks again for every block.
    and veld.rij not in (
        select blok.rij from landing.lmvw_blok as blok
        where blok.levering_id = %(levering_id)s and blok.mutatie is not null
    )
    and coalesce(landing.getal(veld.aantal), 1) <> 0
