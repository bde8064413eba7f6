"""Terraform: a folder a cluster, made of modules whose versions are pinned."""
