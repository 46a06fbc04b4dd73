"""Pages of the catalogue and of session plans."""
