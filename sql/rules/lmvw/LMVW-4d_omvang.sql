-- regel: LMVW-4d_omvang
-- ernst: waarschuwing
-- artikel: 4.d
-- titel: Een levering is niet ineens half zo groot
-- LMVW-7a: an export that keeps back internal plans says nothing, the missing rows do.
with nu as (
    select
        count(*) as plannen,
        sum(bouw) as woningen
    from pg_temp.plan
),

eerder as (
    select
        count(*) as plannen,
        sum(bouw) as woningen
    from pg_temp.vorige
)

select
    null::bigint as rij,
    null::text as kolom,
    omvang.nu::text as waarde,
    format('De vorige levering had %%s %%s, deze %%s. Controleer of de levering volledig is.', omvang.eerder, omvang.soort, omvang.nu)
        as melding
from nu
cross join eerder
cross join
    lateral (
        values ('plannen', nu.plannen, eerder.plannen), ('woningen', coalesce(nu.woningen, 0), eerder.woningen)
    ) as omvang (soort, nu, eerder)
where eerder.plannen >= 10 and omvang.nu < 0.5 * omvang.eerder
