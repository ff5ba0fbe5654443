-- regel: PDB-12_epc_datum
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Een EPC is opgemaakt voor de peildatum
-- klasse: foutief
-- actie: Lever de datum die op het EPC staat.
select
    woning.rij,
    'epc_datum' as kolom,
    woning.epc_datum as waarde,
    'Deze datum ligt na de peildatum. Lever de datum die op het EPC staat.' as melding
from pg_temp.woning
cross join pg_temp.levering
where landing.datum(woning.epc_datum) > levering.peildatum
