-- Ways out of the database and around its rights: extensions, languages, foreign servers, publications, subscriptions, large objects,
-- operators, casts, collations and text search that stand for others, statistics of several columns, parameters and tablespaces given
-- away.
with recht as (
    select
        'language ' || l.lanname as object,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from pg_language as l
    cross join lateral aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) as a
    where a.grantee <> l.lanowner
    union all
    select
        'foreign data wrapper ' || w.fdwname,
        a.grantee,
        lower(a.privilege_type)
    from pg_foreign_data_wrapper as w
    cross join lateral aclexplode(w.fdwacl) as a
    union all
    select
        'server ' || s.srvname,
        a.grantee,
        lower(a.privilege_type)
    from pg_foreign_server as s
    cross join lateral aclexplode(s.srvacl) as a
    union all
    select
        'parameter ' || p.parname,
        a.grantee,
        lower(a.privilege_type)
    from pg_parameter_acl as p
    cross join lateral aclexplode(p.paracl) as a
    where a.grantee <> 10
    union all
    select
        'tablespace ' || t.spcname,
        a.grantee,
        lower(a.privilege_type)
    from pg_tablespace as t
    cross join lateral aclexplode(t.spcacl) as a
    where a.grantee <> t.spcowner
    union all
    select
        'large object ' || o.oid,
        a.grantee,
        lower(a.privilege_type)
    from pg_largeobject_metadata as o
    cross join lateral aclexplode(o.lomacl) as a
    where a.grantee <> o.lomowner
),

eigenaar as (
    select
        'extension ' || extname as object,
        extowner as eigenaar
    from pg_extension
    union all
    select
        'language ' || lanname,
        lanowner
    from pg_language
    union all
    select
        'foreign data wrapper ' || fdwname,
        fdwowner
    from pg_foreign_data_wrapper
    union all
    select
        'server ' || srvname,
        srvowner
    from pg_foreign_server
    union all
    select
        'publication ' || pubname,
        pubowner
    from pg_publication
    union all
    select
        'subscription ' || subname,
        subowner
    from pg_subscription
    where
        subdbid = (
            select d.oid from pg_database as d
            where d.datname = current_database()
        )
    union all
    select
        'large object ' || oid,
        lomowner
    from pg_largeobject_metadata
    union all
    select
        'operator ' || o.oid::regoperator,
        o.oprowner
    from pg_operator as o
    where
        o.oid >= 16384
        and not exists (
            select from pg_depend as d
            where d.classid = 'pg_operator'::regclass and d.objid = o.oid and d.deptype = 'e'
        )
    union all
    select
        e.type || ' ' || e.identity,
        o.eigenaar
    from (
        select
            'pg_opclass'::regclass as soort,
            oid,
            opcowner as eigenaar
        from pg_opclass
        union all
        select
            'pg_opfamily'::regclass as soort,
            oid,
            opfowner as eigenaar
        from pg_opfamily
        union all
        select
            'pg_collation'::regclass as soort,
            oid,
            collowner as eigenaar
        from pg_collation
        union all
        select
            'pg_conversion'::regclass as soort,
            oid,
            conowner as eigenaar
        from pg_conversion
        union all
        select
            'pg_ts_config'::regclass as soort,
            oid,
            cfgowner as eigenaar
        from pg_ts_config
        union all
        select
            'pg_ts_dict'::regclass as soort,
            oid,
            dictowner as eigenaar
        from pg_ts_dict
        union all
        select
            'pg_ts_parser'::regclass as soort,
            oid,
            10 as eigenaar
        from pg_ts_parser
        union all
        select
            'pg_ts_template'::regclass as soort,
            oid,
            10 as eigenaar
        from pg_ts_template
        union all
        select
            'pg_am'::regclass as soort,
            oid,
            10 as eigenaar
        from pg_am
        union all
        select
            'pg_transform'::regclass as soort,
            oid,
            10 as eigenaar
        from pg_transform
        union all
        select
            'pg_statistic_ext'::regclass as soort,
            oid,
            stxowner as eigenaar
        from pg_statistic_ext
    ) as o
    cross join lateral pg_identify_object(o.soort, o.oid, 0) as e
    where
        o.oid >= 16384
        and not exists (
            select from pg_depend as d
            where d.classid = o.soort and d.objid = o.oid and d.deptype = 'e'
        )
),

final as (
    select
        object,
        'owner' as aspect,
        eigenaar::regrole::text as waarde
    from eigenaar
    union all
    select
        object,
        'to ' || case when grantee = 0 then 'public' else grantee::regrole::text end,
        string_agg(wat, ', ' order by wat)
    from recht
    group by object, grantee
    union all
    select
        'extension ' || e.extname,
        'schema',
        n.nspname
    from pg_extension as e
    inner join pg_namespace as n on e.extnamespace = n.oid
    union all
    select
        'language ' || lanname,
        'trusted',
        case when lanpltrusted then 'yes' else 'no' end
    from pg_language
    union all
    select
        'publication ' || p.pubname,
        'sends',
        case when p.puballtables then 'all tables' else coalesce(
            (
                select string_agg(r.prrelid::regclass::text, ', ' order by r.prrelid::regclass::text)
                from pg_publication_rel as r
                where r.prpubid = p.oid
            ), 'nothing'
        ) end
    from pg_publication as p
    union all
    select
        'server ' || srvname,
        'user mapping of ' || usename,
        'there'
    from pg_user_mappings
    union all
    select
        'cast of ' || k.castsource::regtype || ' to ' || k.casttarget::regtype,
        'by',
        k.castfunc::regprocedure::text
    from pg_cast as k
    where
        k.oid >= 16384
        and not exists (
            select from pg_depend as d
            where d.classid = 'pg_cast'::regclass and d.objid = k.oid and d.deptype = 'e'
        )
)

select * from final
