"""What a project owes its fund: indicators, the report of a period, what is frozen, and the public page of results."""
