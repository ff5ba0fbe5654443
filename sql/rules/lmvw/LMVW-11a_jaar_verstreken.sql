-- regel: LMVW-11a_jaar_verstreken
-- ernst: info
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: Van een verstreken jaar is bekend of het gerealiseerd is
select
    detail.rij,
    'jaartal' as kolom,
    detail.jaartal as waarde,
    'Dit jaar ligt voor de peildatum: de woningen tellen als gerealiseerd. Verschuif wat nog niet klaar is naar een later jaar.' as melding
from pg_temp.detail
cross join pg_temp.levering
where
    detail.jaar between 1900 and levering.peiljaar - 1
    and detail.bouw > 0
    and coalesce(trim(detail.bouw_gerealiseerd), '') = ''
