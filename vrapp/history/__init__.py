"""What is known of people from session to session: a database, its audit trail, locked files."""
