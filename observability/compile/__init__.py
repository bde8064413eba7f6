"""Catalog to Plan: what to record, alert on, route, prove and show; knows no file format."""
