"""What can go wrong with files and servers: always something the user can put right."""

from __future__ import annotations

from observability.base.errors import ObservabilityError

__all__ = ["AccessError", "WriteError"]


class AccessError(ObservabilityError):
    """A server can not even be asked: its URL is none, or a secret is not where it should be."""


class WriteError(ObservabilityError):
    """The output folder can not be read or replaced; it is as it was."""
