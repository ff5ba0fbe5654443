-- depends: 0037_onbeslist
-- WIV-R.1: a plan to erase is made anew until its first record went, and an end counts only when it could be repaired.
-- docs/decisions/0018-historie.md
set local role woonkluis_eigenaar;

alter table register.te_wissen add column begonnen_op timestamptz;
comment on column register.te_wissen.begonnen_op is
'When the first record under the key went: from then on it is finished. Until then the next plan judges anew';
comment on table register.te_wissen is
'WIV-R.1: keys of landed records whose term has passed; one of which records went stays until a run has erased all of them';

reset role;

insert into register.bewaartermijn (regel_id, geldig_van, termijn, grondslag, omschrijving)
values
(
    'WIV-R.1_bekend', '2024-02-01', '30 days', 'besluit 0018; protocol artikel 7: maatregelen binnen 30 dagen',
    'How long an end of a lease or head lease is known before it counts, from the decision on the first message that named it'
);
