-- regel: LMVW-11a_knelpunten_toelichting
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een ander knelpunt is toegelicht
select
    rij,
    'toelichting_knelpunten' as kolom,
    null as waarde,
    'Het knelpunt is Anders, zonder toelichting. Schrijf in toelichting_knelpunten wat het is.' as melding
from pg_temp.plan
where knelpunten_meerkeuze ~* '(^|[,|"[])[ "]*anders[ "]*($|[],|])' and coalesce(trim(toelichting_knelpunten), '') = ''
