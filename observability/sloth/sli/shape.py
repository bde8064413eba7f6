"""The shapes of the common SLI plugins' queries, and how their options are read.

No traffic is no errors in all of them. Spaces and lines are those of the public plugins, so that a
query of one that needed no mending is equal to theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from observability.base.errors import FormatError
from observability.formats.go_regex import go_regex
from observability.sloth.sli.option import OptionError

__all__ = [
    "WINDOW", "bucket", "matchers", "number", "ratio", "regex", "required", "selected", "share",
    "slow", "text", "truth",
]  # fmt: skip

WINDOW = "{{.window}}"
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?Inf")
_TEXT = r'(?:"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`)'
_MATCHER = rf"\s*(?:[A-Za-z_]\w*|{_TEXT})\s*(?:=~|!~|!=|=)\s*{_TEXT}\s*"
_FILTER = re.compile(f"{_MATCHER}(?:,{_MATCHER})*", re.ASCII)
_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("", "0", "f", "F", "FALSE", "false", "False")

Options = Mapping[str, str]


def matchers(options: Options, *more: str, needed: bool = False) -> str:
    """Return the option `filter` and *more* conditions, joined.

    Raises:
        OptionError: If the filter is no list of matchers, or is *needed* and absent.
    """
    own = options.get("filter", "").strip("{},")
    if needed and not own:
        raise OptionError("filter is required")
    if own and not _FILTER.fullmatch(own):
        raise OptionError(f"invalid prometheus filter: {own}")
    return ",".join(one for one in (own, *more) if one)


def required(options: Options, name: str) -> str:
    """Return the option *name*, which must be there."""
    value = options.get(name, "").strip()
    if not value:
        raise OptionError(f'"{name}" option is required')
    return value


def text(options: Options, name: str) -> str:
    """Return the required option *name* as it stands between the quotes of a matcher."""
    return required(options, name).replace("\\", "\\\\").replace('"', '\\"')


def regex(name: str, value: str) -> str:
    """Return the regular expression *value* of the option *name*, for a matcher."""
    try:
        go_regex(value)
    except FormatError as error:
        raise OptionError(f"{name}: invalid regex: {error}") from error
    return value.replace('"', '\\"')


def bucket(options: Options) -> str:
    """Return the required option `bucket`, the upper bound of the events that are fast enough."""
    value = required(options, "bucket")
    if not _NUMBER.fullmatch(value):
        raise OptionError(f"not a valid bucket, can't parse to float64: {value}")
    return value


def number(name: str, value: str) -> float:
    """Return the option *name* as a number."""
    if not _NUMBER.fullmatch(value) or "Inf" in value:
        raise OptionError(f"not a valid {name}, can't parse to float64: {value}")
    return float(value)


def truth(options: Options, name: str) -> bool:
    """Return whether the option *name* is true, in the words that Go takes."""
    value = options.get(name, "")
    if value not in _TRUE + _FALSE:
        raise OptionError(f"not a valid {name}, can't parse to bool: {value}")
    return value in _TRUE


def selected(metric: str, conditions: str) -> str:
    """Return the rate of *metric* where *conditions* hold."""
    return f"sum(rate({metric}{{ {conditions} }}[{WINDOW}]))"


def ratio(errors: str, total: str) -> str:
    """Return *errors* by *total*, or 0 without traffic."""
    return f"\n(\n  {errors}\n  /\n  ({total} > 0)\n) OR on() vector(0)\n"


def share(metric: str, options: Options, bad: str, *always: str, needed: bool = False) -> str:
    """Return the share of those events of *metric* that match *bad*."""
    total = matchers(options, *always, needed=needed)
    return ratio(selected(metric, matchers(options, *always, bad)), selected(metric, total))


def slow(metric: str, options: Options, *always: str) -> str:
    """Return the share of those requests of the histogram *metric* that miss the bucket."""
    le = f'le="{bucket(options)}"'
    fast = selected(f"{metric}_bucket", matchers(options, *always, le))
    total = selected(f"{metric}_count", matchers(options, *always))
    return f"\n1 - ((\n  {fast}\n  /\n  ({total} > 0)\n) OR on() vector(1))\n"
