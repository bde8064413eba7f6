"""The monitoring stack: what runs, what it reads, whom it may call."""
