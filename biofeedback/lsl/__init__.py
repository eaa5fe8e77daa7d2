"""LSL in and out: the only room that knows pylsl."""
