"""Services: who helps with what, when it is open, what it costs."""
