-- regel: LMVW-11a_verplicht_plan
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Verplichte kenmerken van een plan zijn ingevuld
select
    plan.rij,
    verplicht.kolom,
    null as waarde,
    'Dit kenmerk is verplicht. Vul het in.' as melding
from landing.lmvw_planregistratie_veld as plan
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
    plan.levering_id = %(levering_id)s
    and coalesce(trim(verplicht.waarde), '') = ''
