-- Event triggers: they keep new relations closed, so each stands as it was made and is enabled.
with final as (
    select
        quote_ident(evtname) as object,
        'owner' as aspect,
        evtowner::regrole::text as waarde
    from pg_event_trigger
    union all
    select
        quote_ident(evtname),
        'fires',
        case evtenabled when 'O' then 'enabled' when 'A' then 'always' when 'R' then 'replica only' else 'disabled' end
    from pg_event_trigger
    union all
    select
        quote_ident(evtname),
        'definition',
        concat_ws(
            ' ', 'on', evtevent,
            'when tag in (' || (
                select string_agg(quote_literal(tag.naam), ', ' order by tag.naam) from unnest(evttags) as tag (naam)
            ) || ')',
            'execute function', evtfoid::regproc || '()'
        )
    from pg_event_trigger
)

select * from final
