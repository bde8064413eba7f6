"""What can go wrong with files and servers: always something the user can put right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from observability.base.errors import ObservabilityError

__all__ = ["AccessError", "WriteError", "refused"]


class AccessError(ObservabilityError):
    """A server can not even be asked: its URL is none, or a secret is not where it should be."""


class WriteError(ObservabilityError):
    """The output folder can not be read or replaced; it is as it was."""


@contextmanager
def refused(out: str) -> Iterator[None]:
    """Tell as a `WriteError` what the system refuses while the folder *out* is made.

    Raises:
        WriteError: If anything is refused.
    """
    try:
        yield
    except OSError as error:
        name = error.filename or out
        reason = error.strerror or str(error)
        raise WriteError(f"{name}: {reason[0].lower()}{reason[1:]}; {out} is as it was") from error
