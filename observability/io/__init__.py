"""The only effects: running the user's files, reading, writing, calling other programs."""
