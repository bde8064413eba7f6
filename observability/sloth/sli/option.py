"""What an SLI plugin is given, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

__all__ = ["Labels", "Meta", "OptionError", "Options", "Query"]

Labels = Mapping[str, str]
Options = Mapping[str, str]


@attrs.frozen(kw_only=True)
class Meta:
    """Of which SLO the query is; *objective* in percent, with six digits."""

    service: str
    slo: str
    objective: str


Query = Callable[[Meta, Labels, Options], str]


class OptionError(ValueError):
    """An option of a plugin is missing or wrong."""
