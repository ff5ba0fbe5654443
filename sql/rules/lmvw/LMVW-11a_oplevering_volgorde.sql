-- regel: LMVW-11a_oplevering_volgorde
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De eerste oplevering ligt niet na de laatste
select
    rij,
    'oplevering_eerste' as kolom,
    eerste_geleverd as waarde,
    format('oplevering_eerste ligt na oplevering_laatste (%%s). Controleer beide.', laatste_jaar) as melding
from pg_temp.plan
where eerste_jaar > laatste_jaar and eerste_jaar <= 2199 and laatste_jaar >= 1900
