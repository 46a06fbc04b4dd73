"""Forms that hub staff fill in, one module for each noun."""
