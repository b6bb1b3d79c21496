"""SQL, the truth."""
