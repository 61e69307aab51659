"""Forms that visitors fill in: filters by GET, forms anybody may send, fields that take text as people type it."""
