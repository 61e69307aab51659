"""People at events: who registered, and how many came."""
