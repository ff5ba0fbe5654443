# Two images: the database with its extensions, and Woonkluis with Airflow and dbt.

FROM postgis/postgis:15-3.5 AS database
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-15-pgaudit \
    && rm -rf /var/lib/apt/lists/*

FROM python:3.11-slim-bookworm AS woonkluis
# The state directory is a volume that starts as a copy of this one, so its owner counts.
RUN useradd --create-home --uid 50000 woonkluis \
    && install --directory --owner woonkluis --mode 0700 /var/lib/woonkluis /var/lib/woonkluis/inbox \
        /var/lib/sleutels /var/lib/sleutels/ontvanger /var/lib/sleutels/identiteit /var/lib/sleutels/pseudoniem
WORKDIR /opt/woonkluis
COPY requirements-setup.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-setup.txt \
    && uv pip install --system --no-cache --compile-bytecode --require-hashes -r requirements.txt
COPY pyproject.toml ./
COPY plugins plugins
COPY dags dags
COPY dbt dbt
COPY sql sql
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable .
USER woonkluis
