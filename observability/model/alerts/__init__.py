"""The kinds of alert beside the burn-rate alerts of SLOs, one file each."""
