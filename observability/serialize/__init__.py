"""Documents to bytes: the only place where a file format is written."""
