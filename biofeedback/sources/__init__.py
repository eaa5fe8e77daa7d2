"""Bodies that need no hardware: a simulated patient and recordings."""
