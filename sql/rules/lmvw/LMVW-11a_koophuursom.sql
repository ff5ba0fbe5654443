-- regel: LMVW-11a_koophuursom
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Prijsklassen tellen op tot het totaal
-- Informative: a widely used export subtracts demolition from the classes but not from totaal_bouw, so either total will do;
-- and eigendom onbekend is always 0 there.
with som as (
    select
        plan.rij,
        plan.totaal_bouw,
        plan.bouw,
        plan.bouw - coalesce(plan.sloop, 0) as netto,
        (
            select sum(landing.geheel(klasse))
            from
                unnest(array[
                    plan.totaal_koop1,
                    plan.totaal_koop2,
                    plan.totaal_koop3,
                    plan.totaal_koop4,
                    plan.totaal_koop_onbekend,
                    plan.totaal_huur1,
                    plan.totaal_huur2,
                    plan.totaal_huur3,
                    plan.totaal_huur4,
                    plan.totaal_huur_onbekend,
                    plan.totaal_eigendom_onbekend
                ]) as klasse
        ) as klassen
    from pg_temp.plan
)

select
    rij,
    'totaal_bouw' as kolom,
    totaal_bouw as waarde,
    format('De prijsklassen van koop en huur zijn samen %%s, niet het totaal met of zonder sloop. Controleer de verdeling.', klassen)
        as melding
from som
where klassen <> 0 and klassen <> bouw and klassen <> netto
