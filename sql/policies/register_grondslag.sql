-- Article 9 GDPR, WIV-3.7, WIV-3.8: who writes and reads the decisions of the DPO. Runs after register.sql, which closes the schema.
set local role woonkluis_eigenaar;

grant
select,
insert (doel, categorie, uitkomst, grond, motivering, besloten_door, besloten_op, geldig_van, geldig_tot),
update (ingetrokken_op, ingetrokken_door, ingetrokken_reden)
on register.grondslag to woonkluis_toegang;
create policy toegang on register.grondslag to woonkluis_toegang using (true) with check (true);

grant select on register.grondslag to cwr_dpo;
create policy dpo on register.grondslag for select to cwr_dpo using (true);

-- What a policy asks for; not who decided, and why.
grant select (doel, categorie, uitkomst, grond, geldig_van, geldig_tot, ingetrokken_op) on register.grondslag to cwr_statistiek;
create policy statistiek on register.grondslag for select to cwr_statistiek using (doel = 'statistiek');

reset role;
