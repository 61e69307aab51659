"""Living here: pages, questions, figures, words from letters."""
