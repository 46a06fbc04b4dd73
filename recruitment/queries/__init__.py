"""Reads that return another shape than a queryset."""
