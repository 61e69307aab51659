"""What the back office's forms of all sections have in common: language tabs, publishing, steps of a record."""
