"""What is asked of public hosts: selectors, and series that prove alerts on them."""

from __future__ import annotations

import pytest

from observability import certificate_left, probe, probe_series
from observability.base.errors import DefinitionError
from observability.compile.scrape import scrape
from observability.promql.printer import text
from tests.terraform_files import estate


def test_a_probe_selects_the_series_of_its_host() -> None:
    """As the scrape labels them: the address that was asked is the instance."""
    found = scrape(estate())

    assert found is not None
    assert found.probe is not None
    assert "api.quizmentor.com:443" in found.probe.addresses
    assert 'probe_success{job="blackbox", instance="api.quizmentor.com:443"}' == text(
        probe("api.quizmentor.com", "probe_success")
    )


def test_what_is_left_of_a_certificate_is_the_end_less_now() -> None:
    """In seconds, for each host."""
    expected = """\
max by (instance) (
  probe_ssl_earliest_cert_expiry{job="blackbox", instance="shop.example.com:443"}
)
- time()"""

    assert expected == text(certificate_left("shop.example.com"))


def test_a_synthetic_series_is_the_one_that_is_selected() -> None:
    """Else a proof would prove nothing."""
    series = probe_series("shop.example.com", "probe_success", "0x5")

    assert {"job": "blackbox", "instance": "shop.example.com:443"} == dict(series.labels)


def test_a_metric_that_nobody_reports_is_refused() -> None:
    """With the nearest that is reported."""
    with pytest.raises(DefinitionError) as caught:
        probe("shop.example.com", "probe_succes")

    assert "did you mean 'probe_success'?" == caught.value.problem.help
