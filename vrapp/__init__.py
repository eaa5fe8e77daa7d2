"""A calm scene that breathes with a body."""
