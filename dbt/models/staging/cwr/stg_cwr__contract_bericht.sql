{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'contractnummer'], 'unique': true}],
    )
}}

{{ laatste_bericht(source('landing', 'cwr_huurovereenkomst_veld'), 'contractnummer') }}
