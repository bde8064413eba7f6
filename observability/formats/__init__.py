"""Files that others wrote, to values."""
