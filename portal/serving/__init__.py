"""How the portal runs under pressure: roles of processes and their limits, the worker, health and figures."""
