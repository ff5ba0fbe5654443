"""What people are told about deliveries: short summaries in the register's words, and failures in one line."""
