"""The SLI plugins that exist here: the public common ones, as functions with the same options."""

from __future__ import annotations

from collections.abc import Mapping

from observability.formats.sloth_spec import PluginSli
from observability.sloth.sli.common import QUERIES
from observability.sloth.sli.mended import mended
from observability.sloth.sli.option import Meta, OptionError

__all__ = ["QUERIES", "Meta", "OptionError", "mended", "query"]


def query(plugin: PluginSli, meta: Meta, labels: Mapping[str, str]) -> str:
    """Return the query of the share of bad events that *plugin* writes.

    Raises:
        LookupError: If there is no such plugin here.
        OptionError: If an option is missing or wrong.
    """
    if plugin.id not in QUERIES:
        raise LookupError(
            f'could not get plugin: plugin "{plugin.id}" not found: '
            "it is a Go program that only Sloth can run, or misspelt"
        )
    try:
        return QUERIES[plugin.id](meta, labels, plugin.options)
    except OptionError as error:
        raise OptionError(f'plugin "{plugin.id}" execution error: {error}') from error
