-- Codes that no list knows on the peildatum (WIV-3). Only the coded fields are unfolded, and only what is unknown is kept.
-- A list that is not public is not a list here: its codes are kept as they are.

create temporary table pg_temp.onbekende_code on commit drop as
with geleverd as (
    select
        'woning' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_woning as geland
    cross join lateral json_to_record(geland.waarden) as veld (status text, bebouwingstype text, woningtype text, huurstelsel text)
    cross join
        lateral (
            values
            ('status', 'woning_status', veld.status),
            ('bebouwingstype', 'bebouwingstype', veld.bebouwingstype),
            ('woningtype', 'woningtype', veld.woningtype),
            ('huurstelsel', 'huurstelsel', veld.huurstelsel)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'eigenaar' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_eigenaar as geland
    cross join lateral json_to_record(geland.waarden) as veld (eigenaar_soort text)
    cross join
        lateral (
            values
            ('eigenaar_soort', 'eigenaar_soort', veld.eigenaar_soort)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'huureinde' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_huureinde as geland
    cross join lateral json_to_record(geland.waarden) as veld (huureinde_soort text)
    cross join
        lateral (
            values
            ('huureinde_soort', 'huureinde_soort', veld.huureinde_soort)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'gezinslid' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_gezinslid as geland
    cross join
        lateral json_to_record(geland.waarden) as veld (
            geslacht text, nationaliteit_code text, burgerlijke_staat_code text, positie_code text
        )
    cross join
        lateral (
            values
            ('geslacht', 'geslacht', veld.geslacht),
            ('nationaliteit_code', 'nationaliteit', veld.nationaliteit_code),
            ('burgerlijke_staat_code', 'burgerlijke_staat', veld.burgerlijke_staat_code),
            ('positie_code', 'positie_gezin', veld.positie_code)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'ocmwJaar' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_ocmw_jaar as geland
    cross join lateral json_to_record(geland.waarden) as veld (type_uitkering text)
    cross join
        lateral (
            values
            ('type_uitkering', 'ocmw_uitkering', veld.type_uitkering)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'ocmwMaand' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_ocmw_maand as geland
    cross join lateral json_to_record(geland.waarden) as veld (type_uitkering text, partnersituatie text)
    cross join
        lateral (
            values
            ('type_uitkering', 'ocmw_uitkering', veld.type_uitkering),
            ('partnersituatie', 'partnersituatie', veld.partnersituatie)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'pensioenrecht' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_pensioenrecht as geland
    cross join lateral json_to_record(geland.waarden) as veld (taal_code text)
    cross join
        lateral (
            values
            ('taal_code', 'taal', veld.taal_code)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'pensioenbetaling' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_pensioenbetaling as geland
    cross join lateral json_to_record(geland.waarden) as veld (munteenheid text)
    cross join
        lateral (
            values
            ('munteenheid', 'munteenheid', veld.munteenheid)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'werkloosheid' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_werkloosheid as geland
    cross join lateral json_to_record(geland.waarden) as veld (statuut_dossier text)
    cross join
        lateral (
            values
            ('statuut_dossier', 'rva_statuut', veld.statuut_dossier)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'handicap' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_handicap as geland
    cross join lateral json_to_record(geland.waarden) as veld (wetgeving text, beslissing_status text, categorie_tegemoetkoming text)
    cross join
        lateral (
            values
            ('wetgeving', 'handicap_wetgeving', veld.wetgeving),
            ('beslissing_status', 'handicap_status', veld.beslissing_status),
            ('categorie_tegemoetkoming', 'tegemoetkoming', veld.categorie_tegemoetkoming)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'arbeidsongeschiktheid' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_arbeidsongeschiktheid as geland
    cross join lateral json_to_record(geland.waarden) as veld (sociale_status text, ao_type text, risico_situatie text)
    cross join
        lateral (
            values
            ('sociale_status', 'sociale_status', veld.sociale_status),
            ('ao_type', 'ao_type', veld.ao_type),
            ('risico_situatie', 'risico_situatie', veld.risico_situatie)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'gezinsbijslag' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_gezinsbijslag as geland
    cross join lateral json_to_record(geland.waarden) as veld (hoedanigheid text)
    cross join
        lateral (
            values
            ('hoedanigheid', 'bijslag_hoedanigheid', veld.hoedanigheid)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
    union all
    select
        'verbondenPersoon' as laag,
        geland.rij,
        code.kolom,
        code.lijst,
        code.waarde
    from landing.cwr_verbonden_persoon as geland
    cross join lateral json_to_record(geland.waarden) as veld (hoedanigheid text)
    cross join
        lateral (
            values
            ('hoedanigheid', 'bijslag_hoedanigheid', veld.hoedanigheid)
        ) as code (kolom, lijst, waarde)
    where geland.levering_id = %(levering_id)s
)

select
    geleverd.laag,
    geleverd.rij,
    geleverd.kolom,
    geleverd.lijst,
    geleverd.waarde
from geleverd
cross join pg_temp.levering
left join referentie.code_cwr as code
    on
        geleverd.lijst = code.lijst
        and geleverd.waarde = code.code
        and levering.peildatum >= coalesce(code.geldig_van, '-infinity')
        and levering.peildatum <= coalesce(code.geldig_tot, 'infinity')
where geleverd.waarde is not null and code.code is null
