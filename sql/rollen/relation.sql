-- Relations: owner, row-level security, options, grants to the column, policies, triggers, rules, and statistics that tell of hidden
-- rows (LMVW-13d). Where rights and the audit rest on them (LMVW-15a, LMVW-4a) also constraints, defaults and what may be empty, and
-- where an index could tell of hidden rows (docs/decisions/0010) every index.
-- What a view says is compared where policies ask it: in landing and the layers it is a model, not a right.
with bekeken as (
    select
        c.oid,
        n.nspname,
        format('%I.%I', n.nspname, c.relname) as object,
        c.relkind,
        c.relowner,
        c.relacl,
        c.reloptions,
        c.relrowsecurity,
        c.relforcerowsecurity,
        c.relispartition
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    where
        c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        and n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
        and (n.nspname not in ('pg_catalog', 'information_schema') or c.oid >= 16384)
),

recht as (
    select
        b.object,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from bekeken as b
    cross join lateral aclexplode(b.relacl) as a
    where a.grantee <> b.relowner
    union all
    select
        b.object,
        a.grantee,
        format(
            '%s (%s)%s', lower(a.privilege_type), string_agg(quote_ident(k.attname), ', ' order by k.attnum),
            case when a.is_grantable then ' with grant option' else '' end
        )
    from bekeken as b
    inner join pg_attribute as k on b.oid = k.attrelid
    cross join lateral aclexplode(k.attacl) as a
    where a.grantee <> b.relowner
    group by b.object, a.grantee, a.privilege_type, a.is_grantable
),

final as (
    select
        object,
        'owner' as aspect,
        relowner::regrole::text as waarde
    from bekeken
    union all
    select
        object,
        'kind',
        case relkind
            when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view' when 'm' then 'materialized view'
            when 'f' then 'foreign table' else 'sequence'
        end
    from bekeken
    union all
    select
        object,
        'row-level security',
        case when relrowsecurity then 'enabled' else 'disabled' end || case when relforcerowsecurity then ', forced' else '' end
    from bekeken
    where relkind in ('r', 'p')
    union all
    select
        object,
        'options',
        coalesce(
            (
                select string_agg(optie.waarde, ', ' order by optie.waarde)
                from unnest(reloptions) as optie (waarde)
                where optie.waarde ~ '^(security_|check_option)'
            ),
            'none'
        )
    from bekeken
    where relkind = 'v'
    union all
    select
        object,
        'definition',
        left(encode(sha256(convert_to(pg_get_viewdef(oid), 'UTF8')), 'hex'), 16)
    from bekeken
    where relkind = 'v' and nspname in ('register', 'toegang', 'audit')
    union all
    select
        b.object,
        'partition of',
        i.inhparent::regclass::text
    from bekeken as b
    inner join pg_inherits as i on b.oid = i.inhrelid
    where b.relispartition
    union all
    select
        object,
        'to ' || case when grantee = 0 then 'public' else grantee::regrole::text end,
        string_agg(wat, ', ' order by wat)
    from recht
    group by object, grantee
    union all
    select
        b.object,
        'policy ' || quote_ident(p.polname),
        concat_ws(
            ' ',
            'as', case when p.polpermissive then 'permissive' else 'restrictive' end,
            'for', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
            'to',
            (
                select string_agg(case when r.rol = 0 then 'public' else r.rol::regrole::text end, ', ' order by r.rol::regrole::text)
                from unnest(p.polroles) as r (rol)
            ),
            'using (' || regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g') || ')',
            'with check (' || regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\s+', ' ', 'g') || ')'
        )
    from pg_policy as p
    inner join bekeken as b on p.polrelid = b.oid
    union all
    select
        b.object,
        'trigger ' || quote_ident(t.tgname),
        format(
            '%s: %s', case t.tgenabled when 'O' then 'enabled' when 'A' then 'always' when 'R' then 'replica only' else 'disabled' end,
            -- Every partition has the same ones.
            replace(regexp_replace(pg_get_triggerdef(t.oid), '\s+', ' ', 'g'), ' ON ' || b.object || ' ', ' ON this_relation ')
        )
    from pg_trigger as t
    inner join bekeken as b on t.tgrelid = b.oid
    where not t.tgisinternal
    union all
    select
        b.object,
        'triggers of foreign keys',
        count(*) || ' disabled'
    from pg_trigger as t
    inner join bekeken as b on t.tgrelid = b.oid
    where t.tgisinternal and t.tgenabled not in ('O', 'A')
    group by b.object
    union all
    select
        b.object,
        'rule ' || quote_ident(r.rulename),
        regexp_replace(pg_get_ruledef(r.oid), '\s+', ' ', 'g')
    from pg_rewrite as r
    inner join bekeken as b on r.ev_class = b.oid
    where r.rulename <> '_RETURN' and b.nspname <> 'public'
    union all
    select
        b.object,
        'constraint ' || quote_ident(k.conname),
        regexp_replace(pg_get_constraintdef(k.oid), '\s+', ' ', 'g')
    from pg_constraint as k
    inner join bekeken as b on k.conrelid = b.oid
    where
        b.nspname in ('register', 'toegang', 'audit')
        -- Those of partitions follow their relation, under names of their own.
        and not b.relispartition
        and k.contype in ('c', 'f', 'p', 'u', 'x')
    union all
    select
        b.object,
        'default of ' || quote_ident(k.attname),
        case k.attidentity when 'a' then 'identity, always' when 'd' then 'identity' else pg_get_expr(d.adbin, d.adrelid) end
    from bekeken as b
    inner join pg_attribute as k on b.oid = k.attrelid
    left join pg_attrdef as d on k.attrelid = d.adrelid and k.attnum = d.adnum
    where
        b.relkind in ('r', 'p')
        and b.nspname in ('register', 'toegang', 'audit')
        and not b.relispartition
        and k.attnum > 0
        and not k.attisdropped
        and (k.attidentity <> '' or d.oid is not null)
    union all
    select
        b.object,
        'never null',
        string_agg(quote_ident(k.attname), ', ' order by k.attnum)
    from bekeken as b
    inner join pg_attribute as k on b.oid = k.attrelid
    where
        b.relkind in ('r', 'p')
        and b.nspname in ('register', 'toegang', 'audit')
        and not b.relispartition
        and k.attnum > 0
        and not k.attisdropped
        and k.attnotnull
    group by b.object
    union all
    -- By what it says: dbt gives an index another name every time.
    select distinct
        b.object,
        'index ' || substring(pg_get_indexdef(i.indexrelid) from ' USING (.*)$'),
        case when i.indisunique then 'unique' else 'not unique' end
    from pg_index as i
    inner join bekeken as b on i.indrelid = b.oid
    where (b.nspname in ('register', 'toegang', 'audit') or b.nspname ~ '_(vertrouwelijk|kluis)$')
    union all
    select
        b.object,
        'statistics',
        'kept of ' || string_agg(quote_ident(k.attname), ', ' order by k.attnum)
    from bekeken as b
    inner join pg_attribute as k on b.oid = k.attrelid
    where
        b.relkind in ('r', 'p')
        and k.attnum > 0
        and not k.attisdropped
        and coalesce(k.attstattarget, -1) <> 0
        and (b.nspname in ('register', 'toegang', 'audit') or b.nspname ~ '_(vertrouwelijk|kluis)$')
    group by b.object
)

select * from final
