"""Facts and small values that everything else is built from; imports nothing of ours."""
