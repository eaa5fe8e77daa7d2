"""Displays: one contract, one file a backend."""
