"""Rules about whether what was asked for is there."""
