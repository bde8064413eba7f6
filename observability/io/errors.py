"""What can go wrong with files: always something the user can put right."""

from __future__ import annotations

from observability.base.errors import ObservabilityError

__all__ = ["WriteError"]


class WriteError(ObservabilityError):
    """The output folder can not be read or replaced; it is as it was."""
