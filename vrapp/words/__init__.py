"""Every text that patients and therapists read, in their language: one catalogue a language."""
