-- regel: LMVW-5a_gemeente_herindeling
-- ernst: waarschuwing
-- artikel: 5.a
-- laag: Planregistratie
-- titel: De gemeente staat er met haar huidige naam
select
    plan.rij,
    'gemeente' as kolom,
    plan.gemeente as waarde,
    format('De gemeente is per %%s opgegaan in %%s. Gebruik die naam.', oud.ingangsdatum, nieuw.gemeente_naam) as melding
from pg_temp.plan
cross join pg_temp.levering
inner join referentie.gemeente_herindeling as oud
    on lower(trim(plan.gemeente)) = lower(oud.oude_gemeente_naam) and levering.bronhouder_code = oud.gemeente_code
inner join referentie.gemeente as nieuw on oud.gemeente_code = nieuw.gemeente_code
where lower(oud.oude_gemeente_naam) <> lower(nieuw.gemeente_naam)
