-- regel: LMVW-11a_verplicht_plan
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Verplichte kenmerken van een plan zijn ingevuld
-- maatwerk: nee
select
    plan.rij,
    verplicht.kolom,
    null as waarde,
    'Dit kenmerk is verplicht. Vul het in.' as melding
from pg_temp.plan
cross join
    lateral (
        values
        ('globalid', plan.globalid),
        ('plannaam', plan.plannaam),
        ('gemeente', plan.gemeente),
        ('status_planologisch', plan.status_planologisch),
        ('vertrouwelijkheid', plan.vertrouwelijkheid)
    ) as verplicht (kolom, waarde)
where
    coalesce(trim(verplicht.waarde), '') = ''
