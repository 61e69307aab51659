"""The starter content and the examples, and their loader."""
