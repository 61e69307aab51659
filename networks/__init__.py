"""Networks: coordinators, agreements, volunteering."""
