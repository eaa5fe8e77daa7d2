"""What the signals mean, one index a file."""
