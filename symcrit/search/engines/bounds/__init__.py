"""Bounds of functions: a table with the proof of every entry, and the replacement of functions by their bounds."""
