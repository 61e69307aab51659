"""What is offered under a search box while somebody types: pages that answer, and titles that begin so."""
