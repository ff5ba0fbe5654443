-- regel: WIV-3.9.1_persoon
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: Wie in een dossier van gezinsbijslag staat, is bekend
-- klasse: onvolledig
-- actie: Lever de verbonden persoon.
with genoemd as (
    select distinct
        dossier.rij,
        dossier.contractnummer,
        dossier.computernummer,
        dossier.bijslag_dossiernummer,
        veld.kolom,
        veld.waarde,
        string_to_table(veld.waarde, ' ') as insz
    from landing.cwr_gezinsbijslag_veld as dossier
    cross join
        lateral (
            values
            ('rechthebbenden', dossier.rechthebbenden),
            ('bijslagtrekkenden', dossier.bijslagtrekkenden),
            ('rechtgevenden', dossier.rechtgevenden)
        ) as veld (kolom, waarde)
    where dossier.levering_id = %(levering_id)s
)

select distinct
    genoemd.rij,
    genoemd.kolom,
    genoemd.waarde,
    'In deze lijst staat iemand die geen gezinslid is en niet met het dossier verbonden. Lever de verbonden persoon.' as melding
from genoemd
left join pg_temp.gezinslid on genoemd.insz = gezinslid.insz
left join landing.cwr_verbonden_persoon_veld as verbonden
    on
        verbonden.levering_id = %(levering_id)s
        and genoemd.contractnummer = verbonden.contractnummer
        and genoemd.computernummer = verbonden.computernummer
        and genoemd.bijslag_dossiernummer = verbonden.bijslag_dossiernummer
        and genoemd.insz = verbonden.insz_verbonden
where
    gezinslid.insz is null
    and verbonden.insz_verbonden is null
