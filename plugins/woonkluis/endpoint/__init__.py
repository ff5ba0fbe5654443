"""The delivery endpoint: woonmaatschappijen send their feed over TLS with a client certificate (WIV-6)."""
