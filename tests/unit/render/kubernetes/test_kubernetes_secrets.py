"""Where secrets come from, as it is read back from the files."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from observability import Environment, Migration, Resources, SecretEnv, SecretStore
from observability.base.errors import DefinitionError
from observability.model.catalog import join
from tests.custom_resources import OURS, faults
from tests.kubernetes_catalog import LIVE, PROJECT, WEB, WORKER, catalog, objects, with_workload

_VAULT = SecretStore(name="vault", region="eu-west-1", account="vaults/reader")
_TOLD = with_workload(
    attrs.evolve(WORKER, environment=attrs.evolve(LIVE, secrets=_VAULT), depends_on=[]),
    secrets=[
        SecretEnv(name="PASSWORD", secret="database", key="password"),
        SecretEnv(name="TOKEN", secret="mail", key="token"),
    ],
    migration=Migration(
        command=["up"],
        requests=Resources(cpu="1m", memory="1Mi"),
        secrets=[
            SecretEnv(name="OWNER", secret="database", key="owner"),
            SecretEnv(name="PASSWORD", secret="database", key="password"),
        ],
    ),
)


def _secrets(*definitions: Any) -> dict[str, dict[str, Any]]:
    every = objects(join(definitions, PROJECT)).values()
    return {
        f"{one['metadata']['namespace']}/{one['metadata']['name']}": one
        for one in every
        if one["kind"] == "ExternalSecret"
    }


def _kept(one: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        item["secretKey"]: (item["remoteRef"]["key"], item["remoteRef"]["property"])
        for item in one["spec"]["data"]
    }


def test_every_key_that_is_referred_to_is_fetched() -> None:
    """A secret has the keys of all who refer to it, migrations included, each once."""
    found = _secrets(_TOLD)

    assert {
        "owner": ("shop/live/database", "owner"),
        "password": ("shop/live/database", "password"),
    } == _kept(found["shop-live/database"])
    assert {"token": ("shop/live/mail", "token")} == _kept(found["shop-live/mail"])


def test_environments_have_their_own_secrets() -> None:
    """Staging's pods never see what production keeps."""
    trial = Environment(
        name="trial",
        namespace="shop-trial",
        cluster="shop",
        follows=_TOLD.environment,
        secrets=_VAULT,
    )
    found = _secrets(_TOLD, trial)

    assert ("shop/trial/mail", "token") == _kept(found["shop-trial/mail"])["token"]


def test_secrets_are_fetched_from_the_declared_store() -> None:
    """The store of the environment is in the cluster, and both match their schemas."""
    every = objects(join((_TOLD,), PROJECT))
    store = every["kubernetes/cluster/clustersecretstore-vault.yaml"]
    secret = every["kubernetes/live/externalsecret-mail.yaml"]

    assert [[], []] == [faults(OURS, one) for one in (store, secret)]
    assert {"kind": store["kind"], "name": "vault"} == secret["spec"]["secretStoreRef"]
    account = store["spec"]["provider"]["aws"]["auth"]["jwt"]["serviceAccountRef"]
    assert {"namespace": "vaults", "name": "reader"} == account


def test_without_a_store_others_bring_the_secrets() -> None:
    """Nothing is invented: no object, and no value."""
    kinds = {one["kind"] for one in objects(catalog(WEB)).values()}

    assert not {"ExternalSecret", "ClusterSecretStore", "Secret"} & kinds


@pytest.mark.parametrize("account", ["reader", "a/b/c", "A/b"])
def test_account_is_a_namespace_and_a_name(account: str) -> None:
    """Who may read is told exactly."""
    with pytest.raises(DefinitionError, match="no namespace and name"):
        SecretStore(name="vault", region="eu-west-1", account=account)
