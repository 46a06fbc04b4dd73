"""Pages that read from every app; one module for each kind of user."""
