-- depends: 0038_melding_herstel
-- WIV-6.10: what is written before the answer has no index by what was typed: where a row goes in an index depends on what is there
-- already, and EXPLAIN tells it before a rollback. Who joins questions by person, the answer to the DPO, reads the whole table.
set local role woonkluis_eigenaar;

drop index cwr_kluis.bevraagd_persoon_insz;
drop index cwr_kluis.bevraagd_persoon_bron;
drop index audit.inzage_persoon;
comment on table cwr_kluis.bevraagd_persoon is
'WIV-6.10, WIV-R.4: whom the numbers in the log of look-ups are of: one per question, or that of the vault where it was asked by';
comment on column cwr_kluis.bevraagd_persoon.persoon_id is 'Number in the log: drawn for the question, or the one that was asked by';
comment on column cwr_kluis.bevraagd_persoon.vastgelegd_op is 'When the person was first asked for under this number';
comment on column audit.inzage.persoon_id is
'WIV-6.10: number of the person, drawn for this question or asked by; cwr_kluis.bevraagd_persoon knows who that is';

-- It is told until where: sql/views/inzage_antwoord.sql makes it again.
drop function if exists cwr_inzage.wacht_op_schijf();

reset role;
