"""HTTP in, HTTP out; a module a family of pages."""
