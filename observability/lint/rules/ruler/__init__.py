"""What the systems that evaluate the rules take."""
