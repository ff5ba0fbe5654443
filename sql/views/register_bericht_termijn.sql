-- WIV-R.1 to WIV-R.5: the terms; and the end of messages on which nobody decided within theirs (WIV-8.1).
set local role woonkluis_eigenaar;

create or replace function register.termijn(regel text, dag date) returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select t.termijn from register.bewaartermijn as t
where t.regel_id = termijn.regel and t.geldig_van <= dag
order by t.geldig_van desc
limit 1
$$;
comment on function register.termijn(text, date) is 'WIV-R.1 to WIV-R.5: the term of a rule on a day; null before the first';

-- WIV-R.5, WIV-8.1: messages on which nobody decided, from receipt. The term of who was stopped begins with the last notice, or its end: in
-- a stop nobody may decide, and what was resumed of late may still be decided on.
create or replace function register.onbeslist(dag date) returns table (
    levering_id bigint, regime text, bronhouder_code text, status text, regel_id text
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
with bericht as (
    select
        l.levering_id,
        l.regime,
        l.bronhouder_code,
        l.status,
        l.ontvangen_op,
        (
            select max(greatest(s.gestopt_op, s.hervat_op)) from register.stopzetting as s
            where s.regime = l.regime and s.bronhouder_code = l.bronhouder_code
        ) as bericht_op,
        exists (
            select from register.stopzetting as s
            where s.regime = l.regime and s.bronhouder_code = l.bronhouder_code and s.hervat_op is null
        ) as gestopt
    from register.levering as l
    where l.regime = 'cwr' and l.besloten_op is null and l.status in ('ontvangen', 'gelezen', 'gecontroleerd')
),

gewogen as (
    select
        b.*,
        case when b.gestopt then 'WIV-R.5_stopgezet' else 'WIV-R.5_onbeslist' end as regel
    from bericht as b
)

select g.levering_id, g.regime, g.bronhouder_code, g.status, g.regel
from gewogen as g
where greatest(g.ontvangen_op, g.bericht_op) + register.termijn(g.regel, dag) <= dag
$$;
comment on function register.onbeslist(date) is
'WIV-R.5, WIV-8.1: messages on which nobody decided and whose term has passed on a day, with the rule';

create or replace function register.onbeslist_regel(levering bigint) returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select min(v.regel_id) from register.bevinding as v
where v.levering_id = levering and v.regel_id in ('WIV-R.5_onbeslist', 'WIV-R.5_stopgezet')
$$;
comment on function register.onbeslist_regel(bigint) is 'WIV-R.5: the rule by which a message was rejected because nobody decided on it';

-- Erasing what may still be decided on would let an empty message count, so it is rejected first: the same lock as a decision has, and only
-- what still is as it was found.
create or replace function register.sluit_onbeslist() returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    een record;
    aantal bigint := 0;
begin
    for een in
        select * from register.onbeslist(current_date) as o
        order by o.regime, o.bronhouder_code, o.levering_id
    loop
        perform register.sluit_reeks(een.regime, een.bronhouder_code);
        update register.levering as l set status = 'afgekeurd', besloten_op = clock_timestamp()
        where l.levering_id = een.levering_id and l.status = een.status;
        if found then
            insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding)
            values (
                een.levering_id, een.regel_id, 'info', case een.regel_id when 'WIV-R.5_stopgezet' then '8' else '5' end,
                'Op dit bericht werd niet binnen de bewaartermijn beslist. Het is niet toegepast en zijn inhoud is gewist. '
                'Lever het opnieuw als het nog geldt.'
            );
            aantal := aantal + 1;
        end if;
    end loop;
    return aantal;
end
$$;
comment on function register.sluit_onbeslist() is
'WIV-R.5, WIV-8.1: rejects messages on which nobody decided within their term; returns how many. What they held goes by register.wis';

revoke all on function
register.termijn(text, date), register.onbeslist(date), register.onbeslist_regel(bigint), register.sluit_onbeslist()
from public;
grant execute on function register.termijn(text, date), register.onbeslist(date), register.sluit_onbeslist() to woonkluis_lader;
grant execute on function register.termijn(text, date) to woonkluis_bouwer;

reset role;
