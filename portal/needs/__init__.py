"""The answer to a need on one page: what to do today, whom to call, the next steps, and who helps."""
