"""Pages that gather all floors; a module a person they are for."""
