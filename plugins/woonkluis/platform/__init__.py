"""Settings, connections, the private cluster, migrations and Airflow's services: what every room stands on."""
