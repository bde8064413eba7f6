"""What the exit code says."""

from __future__ import annotations

__all__ = ["CLEAN", "CLOSED", "FOUND", "INTERRUPTED", "NO_TOOL", "WRONG"]

CLEAN = 0
FOUND = 1
"""Something was found: out/ is stale, a finding, a test that fails."""
WRONG = 2
"""The definitions or the command line are wrong, or a folder can not be read or written."""
NO_TOOL = 3
"""A program that was needed is missing, or failed for a reason of its own."""
INTERRUPTED = 130
CLOSED = 141
