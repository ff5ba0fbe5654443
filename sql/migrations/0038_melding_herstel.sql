-- depends: 0035_afzonderen
-- WIV-7.3, WIV-3.1.1, WIV-4.7, WIV-6.10: a term for measures that were announced, one form of a national number, rights of supervisors that
-- end, a log of look-ups that outlives its cluster and that the chain covers as a whole.
-- docs/decisions/0019-meldingen.md and 0020-inzage.md tell why. The functions stand in sql/views.
set local role woonkluis_eigenaar;

-- WIV-3.1.1: the form of a national number, however it is written, and of no longer one. dbt/macros/zonder_insz.sql and
-- woonkluis.platform.insz have the same text. Without arguments and immutable: the plan has the text, not the call.
create function register.insz_vorm() returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
select '(?<!\d)\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{2}(?!\d)'
$$;
comment on function register.insz_vorm() is 'WIV-3.1.1: pattern of what has the form of a national number, with or without signs between';
revoke all on function register.insz_vorm() from public;
-- Who writes an answer to a notice meets it in the constraint.
grant execute on function register.insz_vorm() to woonkluis_lader;
drop function if exists cwr_inzage.lijkt_insz(text);

-- What was written before stays as it was: it is evidence.
alter table register.melding_stap drop constraint melding_stap_toelichting_check;
alter table register.melding_stap add constraint melding_stap_toelichting_check check (
    length(toelichting) between 3 and 2000
    and toelichting !~ '[\x01-\x09\x0b-\x1f\x7f]'
    and toelichting !~ register.insz_vorm()
) not valid;

-- WIV-7.3: article 7 gives 30 days for measures; as many for what was announced to be seen in a delivery. A choice of ours.
alter table register.melding_termijn add column herstel_dagen integer not null default 30 check (herstel_dagen between 1 and 365);
comment on column register.melding_termijn.herstel_dagen is
'WIV-7.3: days, after measures were announced, for the defect to be gone from a delivery; a choice of ours';

alter table register.melding_bericht drop constraint melding_bericht_soort_check;
alter table register.melding_bericht add constraint melding_bericht_soort_check check (
    soort in (
        'opening', 'herinnering_onderzoek', 'te_laat_onderzoek', 'herinnering_maatregelen', 'te_laat_maatregelen', 'herinnering_herstel',
        'te_laat_herstel', 'teruggelegd', 'afsluiting'
    )
);
comment on column register.melding_bericht.beurt is
'Which time: after a term is reminded again and again; of herstel from 10000 times the number of the step of its answer';

-- It gives a column more: sql/views/melding.sql makes it again.
drop function register.lees_meldingen(text, text);

-- WIV-4.7: a supervisor sees a woonmaatschappij while it is under inspection, so the right ends. toegang.recht_van (sql/views/toegang.sql)
-- does not count one without an end, whenever the login came in the group.
create function toegang.bewaak_recht_toezicht() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if pg_has_role(new.login_rol::oid, 'cwr_toezicht', 'member') and isfinite(new.geldig_tot) is not true then
        raise exception 'WIV-4.7: a right of cwr_toezicht ends with the inspection: give it an end (geldig_tot)'
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
revoke all on function toegang.bewaak_recht_toezicht() from public;
create trigger bewaak_recht_toezicht before insert or update of login_rol, geldig_tot on toegang.recht
for each row execute function toegang.bewaak_recht_toezicht();

-- WIV-6.10: numbers of transactions begin again in a cluster into which a dump was restored. With the number of the cluster they are of one
-- moment only. What is there is of 0, which no cluster has: it is of no transaction that is still to come.
alter table audit.inzage add column cluster bigint not null default 0;
alter table audit.inzage alter column cluster set default (pg_control_system()).system_identifier;
comment on column audit.inzage.cluster is 'Number of the database cluster in which it was written; 0 for what is older than this column';
drop index audit.inzage_transactie;
create unique index inzage_transactie on audit.inzage (cluster, transactie);
alter table audit.inzage_antwoord add column cluster bigint not null default 0;
alter table audit.inzage_antwoord alter column cluster set default (pg_control_system()).system_identifier;
comment on column audit.inzage_antwoord.cluster is
'Number of the database cluster in which it was given; 0 for what is older than this column';
drop index audit.inzage_antwoord_transactie;
create unique index inzage_antwoord_transactie on audit.inzage_antwoord (cluster, transactie);

-- WIV-4.6: the DPO asks for who has no INSZ by that key.
create index bevraagd_persoon_bron on cwr_kluis.bevraagd_persoon (bron_sleutel);

-- WIV-6.10: whose a number is, for the chain. The random key of the row is in the hash and nowhere outside the vault: eleven digits alone
-- would be guessed in minutes.
create function audit.bevraagd_hash(rij cwr_kluis.bevraagd_persoon) returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select
    encode(
        sha256(
            convert_to(
                jsonb_build_object(
                    'bevraagd_persoon_id', (rij).bevraagd_persoon_id,
                    'persoon_id', (rij).persoon_id,
                    'insz', (rij).insz,
                    'bron_sleutel', (rij).bron_sleutel
                )::text,
                'UTF8'
            )
        ),
        'hex'
    )
$$;
comment on function audit.bevraagd_hash(cwr_kluis.bevraagd_persoon) is
'WIV-6.10: hash of whose a number in the log of look-ups is, as its event in the chain has it';
revoke all on function audit.bevraagd_hash(cwr_kluis.bevraagd_persoon) from public;
-- Who was asked for until now: the chain holds it from here on.
insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
select
    'inzage.persoon',
    b.persoon_id::text,
    'cwr',
    'cwr_kluis.bevraagd_persoon',
    jsonb_build_object('persoon_hash', audit.bevraagd_hash(b), 'vastgelegd_op', b.vastgelegd_op)
from cwr_kluis.bevraagd_persoon as b
order by b.vastgelegd_op;

reset role;

-- WIV-3.1.1: keys of notices that have the form of a national number go, past the guard that keeps keys as they are. Which record it was,
-- the next delivery tells by its row, in a notice of its own: so the old record ends here.
set local session_replication_role = replica;
-- It gets the day for which it is asked: sql/views/audit_inzage.sql makes it again. Past the guard that lets nothing of the audit go.
drop function if exists audit.inzage_gebreken();
with genummerd as (
    select
        melding_id,
        laag,
        sleutel,
        kolom,
        row_number() over (order by melding_id, laag, sleutel, kolom) as plaats
    from register.melding_record
    where sleutel ~ register.insz_vorm() or woning ~ register.insz_vorm()
)

update register.melding_record as r
set
    sleutel = regexp_replace(r.sleutel, register.insz_vorm(), '(nummer ' || g.plaats || ')', 'g'),
    woning = case when r.woning ~ register.insz_vorm() then '(nummer van een persoon)' else r.woning end,
    einde_op = coalesce(r.einde_op, case when r.sleutel ~ register.insz_vorm() then clock_timestamp() end)
from genummerd as g
where r.melding_id = g.melding_id and r.laag = g.laag and r.sleutel = g.sleutel and r.kolom = g.kolom;
set local session_replication_role = origin;
