"""Search over all sections: the index that PostgreSQL keeps, the ranking, the page."""
