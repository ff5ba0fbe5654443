-- WIV-7.1 to WIV-7.4: notices. WIV-4.12: a woonmaatschappij sees its own only. Runs after register.sql, which closes the schema.
-- The loader opens, reminds and closes, and writes down what people decide on the command line; the endpoint has definer functions.
set local role woonkluis_eigenaar;

create policy eigenaar on register.regel_parameter to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.melding_termijn to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar_lezen on register.melding for select to woonkluis_eigenaar using (true);
create policy eigenaar_lezen on register.melding_record for select to woonkluis_eigenaar using (true);
create policy eigenaar_lezen on register.melding_stap for select to woonkluis_eigenaar using (true);
create policy eigenaar_antwoord on register.melding_stap for insert to woonkluis_eigenaar
with check (namens = 'woonmaatschappij' and toestand in ('onderzocht', 'maatregelen'));

grant select, insert (regime, naam, geldig_van, waarde, bron, vastgelegd_door) on register.regel_parameter to woonkluis_lader;
create policy lader on register.regel_parameter to woonkluis_lader using (true) with check (true);
grant
select,
insert (
    geldig_van, onderzoek_dagen, maatregelen_dagen, maatregelen_vanaf, herinner_voor_dagen, herinner_na_dagen, herstel_dagen, bron,
    vastgelegd_door
)
on register.melding_termijn to woonkluis_lader;
create policy lader on register.melding_termijn to woonkluis_lader using (true) with check (true);
grant select, insert on register.melding, register.melding_stap, register.melding_levering to woonkluis_lader;
create policy lader on register.melding to woonkluis_lader using (true) with check (true);
create policy lader on register.melding_stap to woonkluis_lader using (true) with check (true);
create policy lader on register.melding_levering to woonkluis_lader using (true) with check (true);
grant select, insert, update (einde_op, einde_levering_id) on register.melding_record to woonkluis_lader;
create policy lader on register.melding_record to woonkluis_lader using (true) with check (true);
grant select, insert, update (brief_id, verzonden_op, verteld_op) on register.melding_bericht to woonkluis_lader;
create policy lader on register.melding_bericht to woonkluis_lader using (true) with check (true);

grant select on register.melding, register.melding_record to cwr_woonmaatschappij;
-- Not who it was at Wonen in Vlaanderen.
grant select (melding_id, volgnummer, toestand, reden, namens, toelichting, levering_id, moment)
on register.melding_stap to cwr_woonmaatschappij;
create policy woonmaatschappij_eigen on register.melding for select to cwr_woonmaatschappij
using (
    bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'cwr' and recht.gebied_soort = 'woonmaatschappij'
    ))
);
create policy woonmaatschappij_eigen on register.melding_record for select to cwr_woonmaatschappij
using (
    bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'cwr' and recht.gebied_soort = 'woonmaatschappij'
    ))
);
-- The subquery is itself filtered by the policies of melding.
create policy woonmaatschappij_eigen on register.melding_stap for select to cwr_woonmaatschappij
using (melding_id = any(array(select melding.melding_id from register.melding as melding)));

-- The board counts records and names none.
grant select on register.melding to woonkluis_bord;
create policy bord on register.melding for select to woonkluis_bord using (true);
grant select (melding_id, einde_op) on register.melding_record to woonkluis_bord;
create policy bord on register.melding_record for select to woonkluis_bord using (true);
grant select (melding_id, volgnummer, toestand, reden, namens, moment) on register.melding_stap to woonkluis_bord;
create policy bord on register.melding_stap for select to woonkluis_bord using (true);

-- WIV-7.3, WIV-8.1: terms of a notice are counted by what was set and by the days of a stop, with the rights of whoever asks.
grant select (geldig_van, herstel_dagen) on register.melding_termijn to cwr_woonmaatschappij, woonkluis_bord;
create policy bord on register.melding_termijn for select to woonkluis_bord using (true);
-- The subquery is itself filtered by the policies of melding.
create policy woonmaatschappij_eigen on register.melding_termijn for select to cwr_woonmaatschappij
using (geldig_van = any(array(select melding.termijn_van from register.melding as melding)));
grant select (regime, bronhouder_code, gestopt_op, hervat_op) on register.stopzetting to cwr_woonmaatschappij, woonkluis_bord;
create policy bord_lezen on register.stopzetting for select to woonkluis_bord using (regime = 'cwr');
create policy woonmaatschappij_eigen on register.stopzetting for select to cwr_woonmaatschappij
using (
    regime = 'cwr'
    and bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'cwr' and recht.gebied_soort = 'woonmaatschappij'
    ))
);

reset role;
