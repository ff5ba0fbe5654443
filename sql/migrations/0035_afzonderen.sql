-- depends: 0033_bewaartermijn_melding
-- WIV-7.1: woningen of a message that were set aside, by the schema or by a rule that blocks a woning; and what goes on counting of them
-- while a snapshot sets them aside. docs/decisions/0021-afzonderen.md tells the rules.
set local role woonkluis_eigenaar;

create table register.afgezonderd (
    levering_id bigint references register.levering (levering_id) on delete cascade,
    rij bigint,
    regel_id text,
    woonmaatschappij_woning_id text,
    primary key (levering_id, rij, regel_id)
);
comment on table register.afgezonderd is
'WIV-7.1: woningen that do not count from a message, with all below them: the schema (LEES-XSD) or a rule refuses them';
comment on column register.afgezonderd.levering_id is 'Delivery';
comment on column register.afgezonderd.rij is 'Number of the woning in the message';
comment on column register.afgezonderd.regel_id is 'Rule that blocks it';
comment on column register.afgezonderd.woonmaatschappij_woning_id is
'Woning; null where the schema refused a woning of which the number cannot be read';

create table register.blijvend (
    levering_id bigint references register.levering (levering_id) on delete cascade,
    woonmaatschappij_woning_id text,
    uit_levering_id bigint not null references register.levering (levering_id) on delete cascade,
    primary key (levering_id, woonmaatschappij_woning_id),
    check (uit_levering_id <> levering_id)
);
create index blijvend_uit on register.blijvend (uit_levering_id, woonmaatschappij_woning_id);
comment on table register.blijvend is
'WIV-5.1, WIV-7.1: woningen that a snapshot sets aside, or may have, and that go on counting from an earlier message';
comment on column register.blijvend.levering_id is 'Delivery of the snapshot';
comment on column register.blijvend.woonmaatschappij_woning_id is 'Woning';
comment on column register.blijvend.uit_levering_id is 'Delivery of the message from which it goes on counting';

reset role;

-- What was checked before and still waits was judged by the old rule: there only the schema left woningen out.
insert into register.afgezonderd (levering_id, rij, regel_id, woonmaatschappij_woning_id)
select
    overgeslagen.levering_id,
    (overgeslagen.waarden ->> 'rijnummer')::bigint,
    'LEES-XSD',
    overgeslagen.waarden ->> 'sleutel'
from landing.cwr_overgeslagen as overgeslagen
inner join register.levering on overgeslagen.levering_id = levering.levering_id
where levering.status = 'gecontroleerd' and overgeslagen.waarden ->> 'element' = 'woning';

insert into register.bewaartermijn (regel_id, geldig_van, termijn, grondslag, omschrijving)
values
(
    'WIV-R.5_afgezonderd', '2024-02-01', '1 year', 'besluit 0021; even lang als een bericht dat niet werd toegepast',
    'Landed rows of a woning that was set aside, from the decision on its message: nothing was made of them'
);
