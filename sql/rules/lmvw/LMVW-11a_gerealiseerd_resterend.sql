-- regel: LMVW-11a_gerealiseerd_resterend
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Gerealiseerd en resterend zijn samen het totaal
select
    plan.rij,
    som.kolom,
    som.waarde,
    format(
        'Gerealiseerd %%s en resterend %%s zijn samen %%s. Herstel een van de drie.', som.gerealiseerd, som.resterend,
        som.gerealiseerd + som.resterend
    ) as melding
from pg_temp.plan
cross join
    lateral (
        values
        (
            'totaal_bouw', plan.totaal_bouw, plan.bouw,
            landing.geheel(plan.totaal_bouw_gerealiseerd), landing.geheel(plan.totaal_bouw_resterend)
        ),
        (
            'totaal_sloop', plan.totaal_sloop, plan.sloop,
            landing.geheel(plan.totaal_sloop_gerealiseerd), landing.geheel(plan.totaal_sloop_resterend)
        ),
        (
            'totaal_netto', plan.totaal_netto, plan.netto,
            landing.geheel(plan.totaal_netto_gerealiseerd), landing.geheel(plan.totaal_netto_resterend)
        )
    ) as som (kolom, waarde, totaal, gerealiseerd, resterend)
where som.gerealiseerd + som.resterend <> som.totaal
