-- regel: WIV-R.2_aanslagbiljet
-- ernst: waarschuwing
-- artikel: 3.3
-- laag: aanslagbiljet
-- titel: Een aanslagbiljet is hoogstens drie jaar oud
-- klasse: overtollig
-- actie: Laat aanslagbiljetten van meer dan drie jaar oud weg.
-- Its age is that of its inkohierdatum; without one, of the last day of the year after its inkomensjaar, in which it is assessed. The
-- reader drops what is older by the same fields and the same row of register.bewaartermijn (the contract says which): what this finds was
-- landed before the term was shortened.
with biljet as (
    select
        veld.rij,
        veld.inkomensjaar,
        veld.inkohierdatum,
        landing.datum(veld.inkohierdatum) as dag,
        case when veld.inkomensjaar ~ '^[0-9]{4}$' then landing.datum(lpad((veld.inkomensjaar::integer + 1)::text, 4, '0') || '-12-31') end
            as laatste_dag
    from landing.cwr_aanslagbiljet_veld as veld
    where veld.levering_id = %(levering_id)s
)

select
    biljet.rij,
    case when biljet.dag is not null then 'inkohierdatum' else 'inkomensjaar' end as kolom,
    case when biljet.dag is not null then biljet.inkohierdatum else biljet.inkomensjaar end as waarde,
    'Dit aanslagbiljet is ouder dan drie jaar en mag niet worden bewaard. Laat aanslagbiljetten van meer dan drie jaar oud weg.' as melding
from biljet
cross join pg_temp.levering
where
    coalesce(biljet.dag, biljet.laatste_dag)
    < (levering.peildatum - register.termijn('WIV-R.2_aanslagbiljet', current_date))::date
