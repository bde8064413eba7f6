"""The metrics of programs that others wrote, by their real names, one file a program."""
