"""A trial on one's own computer: the command that serves it, its settings, its PostgreSQL."""
