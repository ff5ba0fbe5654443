-- regel: LMVW-6a_hard_vertrouwelijk
-- ernst: blokkerend
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een hard plan is niet vertrouwelijk
-- LMVW-6b: a vervallen plan may be confidential whatever its planstatus. Labels of the provincie (LMVW-5d) are not delivered by a gemeente.
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
    'vertrouwelijkheid' as kolom,
    plan.vertrouwelijkheid as waarde,
    'Een plan met een harde planstatus mag niet vertrouwelijk zijn. Herstel de vertrouwelijkheid of de planstatus.' as melding
from pg_temp.plan
inner join referentie.code_vertrouwelijkheid as niveau on plan.vertrouwelijkheid = niveau.code and niveau.bron = 'basisset'
inner join status on plan.status_planologisch = status.code
where
    niveau.vertrouwelijk = 'ja'
    and status.hard_zacht = 'hard'
    and lower(coalesce(plan.projectfase, '')) not in ('vervallen', 'afgebroken')
