-- regel: PDB-12_gebouweenheid_dubbel
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Elke woning is een eigen gebouweenheid
-- klasse: onnauwkeurig
-- actie: Geef elke woning haar eigen gebouweenheid uit het Gebouwenregister.
with geland as (
    select
        rij,
        gebouweenheid_id,
        count(*) over zelfde as aantal
    from pg_temp.woning
    where gebouweenheid_id is not null
    window zelfde as (partition by gebouweenheid_id)
)

select
    rij,
    'gebouweenheid_id' as kolom,
    gebouweenheid_id as waarde,
    'Een andere woning heeft dezelfde gebouweenheid. Geef elke woning haar eigen gebouweenheid uit het Gebouwenregister.' as melding
from geland
where aantal > 1
