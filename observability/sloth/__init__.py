"""The engine `sloth`: Sloth's specs to Sloth's rules."""
