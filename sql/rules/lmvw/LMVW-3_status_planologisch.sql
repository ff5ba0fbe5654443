-- regel: LMVW-3_status_planologisch
-- ernst: blokkerend
-- artikel: 3
-- laag: Planregistratie
-- titel: Planstatus is een code van de geldende basisset
with status as (
    select code
    from referentie.code_status_planologisch
    where
        geldig_van = (
            select max(versie.geldig_van)
            from referentie.code_status_planologisch as versie
            inner join register.levering on versie.geldig_van <= levering.peildatum
            where levering.levering_id = %(levering_id)s
        )
)

select
    rij,
    'status_planologisch' as kolom,
    status_planologisch as waarde,
    coalesce(
        'Deze planstatus is onbekend. Gebruik een van: ' || (select string_agg(status.code, ' | ' order by status.code) from status) || '.',
        'Op deze peildatum gold nog geen basisset. Controleer de peildatum.'
    ) as melding
from landing.lmvw_planregistratie_veld
where
    levering_id = %(levering_id)s
    and trim(status_planologisch) <> ''
    and status_planologisch not in (select status.code from status)
