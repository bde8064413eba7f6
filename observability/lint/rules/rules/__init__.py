"""Rules about rule files."""
