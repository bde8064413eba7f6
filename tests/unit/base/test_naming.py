"""Names that several systems share."""

from __future__ import annotations

import pytest

from observability.base import naming
from observability.base.duration import days, minutes


def test_series_are_named_as_sloth_names_them() -> None:
    """Dashboards that were made for Sloth find the series."""
    assert "slo:sli_error:ratio_rate5m" == naming.ratio(minutes(5))
    assert "slo:sli_error:ratio_rate30d" == naming.ratio(days(30))


@pytest.mark.parametrize("text", ["", "-a", "a-", "A", "a_b", "a.b", "a/b", "a\n", "x" * 64, "é"])
def test_dns_labels_follow_rfc_1123(text: str) -> None:
    """Nothing but lower-case letters, digits and inner hyphens, at most 63."""
    assert not naming.is_dns_label(text)


def test_alert_names_are_in_camel_case() -> None:
    """An alert is named after service, SLO and what it means."""
    assert "LearningApiP99LatencyFastBurn" == naming.alert_name(
        "learning-api", "p99-latency", naming.FAST_BURN
    )


def test_uids_are_short_and_readable() -> None:
    """A uid is the words; one that is too long keeps its start and ends in a hash."""
    long = naming.uid("service", "a" * 60)

    assert "service-learning-api" == naming.uid("service", "Learning API")
    assert "service" == naming.uid("service", "日本")
    assert 40 == len(long)
    assert long != naming.uid("service", "a" * 61)


def test_every_name_is_exported() -> None:
    """Each public constant of the module is in its __all__, and the other way round."""
    public = {name for name in vars(naming) if name.isupper() and not name.startswith("_")}

    assert public == {name for name in naming.__all__ if name.isupper()}
