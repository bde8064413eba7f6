"""The use cases for specs in other formats: each returns what it found and prints nothing."""
