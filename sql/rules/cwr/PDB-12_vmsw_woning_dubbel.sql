-- regel: PDB-12_vmsw_woning_dubbel
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Elke woning heeft een eigen nummer in het centraal woningregister
-- klasse: foutief
-- actie: Geef elke woning haar eigen vmswWoningId.
with geland as (
    select
        rij,
        vmsw_woning_id,
        count(*) over zelfde as aantal
    from pg_temp.woning
    where vmsw_woning_id is not null
    window zelfde as (partition by vmsw_woning_id)
)

select
    rij,
    'vmsw_woning_id' as kolom,
    vmsw_woning_id as waarde,
    'Een andere woning heeft hetzelfde vmswWoningId. Geef elke woning haar eigen vmswWoningId.' as melding
from geland
where aantal > 1
