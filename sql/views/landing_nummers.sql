-- Numbers and days as Flemish registers write them (cwr.md 2.5), for rules: false for what is none, null for null,
-- never an error.
set local role woonkluis_eigenaar;

-- WIV-3.1.1: 97 minus the first nine digits modulo 97, with a 2 before them for who was born from 2000 on. The number does not say which
-- century, so either will do. A bis number has 20 or 40 added to the month; month and day may be 00.
create or replace function landing.insz_geldig(waarde text) returns boolean
language sql
immutable
parallel safe
return case
    when waarde ~ '^[0-9]{11}$'
        then
            right(waarde, 2)::integer in (97 - mod(left(waarde, 9)::bigint, 97), 97 - mod(2000000000 + left(waarde, 9)::bigint, 97))
            and (
                substr(waarde, 3, 2)::integer between 0 and 12
                or substr(waarde, 3, 2)::integer between 20 and 32
                or substr(waarde, 3, 2)::integer between 40 and 52
            )
            and substr(waarde, 5, 2)::integer <= 31
    when waarde is not null then false
end;

-- WIV-0.1: 97 minus the first eight digits modulo 97.
create or replace function landing.kbo_geldig(waarde text) returns boolean
language sql
immutable
parallel safe
return case
    when waarde ~ '^[01][0-9]{9}$' then right(waarde, 2)::integer = 97 - mod(left(waarde, 8)::integer, 97)
    when waarde is not null then false
end;

-- A day of which parts are unknown (99, from the day upwards) is a span of days.
create or replace function landing.datum_eerste(waarde text) returns date
language sql
immutable
parallel safe
return case
    when waarde ~ '^(18|19|20)[0-9]{2}-99-99$' then make_date(left(waarde, 4)::integer, 1, 1)
    when waarde ~ '^(18|19|20)[0-9]{2}-(0[1-9]|1[0-2])-99$' then make_date(left(waarde, 4)::integer, substr(waarde, 6, 2)::integer, 1)
    else landing.datum(waarde)
end;

create or replace function landing.datum_laatste(waarde text) returns date
language sql
immutable
parallel safe
return case
    when waarde ~ '^(18|19|20)[0-9]{2}-99-99$' then make_date(left(waarde, 4)::integer, 12, 31)
    when waarde ~ '^(18|19|20)[0-9]{2}-(0[1-9]|1[0-2])-99$'
        then (make_date(left(waarde, 4)::integer, substr(waarde, 6, 2)::integer, 1) + interval '1 month - 1 day')::date
    else landing.datum(waarde)
end;

comment on function landing.insz_geldig(text) is 'WIV-3.1.1: whether a text is an INSZ or bis number by its digits';
comment on function landing.kbo_geldig(text) is 'WIV-0.1: whether a text is a KBO number by its digits';
comment on function landing.datum_eerste(text) is 'First day that a date with unknown parts (99) can be; null when it is none';
comment on function landing.datum_laatste(text) is 'Last day that a date with unknown parts (99) can be; null when it is none';
revoke all on function
landing.insz_geldig(text), landing.kbo_geldig(text), landing.datum_eerste(text), landing.datum_laatste(text)
from public;
grant execute on function
landing.insz_geldig(text), landing.kbo_geldig(text), landing.datum_eerste(text), landing.datum_laatste(text)
to woonkluis_lader, woonkluis_bouwer;

reset role;
