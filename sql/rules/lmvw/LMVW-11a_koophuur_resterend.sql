-- regel: LMVW-11a_koophuur_resterend
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Koop en huur tellen op tot het resterende aantal
-- Informative, and gross or net will do: see LMVW-11a_koophuursom.
with som as (
    select
        rij,
        totaal_bouw_resterend,
        landing.geheel(totaal_bouw_resterend) as resterend,
        landing.geheel(totaal_netto_resterend) as netto_resterend,
        coalesce(landing.geheel(totaal_koop_resterend), 0)
        + coalesce(landing.geheel(totaal_huur_resterend), 0)
        + coalesce(landing.geheel(totaal_koop_huur_onbekend_resterend), 0) as klassen
    from pg_temp.plan
    where
        coalesce(
            landing.geheel(totaal_koop_resterend),
            landing.geheel(totaal_huur_resterend),
            landing.geheel(totaal_koop_huur_onbekend_resterend)
        ) is not null
)

select
    rij,
    'totaal_bouw_resterend' as kolom,
    totaal_bouw_resterend as waarde,
    format('Koop, huur en onbekend zijn samen %%s. Controleer de verdeling.', klassen) as melding
from som
where klassen <> resterend and klassen is distinct from netto_resterend
