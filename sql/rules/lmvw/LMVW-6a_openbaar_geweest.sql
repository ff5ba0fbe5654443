-- regel: LMVW-6a_openbaar_geweest
-- ernst: waarschuwing
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een plan dat openbaar was wordt niet vertrouwelijk
-- What has been published stays known. A vervallen plan may still become confidential (LMVW-6b).
select
    plan.rij,
    'vertrouwelijkheid' as kolom,
    plan.vertrouwelijkheid as waarde,
    'Dit plan was in de vorige levering openbaar en is toen gepubliceerd. Controleer of het nog vertrouwelijk kan zijn.' as melding
from pg_temp.plan
inner join pg_temp.vorige on plan.sleutel = vorige.sleutel
where vorige.openbaar and plan.vertrouwelijk and not plan.vervallen
