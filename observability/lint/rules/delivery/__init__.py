"""Rules about how what is written gets to where it runs."""
