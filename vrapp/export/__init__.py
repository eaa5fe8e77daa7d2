"""A kept session in the formats of others: BIDS, FHIR, tidy CSV. One format a file."""
