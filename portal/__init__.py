"""The roof: settings, addresses, and what is made of several sections."""
