"""Ask a person: a question in one's own words, who answers it here, the thread behind private links, its end."""
