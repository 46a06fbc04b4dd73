"""Cleaning what a person typed; a module a family of forms."""
