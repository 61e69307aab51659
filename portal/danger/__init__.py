"""Searches of people in danger: what they mean however they are typed, and what stands before all results."""
