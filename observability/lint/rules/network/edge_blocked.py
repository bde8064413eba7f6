"""A network policy closes a connection that a service declares.

Why: the caller hangs until its timeout, and only in the cluster: no test without policies sees it.
Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
Severity: error.
Bad:
    policy("store", port=9999)
Good:
    policy("store", port=8080)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.compile.network import peer
from observability.lint.finding import Finding, Severity
from observability.lint.policies import closing
from observability.lint.view import View

RULE = "network/edge-blocked"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every declared call that the policies close at one of its ends."""
    for caller in view.catalog.services:
        for called in caller.depends_on:
            if called.port is None:
                continue
            closed, end = closing(view.policies, peer(caller), peer(called), called.port)
            if closed:
                yield Finding(
                    rule=RULE,
                    severity=Severity.ERROR,
                    message=f"{caller.name!r} calls {called.name!r} on port {called.port},"
                    f" which {closed[-1].path} does not open",
                    help=f"admit the connection ({end})",
                    path=closed[-1].path,
                    source=caller.source,
                    related=(called.source,),
                )
