-- regel: LMVW-11a_typesom
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Woningtypen tellen op tot het resterende aantal
-- Informative: a widely used export fills in type onbekend of the last block only, so the parts fall short by no fault of the gemeente.
with som as (
    select
        rij,
        totaal_bouw_resterend,
        landing.geheel(totaal_bouw_resterend) as resterend,
        coalesce(landing.geheel(totaal_eengezins_resterend), 0)
        + coalesce(landing.geheel(totaal_meergezins_resterend), 0)
        + coalesce(landing.geheel(totaal_type_onbekend_resterend), 0) as typen
    from pg_temp.plan
    where
        coalesce(
            landing.geheel(totaal_eengezins_resterend),
            landing.geheel(totaal_meergezins_resterend),
            landing.geheel(totaal_type_onbekend_resterend)
        ) is not null
)

select
    rij,
    'totaal_bouw_resterend' as kolom,
    totaal_bouw_resterend as waarde,
    format('Eengezins, meergezins en type onbekend zijn samen %%s. Controleer de verdeling.', typen) as melding
from som
where typen <> resterend
