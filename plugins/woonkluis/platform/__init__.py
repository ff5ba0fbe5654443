"""Settings, connections, the private PostGIS cluster, migrations and the Airflow services: what every room stands on."""
