"""An instance of findspot: the database in which it keeps what it knows, opened, made and brought forward."""
