-- LMVW-5c: the loader adds rows as delivered, the builder reads them; a landed row is never changed.
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('landing');

grant select, insert on
landing.lmvw_planregistratie, landing.lmvw_detailplanning, landing.lmvw_woningblok, landing.lmvw_categorie,
landing.cwr_woning, landing.cwr_huurovereenkomst, landing.cwr_gezinslid, landing.cwr_huurprijsberekening
to woonkluis_lader;
grant select on
landing.lmvw_planregistratie, landing.lmvw_detailplanning, landing.lmvw_woningblok, landing.lmvw_categorie,
landing.cwr_woning, landing.cwr_huurovereenkomst, landing.cwr_gezinslid, landing.cwr_huurprijsberekening
to woonkluis_bouwer;

reset role;
