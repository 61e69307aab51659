"""Courses of Lithuanian from all sections: one list to choose from, its filters, its feed."""
