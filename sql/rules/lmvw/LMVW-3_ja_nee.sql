-- regel: LMVW-3_ja_nee
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Ja of nee is Ja, Nee of Onbekend
select
    plan.rij,
    veld.kolom,
    veld.waarde,
    'Dit kenmerk is Ja, Nee of Onbekend. Kies een van die drie.' as melding
from pg_temp.plan
cross join lateral (values ('zoekgebied', plan.zoekgebied), ('sleutelproject', plan.sleutelproject)) as veld (kolom, waarde)
where lower(trim(veld.waarde)) not in ('', 'ja', 'nee', 'onbekend')
