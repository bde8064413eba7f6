"""What Kubernetes would refuse, or silently do otherwise, is refused in the definition."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from observability import HttpProbe, Port, Probes, Resources, SecretEnv, Service, Sidecar, ms
from observability.base.errors import DefinitionError
from observability.model.catalog import join
from tests.kubernetes_catalog import LIVE, PROJECT, STORE, WEB, WORKER, with_workload

_SMALL = Resources(cpu="10m", memory="16Mi")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"http": None}, "probes ask the http port, and there is none"),
        ({"writable": ["cache"]}, "writable holds 'cache', which is no absolute path"),
        ({"writable": ["/cache", "/cache"]}, "writable names '/cache' twice"),
        (
            {"secrets": [SecretEnv(name="LOG_LEVEL", secret=WEB.name, key="k")]},
            "the environment variable 'LOG_LEVEL' is given twice",
        ),
    ],
)
def test_wrong_workload_is_refused(changes: dict[str, Any], message: str) -> None:
    """The problem is named with the value that the user wrote."""
    with pytest.raises(DefinitionError, match=message):
        with_workload(WEB, **changes)


@pytest.mark.parametrize("name", ["1st", "a" * 53])
def test_name_that_no_service_object_can_have_is_refused(name: str) -> None:
    """A Service starts with a letter, and leaves room for what Kubernetes adds to its name."""
    with pytest.raises(DefinitionError, match="can not name a Kubernetes Service"):
        attrs.evolve(WEB, name=name)


@pytest.mark.parametrize("name", ["cadvisor", "kube-state-metrics", "kubernetes-pods"])
def test_name_of_a_platform_job_is_refused(name: str) -> None:
    """Two jobs of one name would be refused by Prometheus, or mix their series."""
    with pytest.raises(DefinitionError, match="the job that reports about all services"):
        attrs.evolve(WEB, name=name)


def test_dependency_without_a_port_is_refused() -> None:
    """A call to something that listens nowhere can not be allowed, nor made."""
    with pytest.raises(DefinitionError, match="'worker', which has no port to connect to"):
        attrs.evolve(WEB, depends_on=[WORKER])


def test_probe_in_fractions_of_a_second_is_refused() -> None:
    """Kubernetes takes whole seconds; half a second would become none."""
    with pytest.raises(DefinitionError, match="not a whole number of seconds"):
        HttpProbe(path="/", period=ms(500))


@pytest.mark.parametrize(
    ("workload", "port"),
    [
        ({"http": None}, "http"),
        ({"http": Port(number=5432, protocol="tcp")}, "http"),
        ({"metrics": None}, "metrics"),
        ({"exporter": Sidecar(image="example.com/e:1", requests=_SMALL)}, "metrics"),
    ],
)
def test_probe_of_a_port_that_the_container_has_not_is_refused(
    workload: dict[str, Any], port: str
) -> None:
    """Kubernetes would find no port of that name, and start the container anew for ever."""
    ask = HttpProbe(path="/", port=port)

    with pytest.raises(DefinitionError, match=f"probes ask the {port} port, and"):
        with_workload(WEB, probes=Probes(live=ask, ready=ask, startup=ask), **workload)


def test_relative_mount_is_refused() -> None:
    """A volume is mounted at an absolute path."""
    with pytest.raises(DefinitionError, match="mount is 'data', which is no absolute path"):
        with_workload(STORE, mount="data")


def test_two_environments_in_one_namespace_are_refused() -> None:
    """Their series could not be told apart."""
    twin = attrs.evolve(LIVE, name="twin")
    other: Service = attrs.evolve(WORKER, name="other", environment=twin)

    with pytest.raises(DefinitionError, match="two definitions of the namespace 'shop/shop-live'"):
        join([WORKER, other], PROJECT)
