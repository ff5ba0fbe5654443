-- depends: 0021_onderzoek
-- LMVW-12 to LMVW-15: a right of a researcher rests on its study, declaration and decision, and ends with them.
set local role woonkluis_eigenaar;

-- The composite key: a right names the declaration of its own study (LMVW-15a).
alter table toegang.recht
add constraint recht_studie foreign key (studie_id) references register.onderzoek (onderzoek_id),
add constraint recht_verklaring foreign key (verklaring_id, studie_id)
references register.geheimhoudingsverklaring (verklaring_id, onderzoek_id),
add constraint recht_besluit foreign key (besluit_id) references register.besluit (besluit_id);
create index recht_studie on toegang.recht (studie_id);
create index recht_verklaring on toegang.recht (verklaring_id);

-- As before, but a right can also be ended when its login is closed or gone.
create or replace function toegang.bewaak_recht() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    eindigt boolean := tg_op = 'UPDATE';
begin
    if eindigt then
        eindigt := new.login_rol = old.login_rol
            and new.geldig_tot is not null and (old.geldig_tot is null or new.geldig_tot <= old.geldig_tot);
    end if;
    if not eindigt and not exists (select from pg_roles where oid = new.login_rol and rolcanlogin and not rolsuper) then
        raise exception 'a right belongs to a login of a person, study or tool, not to %', new.login_rol
            using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' and new.geldig_tot is distinct from old.geldig_tot then
        if old.geldig_tot <= clock_timestamp() then
            raise exception 'a right that has ended stays ended: grant a new one' using errcode = 'check_violation';
        elsif new.geldig_tot < transaction_timestamp() and new.geldig_tot <> old.geldig_van then
            raise exception 'a right does not end in the past' using errcode = 'check_violation';
        end if;
    end if;
    return new;
end
$$;

create function toegang.einde_van(dag date) returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
return (dag + 1)::timestamp at time zone 'Europe/Amsterdam';
comment on function toegang.einde_van(date) is 'Moment after which a day is over, Dutch time';

-- LMVW-13a, LMVW-13b, LMVW-15a, LMVW-GV-A3, LMVW-GV-C2. The rows it rests on are locked, so that a withdrawal at the same moment either
-- comes first, and is seen here, or comes after, and ends this right.
create function toegang.bewaak_recht_onderzoek() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    groepen text[];
    onderzoek register.onderzoek;
    verklaring register.geheimhoudingsverklaring;
    besluit register.besluit;
    fout text;
begin
    if tg_op = 'UPDATE' then
        if (to_jsonb(new) - array['geldig_tot']) = (to_jsonb(old) - array['geldig_tot'])
            and new.geldig_tot is not null and (old.geldig_tot is null or new.geldig_tot <= old.geldig_tot) then
            return new;
        end if;
    end if;
    select coalesce(array_agg(groep), '{}') into groepen
    from unnest(array['12a', '12b', '12c']) as groep
    where pg_has_role(new.login_rol::oid, 'lmvw_onderzoeker_' || groep, 'member');
    if groepen = '{}' and new.studie_id is null and new.verklaring_id is null then
        return new;
    end if;

    select * into onderzoek from register.onderzoek where onderzoek_id = new.studie_id for share;
    select * into verklaring from register.geheimhoudingsverklaring where verklaring_id = new.verklaring_id for share;
    select * into besluit from register.besluit where besluit_id = new.besluit_id for share;
    fout := case
        when new.regime <> 'lmvw' then 'a researcher reads lmvw only'
        when onderzoek.onderzoek_id is null then 'a researcher has a right for a study (LMVW-15a)'
        when groepen <> array[onderzoek.groep] then 'the login is in another group than its study (LMVW-12)'
        when onderzoek.beeindigd_op is not null then 'the study has ended'
        when verklaring.verklaring_id is null or verklaring.onderzoek_id <> onderzoek.onderzoek_id
            then 'each study has a geheimhoudingsverklaring of its own (LMVW-15a)'
        when verklaring.login_naam is distinct from (select rolname::text from pg_roles where oid = new.login_rol)
            then 'the geheimhoudingsverklaring is of another login (LMVW-15a)'
        when verklaring.deel_a_op is null or verklaring.deel_b_op is null then 'parts A and B are not both signed (LMVW-GV-B)'
        when verklaring.ingetrokken_op is not null then 'the geheimhoudingsverklaring was withdrawn'
        when new.datatype <> onderzoek.datatype then 'the study is for another datatype (LMVW-GV-C2)'
        when not exists (
            select from register.onderzoek_gebied as gebied
            where gebied.onderzoek_id = onderzoek.onderzoek_id
                and (gebied.gebied_code = 'NL' or (gebied.gebied_soort, gebied.gebied_code) = (new.gebied_soort, new.gebied_code))
        ) then 'the study is not for this area (LMVW-GV-C2)'
        when new.geldig_van < (onderzoek.begint_op)::timestamp at time zone 'Europe/Amsterdam' then 'the study has not begun by then'
        when new.geldig_tot is null or new.geldig_tot > toegang.einde_van(onderzoek.eindigt_op)
            then 'the right ends with its study at the latest'
        when onderzoek.groep <> '12c' and new.besluit_id is null then null
        when besluit.besluit_id is null or besluit.soort <> 'toegang_13b' or besluit.onderzoek_id is distinct from onderzoek.onderzoek_id
            then 'there is no decision about this study (LMVW-13b)'
        when besluit.uitkomst <> 'toegewezen' or besluit.ingetrokken_op is not null then 'access was not granted (LMVW-13b)'
        when besluit.geldig_tot is not null and new.geldig_tot > toegang.einde_van(besluit.geldig_tot)
            then 'the decision ends before the right (LMVW-13b)'
    end;
    if fout is not null then
        raise exception '%', fout using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_recht_onderzoek before insert or update on toegang.recht
for each row execute function toegang.bewaak_recht_onderzoek();

-- Whoever withdraws or ends need not be allowed to write rights: what rested on it ends in the same transaction.
create function toegang.beeindig_rechten() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    sleutel text := tg_argv[0];
    waarde uuid := (to_jsonb(new) ->> tg_argv[1])::uuid;
begin
    update toegang.recht
    set geldig_tot = greatest(clock_timestamp(), geldig_van)
    where
        case sleutel when 'studie_id' then studie_id when 'verklaring_id' then verklaring_id when 'besluit_id' then besluit_id end = waarde
        and (geldig_tot is null or geldig_tot > clock_timestamp())
        and geldig_tot is distinct from geldig_van;
    return null;
end
$$;
create trigger beeindig_rechten after update on register.onderzoek
for each row when (old.beeindigd_op is null and new.beeindigd_op is not null)
execute function toegang.beeindig_rechten('studie_id', 'onderzoek_id');
create trigger beeindig_rechten after update on register.geheimhoudingsverklaring
for each row when (old.ingetrokken_op is null and new.ingetrokken_op is not null)
execute function toegang.beeindig_rechten('verklaring_id', 'verklaring_id');
create trigger beeindig_rechten after update on register.besluit
for each row when (old.ingetrokken_op is null and new.ingetrokken_op is not null)
execute function toegang.beeindig_rechten('besluit_id', 'besluit_id');

revoke all on function toegang.einde_van(date), toegang.bewaak_recht_onderzoek(), toegang.beeindig_rechten() from public;

reset role;
