"""Settings of all tests: no example files of hypothesis in the checkout, the same runs for all."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "tests",
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")
