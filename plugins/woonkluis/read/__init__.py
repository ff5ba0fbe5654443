"""From bytes to a stream of landing rows: a confined child reads, the parent only relays. No rules, no database."""
