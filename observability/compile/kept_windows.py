"""Catalogues of alert windows, made the windows of definitions."""

from __future__ import annotations

from observability.base.duration import Duration
from observability.base.errors import DefinitionError
from observability.base.quantity import decimal
from observability.formats.sloth_windows import Catalogue, Window
from observability.model.alert_windows import AlertWindows, BurnPair
from observability.model.team import Severity
from observability.promql.linear import Refusal
from observability.slo.windows import TABLES

__all__ = ["kept_windows", "must_be_kept"]


def kept_windows(period: Duration, catalogue: Catalogue | None) -> AlertWindows | None:
    """Return the windows of *catalogue* for *period*; None if they are the usual ones.

    They are the usual ones, too, where definitions can not have those of the catalogue.
    """
    try:
        return must_be_kept(period, catalogue)
    except Refusal:
        return None


def must_be_kept(period: Duration, catalogue: Catalogue | None) -> AlertWindows | None:
    """Return the windows of *catalogue* for *period*; None if they are the usual ones.

    Raises:
        Refusal: If there are none, or definitions can not have them.
    """
    if catalogue is None:
        return None
    found = catalogue.get(period)
    if found is None:
        raise Refusal(f"has a period of {period}, for which there are no windows")
    pairs = (
        (Severity.PAGE, found.page_quick),
        (Severity.PAGE, found.page_slow),
        (Severity.TICKET, found.ticket_quick),
        (Severity.TICKET, found.ticket_slow),
    )
    try:
        made = AlertWindows(
            name=f"windows-{period}", pairs=[_pair(severity, one) for severity, one in pairs]
        )
    except DefinitionError as error:
        raise Refusal(f"has windows that can not be kept: {error.problem.message}") from None
    usual = TABLES.get(period)
    return None if usual is not None and usual.pairs == made.over(period).pairs else made


def _pair(severity: Severity, window: Window) -> BurnPair:
    return BurnPair(
        severity=severity, budget=decimal(window.budget), long=window.long, short=window.short
    )
