"""What services there are: the records, their cards, and the letters about those that end."""
