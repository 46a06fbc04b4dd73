"""Actions on the catalogue and calendar, one module for each noun."""
