"""Rules about what the whole cluster has: quotas, classes, components."""
