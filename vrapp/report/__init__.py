"""What a session leaves behind for a person to read."""
