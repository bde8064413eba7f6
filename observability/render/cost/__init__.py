"""What the estate costs a month: what is requested, what runs it, and what keeps the data."""
