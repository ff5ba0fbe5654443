"""Woonkluis: a housing-data warehouse that can be trusted with secrets."""
