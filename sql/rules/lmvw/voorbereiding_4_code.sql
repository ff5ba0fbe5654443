-- What a gemeente may have meant by a code that this delivery does not know.

-- LMVW-3, LMVW-11b: the codes that count, by field.
create temporary table pg_temp.code on commit drop as
select
    'plantype' as veld,
    code
from referentie.code_plantype
union all
select
    'projectfase' as veld,
    code
from referentie.code_projectfase
union all
select
    'opdrachtgever_type' as veld,
    code
from referentie.code_opdrachtgever_type
union all
select
    'vertrouwelijkheid' as veld,
    code
from pg_temp.niveau
union all
select
    'status_planologisch' as veld,
    code
from pg_temp.planstatus;
analyze pg_temp.code;

-- Another spelling of a code that counts, a code of this source that counts no longer or not yet, or a code of another source: the
-- nearest of these three, if it means one code only. `kern` is what is left without case, spaces and signs.
create temporary table pg_temp.bedoeld on commit drop as
with naam as (
    select
        code.veld,
        code.code as naam,
        code.code,
        0 as afstand,
        false as geldt_niet
    from pg_temp.code
    union all
    select
        vertaling.veld,
        vertaling.broncode as naam,
        vertaling.code,
        case when vertaling.bron = levering.bron then 1 else 2 end as afstand,
        vertaling.bron = levering.bron
        and (levering.peildatum < vertaling.geldig_van or coalesce(levering.peildatum >= vertaling.geldig_tot, false)) as geldt_niet
    from referentie.code_vertaling as vertaling
    inner join pg_temp.code on vertaling.veld = code.veld and vertaling.code = code.code
    cross join pg_temp.levering
),

kern as (
    select
        veld,
        regexp_replace(lower(naam), '[^a-z0-9]', '', 'g') as kern,
        code,
        afstand,
        geldt_niet,
        min(afstand) over (partition by veld, regexp_replace(lower(naam), '[^a-z0-9]', '', 'g')) as kleinste
    from naam
)

select
    veld,
    kern,
    min(code) as code,
    case when bool_and(geldt_niet) then 'geldt op deze peildatum niet' else 'is onbekend' end as waarom
from kern
where afstand = kleinste and kern <> ''
group by veld, kern
having count(distinct code) = 1;
create index on pg_temp.bedoeld (veld, kern);
analyze pg_temp.bedoeld
