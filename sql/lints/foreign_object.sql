-- Ways out of the database, or around its rights: foreign servers, large objects, extensions and languages that nobody asked for.
with gevonden as (
    select
        s.srvname::text as object,
        'is a foreign server' as detail
    from pg_foreign_server as s
    union all
    select
        'large object ' || l.oid,
        'has no row-level security'
    from pg_largeobject_metadata as l
    union all
    select
        e.extname::text,
        'is an extension that the migrations do not make'
    from pg_extension as e
    where e.extname not in ('plpgsql', 'postgis', 'pgaudit', 'btree_gist')
    union all
    select
        l.lanname::text,
        'is a language that can leave the database'
    from pg_language as l
    where not l.lanpltrusted and l.lanname not in ('internal', 'c')
    union all
    select
        u.subname::text,
        'is a subscription'
    from pg_subscription as u
    union all
    select
        p.pubname::text,
        'is a publication: it sends rows without policies'
    from pg_publication as p
)

select * from gevonden
