"""Registering an expression of interest: its questions, forms and pages."""
