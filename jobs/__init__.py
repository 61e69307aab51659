"""Jobs: open positions, and how employers send them in."""
