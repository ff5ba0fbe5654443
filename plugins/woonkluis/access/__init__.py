"""Logins of people and tools with their rights as rows, and the checks of the catalog that keep the database closed."""
