"""The status page of the demonstration: which alerts fired, and who was told."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.demo.stage import Stage

__all__ = ["status_page"]

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; color: #1b1f24 }
h1 { font-size: 1.5rem; margin: 0 } p { margin: .4rem 0 1rem; color: #57606a }
a { color: #0a58ca } table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600; border-bottom: 2px solid #d0d7de; padding: .3rem .6rem }
td { border-bottom: 1px solid #eaeef2; padding: .25rem .6rem; font-variant-numeric: tabular-nums }
.quiet { color: #8c959f } .fired { color: #b42318; font-weight: 600 } .told { color: #1a7f37 }
progress { width: 100%; height: .6rem; accent-color: #b42318 }
"""


def status_page(stage: Stage) -> str:
    """Return the page as it is now; it reloads itself every two seconds."""
    names = stage.expected
    fired = sum(name in stage.fired for name in names)
    rows = "\n".join(_row(stage, name) for name in names)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>{fired} of {len(names)} alerts fired</title><style>{_STYLE}</style></head><body>
<h1>{escape(stage.act)}</h1>
<p>{fired} of {len(names)} alerts have fired, {len(stage.told)} have reached a receiver;
{stage.passed():.0f} seconds since the start.
<a href="{stage.url}">Prometheus</a> <a href="{stage.alertmanager}">Alertmanager</a></p>
<progress max="{len(names)}" value="{fired}"></progress>
<table><tr><th>Alert</th><th>Fired after</th><th>Told</th></tr>
{rows}
</table></body></html>
"""


def _row(stage: Stage, name: str) -> str:
    when = stage.fired.get(name)
    fired = "<td class=quiet>quiet</td>" if when is None else f"<td class=fired>{when:.0f} s</td>"
    return f"<tr><td>{escape(name)}</td>{fired}{_told(stage, name)}</tr>"


def _told(stage: Stage, name: str) -> str:
    if name in stage.told:
        after, receiver = stage.told[name]
        return f"<td class=told>{escape(receiver)}, {after:.0f} s</td>"
    return f"<td class=quiet>{escape(stage.held.get(name, ''))}</td>"
