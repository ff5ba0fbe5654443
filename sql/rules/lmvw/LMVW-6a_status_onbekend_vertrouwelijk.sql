-- regel: LMVW-6a_status_onbekend_vertrouwelijk
-- ernst: waarschuwing
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een vertrouwelijk plan heeft een bekende planstatus
-- Onbekend is neither hard nor zacht. The plan stays confidential, because that is what cannot be undone.
with status as (
    select
        code,
        hard_zacht
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
    plan.rij,
    'status_planologisch' as kolom,
    plan.status_planologisch as waarde,
    'Alleen een zacht of vervallen plan mag vertrouwelijk zijn. Vul de planstatus in.' as melding
from pg_temp.plan
inner join referentie.code_vertrouwelijkheid as niveau on plan.vertrouwelijkheid = niveau.code and niveau.bron = 'basisset'
inner join status on plan.status_planologisch = status.code
where
    niveau.vertrouwelijk = 'ja'
    and status.hard_zacht = 'onbekend'
    and lower(coalesce(plan.projectfase, '')) not in ('vervallen', 'afgebroken')
