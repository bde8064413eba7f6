"""The cluster: its API, its addons and its groups of nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observability.base import naming
from observability.model.cloud import EFFECTS
from observability.model.infrastructure import Infrastructure, NodeGroup
from observability.render.document import Block, Expression
from observability.render.terraform.module import call

__all__ = ["CONTROLLERS", "blocks"]

# Controllers that need a role of their own: the module's switch, and the service accounts that
# their own manifests bring along.
CONTROLLERS = {
    "cluster-autoscaler": "kube-system:cluster-autoscaler",
    "ebs-csi": "kube-system:ebs-csi-controller-sa",
}
_ADDONS = ("coredns", "kube-proxy", "vpc-cni", "aws-ebs-csi-driver")


def blocks(given: Infrastructure, secrets: Sequence[str] = ()) -> tuple[Block, ...]:
    """Return the cluster of *given*, and the roles of its controllers.

    *secrets* are the paths below which what fetches secrets may read.
    """
    name = given.environment.cluster
    network = {
        "vpc_id": Expression("module.vpc.vpc_id"),
        "subnet_ids": Expression("module.vpc.private_subnets"),
    }
    api = {
        "endpoint_private_access": True,
        "endpoint_public_access": True,
        "endpoint_public_access_cidrs": given.administrators,
    }
    cluster = call(
        "eks",
        "eks",
        {"name": name, "kubernetes_version": given.kubernetes},
        network,
        api,
        {
            "authentication_mode": "API",
            "enable_irsa": True,
            "enabled_log_types": ["api", "audit", "authenticator"],
        },
        {"addons": _addons(given)},
        {"eks_managed_node_groups": {one.name: _group(one, given) for one in given.node_groups}},
    )
    controllers = (_controller(name, account, given) for name, account in CONTROLLERS.items())
    return (cluster, *controllers, *_secrets(given, secrets))


def _addons(given: Infrastructure) -> dict[str, Any]:
    policies = Expression('jsonencode({ enableNetworkPolicy = "true" })')
    more: dict[str, dict[str, Any]] = {
        "vpc-cni": {"before_compute": True, "configuration_values": policies},
        "aws-ebs-csi-driver": {"service_account_role_arn": Expression("module.ebs_csi_role.arn")},
    }
    return {name: _version(name, given) | more.get(name, {}) for name in _ADDONS}


def _version(addon: str, given: Infrastructure) -> dict[str, Any]:
    version = given.addons.get(addon)
    return {"addon_version": version} if version else {"most_recent": True}


def _group(group: NodeGroup, given: Infrastructure) -> dict[str, Any]:
    found: dict[str, Any] = {
        "use_name_prefix": False,
        "instance_types": group.instance_types,
        "capacity_type": "SPOT" if group.spot else "ON_DEMAND",
        "min_size": group.minimum,
        "desired_size": group.desired,
        "max_size": group.maximum,
        "labels": {"environment": given.environment.name, **group.labels},
    }
    if group.taints:
        found["taints"] = {
            one.key: {"key": one.key, "value": one.value, "effect": EFFECTS[one.effect]}
            for one in group.taints
        }
    return found


def _controller(name: str, account: str, given: Infrastructure) -> Block:
    switch = name.replace("-", "_")
    rights: dict[str, Any] = {f"attach_{switch}_policy": True}
    if name == "cluster-autoscaler":
        rights["cluster_autoscaler_cluster_names"] = [given.environment.cluster]
    return call(
        "iam-role-for-service-accounts",
        f"{switch}_role",
        {"name": naming.role_name(given.environment.cluster, name), "use_name_prefix": False},
        rights,
        {"oidc_providers": provider(account)},
    )


def _secrets(given: Infrastructure, paths: Sequence[str]) -> tuple[Block, ...]:
    """Return the role of the account that reads the secrets at *paths*, and no others."""
    store = given.environment.secrets
    if store is None:
        return ()
    kept = f"arn:aws:secretsmanager:{store.region}:{given.account}:secret"
    secrets = [f"{kept}:{path}" for path in paths]
    return (
        call(
            "iam-role-for-service-accounts",
            "external_secrets_role",
            {
                "name": naming.role_name(given.environment.cluster, "external-secrets"),
                "use_name_prefix": False,
            },
            {
                "attach_external_secrets_policy": True,
                "external_secrets_secrets_manager_arns": secrets,
            },
            {"oidc_providers": provider(store.account.replace("/", ":"))},
        ),
    )


def provider(account: str) -> dict[str, Any]:
    """Return who may take a role: the service account *account*, ``namespace:name``."""
    return {
        "main": {
            "provider_arn": Expression("module.eks.oidc_provider_arn"),
            "namespace_service_accounts": [account],
        }
    }
