-- regel: LMVW-9_som
-- ernst: blokkerend
-- artikel: 9
-- laag: Planregistratie
-- titel: Een optelling is de som van haar delen
with som as (
    select
        sleutel,
        sum(bruto) as bruto
    from pg_temp.optelling
    group by sleutel
)

select
    plan.rij,
    'totaal_bouw' as kolom,
    plan.totaal_bouw as waarde,
    format('De delen van deze optelling zijn samen %%s bruto toevoegingen. Herstel de verklaring of het totaal.', som.bruto) as melding
from pg_temp.plan
inner join som on plan.sleutel = som.sleutel
where plan.bouw is distinct from som.bruto
