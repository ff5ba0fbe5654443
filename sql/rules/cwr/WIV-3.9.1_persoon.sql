-- regel: WIV-3.9.1_persoon
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: Wie in een dossier van gezinsbijslag staat, is bekend
-- klasse: onvolledig
-- actie: Lever de verbonden persoon.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'In deze lijst staat iemand die geen gezinslid is en niet met het dossier verbonden. Lever de verbonden persoon.' as melding
from landing.cwr_gezinsbijslag_veld as geland
cross join
    lateral (
        values
        ('rechthebbenden', geland.rechthebbenden),
        ('bijslagtrekkenden', geland.bijslagtrekkenden),
        ('rechtgevenden', geland.rechtgevenden)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and exists (
        select from string_to_table(veld.waarde, ' ') as nummer
        where
            not exists (select from pg_temp.gezinslid where gezinslid.insz = nummer)
            and not exists (
                select from landing.cwr_verbonden_persoon_veld as verbonden
                where
                    verbonden.levering_id = %(levering_id)s
                    and verbonden.contractnummer = geland.contractnummer
                    and verbonden.computernummer = geland.computernummer
                    and verbonden.bijslag_dossiernummer = geland.bijslag_dossiernummer
                    and verbonden.insz_verbonden = nummer
            )
    )
