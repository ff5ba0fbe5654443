-- regel: LMVW-11a_getal_detail
-- ernst: blokkerend
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: Aantallen en jaartal van een jaarrij zijn getallen
-- Blank is unknown (LMVW-2b); text, a fraction or an error cell such as #DIV/0! is not a number of woningen,
-- and neither is one that no sum of the layers could hold.
-- One look at all cells of a row together finds the few rows where each cell needs a look.
with verdacht as (
    select *
    from landing.lmvw_detailplanning_veld
    where
        levering_id = %(levering_id)s
        and (
            concat_ws(
                '|',
                meergezins_koop1, meergezins_koop2, meergezins_koop3, meergezins_koop4, meergezins_koop_onb,
                meergezins_huur1, meergezins_huur2, meergezins_huur3, meergezins_huur4, meergezins_huur_onb, meergezins_onbekend,
                eengezins_koop1, eengezins_koop2, eengezins_koop3, eengezins_koop4, eengezins_koop_onb,
                eengezins_huur1, eengezins_huur2, eengezins_huur3, eengezins_huur4, eengezins_huur_onb, eengezins_onbekend,
                onbekend_koop1, onbekend_koop2, onbekend_koop3, onbekend_koop4, onbekend_koop_onb,
                onbekend_huur1, onbekend_huur2, onbekend_huur3, onbekend_huur4, onbekend_huur_onb, onbekend_onbekend,
                sloop_meergezins_koop1, sloop_meergezins_koop2, sloop_meergezins_koop3, sloop_meergezins_koop4, sloop_meergezins_koop_onb,
                sloop_meergezins_huur1, sloop_meergezins_huur2, sloop_meergezins_huur3,
                sloop_meergezins_huur4, sloop_meergezins_huur_onb, sloop_meergezins_onbekend,
                sloop_eengezins_koop1, sloop_eengezins_koop2, sloop_eengezins_koop3, sloop_eengezins_koop4, sloop_eengezins_koop_onb,
                sloop_eengezins_huur1, sloop_eengezins_huur2, sloop_eengezins_huur3,
                sloop_eengezins_huur4, sloop_eengezins_huur_onb, sloop_eengezins_onbekend,
                sloop_onbekend_koop1, sloop_onbekend_koop2, sloop_onbekend_koop3, sloop_onbekend_koop4, sloop_onbekend_koop_onb,
                sloop_onbekend_huur1, sloop_onbekend_huur2, sloop_onbekend_huur3,
                sloop_onbekend_huur4, sloop_onbekend_huur_onb, sloop_onbekend_onbekend
            ) !~ '^([0-9]{1,6}([|]|$))*$'
            or landing.geheel(jaartal) not between 1900 and 2199
            or (trim(jaartal) <> '' and landing.geheel(jaartal) is null)
        )
)

select
    verdacht.rij,
    getal.kolom,
    getal.waarde,
    case
        when getal.kolom = 'jaartal' then 'Dit is geen jaartal. Vul een jaar in, of niets als het onbekend is.' else
            'Dit is geen geheel getal onder een miljoen. Vul een getal in, of niets als het onbekend is.'
    end as melding
