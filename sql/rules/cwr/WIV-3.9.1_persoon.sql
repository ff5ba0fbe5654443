-- regel: WIV-3.9.1_persoon
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: Wie in een dossier van gezinsbijslag staat, is bekend
-- klasse: onvolledig
-- actie: Lever wie in de lijst staat als verbonden persoon van het dossier.
-- Who is connected is seen in one pass: joined after the gezinsleden, the server expects nobody and compares all with all.
with deel as (
    select
        rij,
        contractnummer,
        computernummer,
        bijslag_dossiernummer,
        kolom,
        waarde,
        insz,
        false as is_verbonden
    from pg_temp.gezinsbijslag_persoon
    union all
    select
        null as rij,
        contractnummer,
        computernummer,
        bijslag_dossiernummer,
        null as kolom,
        null as waarde,
        insz_verbonden as insz,
        true as is_verbonden
    from pg_temp.verbonden_persoon
),

genoemd as (
    select
        rij,
        kolom,
        waarde,
        insz,
        bool_or(is_verbonden) over zelfde as is_verbonden
    from deel
    window zelfde as (partition by contractnummer, computernummer, bijslag_dossiernummer, insz)
)

select distinct
    rij,
    kolom,
    waarde,
    'In deze lijst staat iemand die geen gezinslid is en niet met het dossier verbonden. '
    'Lever wie in de lijst staat als verbonden persoon van het dossier.' as melding
from genoemd
where
    rij is not null
    and not is_verbonden
    and not exists (
        select from pg_temp.gezinslid
        where gezinslid.insz = genoemd.insz
    )
