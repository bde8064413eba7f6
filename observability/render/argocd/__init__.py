"""Argo CD: what is in Git is what runs."""
