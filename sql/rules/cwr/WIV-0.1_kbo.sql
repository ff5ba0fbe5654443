-- regel: WIV-0.1_kbo
-- ernst: blokkerend
-- treft: levering
-- artikel: 1
-- titel: De afzender heeft een geldig KBO-nummer
-- klasse: foutief
-- actie: Lever onder het KBO-nummer van de woonmaatschappij zoals het in de KBO staat.
-- Check digits: 97 minus the first eight digits modulo 97.
select
    null::bigint as rij,
    'afzenderKbo' as kolom,
    bronhouder_code as waarde,
    'Dit is geen geldig KBO-nummer. Lever onder het KBO-nummer van de woonmaatschappij zoals het in de KBO staat.' as melding
from pg_temp.levering
where
    case
        when bronhouder_code ~ '^[01][0-9]{9}$'
            then right(bronhouder_code, 2)::integer <> 97 - mod(left(bronhouder_code, 8)::integer, 97)
        else true
    end
