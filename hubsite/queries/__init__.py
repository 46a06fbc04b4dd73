"""Reads that gather figures and rows of every app for one page."""
