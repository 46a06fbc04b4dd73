"""Verbs of the catalogue, by the noun they act on."""
