"""Services that teach Lithuanian."""
