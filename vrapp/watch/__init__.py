"""What was shown in a kept session, drawn again from its record."""
