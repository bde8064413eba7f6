"""The judges: external programs that say whether what was written is right."""
