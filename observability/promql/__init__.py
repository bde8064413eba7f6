"""PromQL as values: build expressions here, print them in one place, parse what users write."""
