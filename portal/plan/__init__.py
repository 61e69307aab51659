"""The first 90 days: tasks in the order of their deadlines, for the reader's own answers to five questions."""
