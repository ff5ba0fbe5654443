-- regel: PDB-12_epc_datum
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Een EPC is opgemaakt voor de peildatum
-- klasse: foutief
-- actie: Controleer de datum van het EPC.
select
    woning.rij,
    'epc_datum' as kolom,
    woning.epc_datum as waarde,
    'Deze datum ligt na de peildatum. Controleer de datum van het EPC.' as melding
from pg_temp.woning
cross join pg_temp.levering
where landing.datum(woning.epc_datum) > levering.peildatum
