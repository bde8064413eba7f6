"""Rules about expressions."""
