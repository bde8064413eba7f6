"""Kubernetes objects: a module a kind, an object a file, every environment whole."""
