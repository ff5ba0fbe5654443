-- regel: WIV-R.2_aanslagbiljet
-- ernst: waarschuwing
-- artikel: 3.3
-- laag: aanslagbiljet
-- titel: Een aanslagbiljet is hoogstens drie jaar oud
-- klasse: overtollig
-- actie: Laat het weg.
-- Its age is that of its inkohierdatum; without one, of its inkomensjaar.
select
    biljet.rij,
    'inkomensjaar' as kolom,
    biljet.inkomensjaar as waarde,
    'Dit aanslagbiljet is ouder dan drie jaar en wordt niet bewaard. Laat het weg.' as melding
from landing.cwr_aanslagbiljet_veld as biljet
cross join pg_temp.levering
inner join pg_temp.parameter on parameter.naam = 'aanslagbiljet_jaren'
where
    biljet.levering_id = %(levering_id)s
    and case
        when landing.datum(biljet.inkohierdatum) is not null
            then landing.datum(biljet.inkohierdatum) < levering.peildatum - make_interval(years => parameter.waarde)
        else landing.geheel(biljet.inkomensjaar) < extract(year from levering.peildatum) - parameter.waarde
    end
