"""The session's record in XDF: what came in, untouched, and what was made and shown of it."""
