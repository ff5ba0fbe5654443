-- LMVW-5c: the loader adds rows as delivered, the builder reads them; a landed row is never changed.
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('landing');

grant select, insert on
landing.lmvw_planregistratie, landing.lmvw_detailplanning, landing.lmvw_woningblok, landing.lmvw_categorie,
landing.cwr_woning, landing.cwr_huurovereenkomst, landing.cwr_gezinslid, landing.cwr_huurprijsberekening,
landing.cwr_hoofdhuurovereenkomst, landing.cwr_eigenaar, landing.cwr_huureinde, landing.cwr_wijziging,
landing.cwr_aanslagbiljet, landing.cwr_ocmw_jaar, landing.cwr_ocmw_maand, landing.cwr_pensioenrecht,
landing.cwr_pensioenbetaling, landing.cwr_werkloosheid, landing.cwr_handicap, landing.cwr_arbeidsongeschiktheid,
landing.cwr_ao_vergoeding, landing.cwr_gezinsbijslag, landing.cwr_verbonden_persoon, landing.cwr_verwijderde_woning,
landing.cwr_grond, landing.cwr_bericht, landing.cwr_overgeslagen
to woonkluis_lader;
grant select on
landing.lmvw_planregistratie, landing.lmvw_detailplanning, landing.lmvw_woningblok, landing.lmvw_categorie,
landing.cwr_woning, landing.cwr_huurovereenkomst, landing.cwr_gezinslid, landing.cwr_huurprijsberekening,
landing.cwr_hoofdhuurovereenkomst, landing.cwr_eigenaar, landing.cwr_huureinde, landing.cwr_wijziging,
landing.cwr_aanslagbiljet, landing.cwr_ocmw_jaar, landing.cwr_ocmw_maand, landing.cwr_pensioenrecht,
landing.cwr_pensioenbetaling, landing.cwr_werkloosheid, landing.cwr_handicap, landing.cwr_arbeidsongeschiktheid,
landing.cwr_ao_vergoeding, landing.cwr_gezinsbijslag, landing.cwr_verbonden_persoon, landing.cwr_verwijderde_woning,
landing.cwr_grond, landing.cwr_bericht, landing.cwr_overgeslagen
to woonkluis_bouwer;

reset role;
