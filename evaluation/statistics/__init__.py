"""Counts, intervals and tests on plain values."""
