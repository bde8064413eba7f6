"""The way in: Ingress, what Kong is told, and what lets certificates be issued."""
