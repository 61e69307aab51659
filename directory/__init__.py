"""Records that several sections point at: organisations, places, municipalities, terms, projects."""
