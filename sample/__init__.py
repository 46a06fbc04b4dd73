"""Invented content for the sample: people, schools, programmes, comments."""
