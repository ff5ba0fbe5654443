{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'hoofdcontractnummer'], 'unique': true}],
    )
}}

{{ laatste_bericht(source('landing', 'cwr_hoofdhuurovereenkomst_veld'), 'hoofdcontractnummer') }}
