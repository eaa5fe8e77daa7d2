"""The therapist's view."""
