"""The version, read without looking into the installed packages."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
