-- Event triggers and triggers that guard: each stands and is enabled.
with gevonden as (
    select
        guard.naam as object,
        'event trigger is missing or disabled' as detail
    from (
        values
        ('bescherm_nieuwe_relatie'), ('bescherm_nieuwe_index'),
        ('bewaak_toekenning'), ('bewaak_sloop'), ('bewaak_partities'), ('leg_leesspoor')
    ) as guard (naam)
    where
        not exists (
            select from pg_event_trigger as e
            where e.evtname = guard.naam and e.evtenabled in ('O', 'A')
        )
    union all
    select
        t.tgrelid::regclass || ' ' || t.tgname,
        'trigger is disabled'
    from pg_trigger as t
    inner join pg_class as c on t.tgrelid = c.oid
    inner join pg_namespace as n on c.relnamespace = n.oid
    where t.tgenabled not in ('O', 'A') and n.nspname !~ '^pg_'
)

select * from gevonden
