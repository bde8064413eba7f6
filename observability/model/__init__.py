"""What a user writes: frozen values that point up to a Service."""
