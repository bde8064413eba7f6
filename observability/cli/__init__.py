"""The command line: one file a command, on top of the use cases."""