from verdacht
cross join
    lateral (
        values
        ('jaartal', verdacht.jaartal),
        ('meergezins_koop1', verdacht.meergezins_koop1), ('meergezins_koop2', verdacht.meergezins_koop2),
        ('meergezins_koop3', verdacht.meergezins_koop3), ('meergezins_koop4', verdacht.meergezins_koop4),
        ('meergezins_koop_onb', verdacht.meergezins_koop_onb), ('meergezins_huur1', verdacht.meergezins_huur1),
        ('meergezins_huur2', verdacht.meergezins_huur2), ('meergezins_huur3', verdacht.meergezins_huur3),
        ('meergezins_huur4', verdacht.meergezins_huur4), ('meergezins_huur_onb', verdacht.meergezins_huur_onb),
        ('meergezins_onbekend', verdacht.meergezins_onbekend), ('eengezins_koop1', verdacht.eengezins_koop1),
        ('eengezins_koop2', verdacht.eengezins_koop2), ('eengezins_koop3', verdacht.eengezins_koop3),
        ('eengezins_koop4', verdacht.eengezins_koop4), ('eengezins_koop_onb', verdacht.eengezins_koop_onb),
        ('eengezins_huur1', verdacht.eengezins_huur1), ('eengezins_huur2', verdacht.eengezins_huur2),
        ('eengezins_huur3', verdacht.eengezins_huur3), ('eengezins_huur4', verdacht.eengezins_huur4),
        ('eengezins_huur_onb', verdacht.eengezins_huur_onb), ('eengezins_onbekend', verdacht.eengezins_onbekend),
        ('onbekend_koop1', verdacht.onbekend_koop1), ('onbekend_koop2', verdacht.onbekend_koop2),
        ('onbekend_koop3', verdacht.onbekend_koop3), ('onbekend_koop4', verdacht.onbekend_koop4),
        ('onbekend_koop_onb', verdacht.onbekend_koop_onb), ('onbekend_huur1', verdacht.onbekend_huur1),
        ('onbekend_huur2', verdacht.onbekend_huur2), ('onbekend_huur3', verdacht.onbekend_huur3),
        ('onbekend_huur4', verdacht.onbekend_huur4), ('onbekend_huur_onb', verdacht.onbekend_huur_onb),
        ('onbekend_onbekend', verdacht.onbekend_onbekend), ('sloop_meergezins_koop1', verdacht.sloop_meergezins_koop1),
        ('sloop_meergezins_koop2', verdacht.sloop_meergezins_koop2), ('sloop_meergezins_koop3', verdacht.sloop_meergezins_koop3),
        ('sloop_meergezins_koop4', verdacht.sloop_meergezins_koop4), ('sloop_meergezins_koop_onb', verdacht.sloop_meergezins_koop_onb),
        ('sloop_meergezins_huur1', verdacht.sloop_meergezins_huur1), ('sloop_meergezins_huur2', verdacht.sloop_meergezins_huur2),
        ('sloop_meergezins_huur3', verdacht.sloop_meergezins_huur3), ('sloop_meergezins_huur4', verdacht.sloop_meergezins_huur4),
        ('sloop_meergezins_huur_onb', verdacht.sloop_meergezins_huur_onb),
        ('sloop_meergezins_onbekend', verdacht.sloop_meergezins_onbekend),
        ('sloop_eengezins_koop1', verdacht.sloop_eengezins_koop1), ('sloop_eengezins_koop2', verdacht.sloop_eengezins_koop2),
        ('sloop_eengezins_koop3', verdacht.sloop_eengezins_koop3), ('sloop_eengezins_koop4', verdacht.sloop_eengezins_koop4),
        ('sloop_eengezins_koop_onb', verdacht.sloop_eengezins_koop_onb), ('sloop_eengezins_huur1', verdacht.sloop_eengezins_huur1),
        ('sloop_eengezins_huur2', verdacht.sloop_eengezins_huur2), ('sloop_eengezins_huur3', verdacht.sloop_eengezins_huur3),
        ('sloop_eengezins_huur4', verdacht.sloop_eengezins_huur4), ('sloop_eengezins_huur_onb', verdacht.sloop_eengezins_huur_onb),
        ('sloop_eengezins_onbekend', verdacht.sloop_eengezins_onbekend), ('sloop_onbekend_koop1', verdacht.sloop_onbekend_koop1),
        ('sloop_onbekend_koop2', verdacht.sloop_onbekend_koop2), ('sloop_onbekend_koop3', verdacht.sloop_onbekend_koop3),
        ('sloop_onbekend_koop4', verdacht.sloop_onbekend_koop4), ('sloop_onbekend_koop_onb', verdacht.sloop_onbekend_koop_onb),
        ('sloop_onbekend_huur1', verdacht.sloop_onbekend_huur1), ('sloop_onbekend_huur2', verdacht.sloop_onbekend_huur2),
        ('sloop_onbekend_huur3', verdacht.sloop_onbekend_huur3), ('sloop_onbekend_huur4', verdacht.sloop_onbekend_huur4),
        ('sloop_onbekend_huur_onb', verdacht.sloop_onbekend_huur_onb), ('sloop_onbekend_onbekend', verdacht.sloop_onbekend_onbekend)
    ) as getal (kolom, waarde)
where
    trim(getal.waarde) <> ''
    and (
        coalesce(abs(landing.geheel(getal.waarde)), 1000000) >= 1000000
        or (getal.kolom = 'jaartal' and landing.geheel(getal.waarde) not between 1900 and 2199)
    )
