"""What somebody who works for certain municipalities may see and change: one rule for every admin."""
