"""The defects of the guide's Terraform, in the calls of modules."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import attrs

from observability.model.cloud import EFFECTS, OLDEST_KUBERNETES
from observability.render.document import Expression
from tests.defects.planted import Defect, Files, clean, environments, objects
from tests.terraform_files import arguments, calls, expressions, kind

Calls = Files
"""The arguments of each call of a module, by its name."""


@cache
def _calls() -> Calls:
    return calls()


def _of(given: Calls, *kinds: str) -> Calls:
    return {name: one for name, one in given.items() if kind(one["source"]) in kinds}


def _undeclared(given: Calls) -> list[str]:
    known = {f"module.{name}" for name in given} | {"var.redis_auth_token"}
    used = [
        found
        for text in expressions(given)
        for found in re.findall(r"\b(?:module|var|local|data|aws_\w+)\.\w+", text)
    ]
    return [one for one in used if one not in known]


def _unknown_arguments(given: Calls) -> list[str]:
    own = {"source", "version"}
    return [
        f"{name}.{key}"
        for name, one in given.items()
        for key in one
        if key not in own | arguments(kind(one["source"]))
    ]


def _unpinned(given: Calls) -> list[str]:
    return [
        name
        for name, one in given.items()
        if not re.fullmatch(r"\d+\.\d+\.\d+", one.get("version", ""))
    ]


def _no_cluster_mode(given: Calls) -> list[str]:
    return [
        name
        for name, one in _of(given, "elasticache").items()
        if "num_cache_nodes" in one
        or one.get("cluster_mode_enabled") is not True
        or one.get("create_parameter_group") is not True
    ]


_GROUP = {
    "use_name_prefix",
    "instance_types",
    "capacity_type",
    "min_size",
    "desired_size",
    "max_size",
    "labels",
    "taints",
}


def _groups(given: Calls) -> dict[str, dict[str, Any]]:
    return dict(given["eks"]["eks_managed_node_groups"])


def _unlabelled(given: Calls) -> list[str]:
    return [
        name for name, one in _groups(given).items() if set(one) - _GROUP or not one.get("labels")
    ]


def _taints(given: Calls) -> list[str]:
    return [
        f"{name}: {taint['effect']}"
        for name, one in _groups(given).items()
        for taint in one.get("taints", {}).values()
        if taint["effect"] not in EFFECTS.values()
    ]


def _old(given: Calls) -> list[str]:
    version = given["eks"]["kubernetes_version"]
    old = tuple(int(one) for one in version.split(".")) < OLDEST_KUBERNETES
    return [version] if old else []


def _open(given: Calls) -> list[str]:
    cidrs = given["eks"].get("endpoint_public_access_cidrs", ["0.0.0.0/0"])
    return [one for one in cidrs if one == "0.0.0.0/0"]


def _no_family(given: Calls) -> list[str]:
    return [name for name, one in _of(given, "rds").items() if not one.get("family")]


def _no_replica(given: Calls) -> list[str]:
    stores = _of(given, "rds")
    read = [
        match[1]
        for one in stores.values()
        if (
            match := re.search(
                r"module\.(\w+)", getattr(one.get("replicate_source_db"), "text", "")
            )
        )
    ]
    return [
        name
        for name, one in stores.items()
        if "replicate_source_db" not in one and name not in read
    ]


def _unreachable(given: Calls) -> list[str]:
    return [
        name
        for name, one in _of(given, "rds", "elasticache").items()
        if not _admits(given, one)
        or (kind(one["source"]) == "rds" and one.get("deletion_protection") is not True)
    ]


def _admits(given: Calls, store: dict[str, Any]) -> bool:
    ids = store.get("vpc_security_group_ids", store.get("security_group_ids", []))
    rules = [
        rule
        for one in ids
        for rule in given[one.text.split(".")[1]]["ingress_with_source_security_group_id"]
    ]
    return any(
        str(rule["from_port"]) == str(rule["to_port"]) == str(store["port"])
        and rule["source_security_group_id"].text == "module.eks.node_security_group_id"
        for rule in rules
    )


def _no_role(given: Calls) -> list[str]:
    role = given["eks"]["addons"]["aws-ebs-csi-driver"].get("service_account_role_arn")
    named = given.get(role.text.split(".")[1], {}) if role else {}
    return [] if named.get("attach_ebs_csi_policy") else ["aws-ebs-csi-driver"]


def _no_right_to_secrets(given: Calls) -> list[str]:
    """Return accounts that read secrets or keep copies, and that no role trusts."""
    trusted = {
        account
        for one in given.values()
        if "oidc_providers" in one
        for account in one["oidc_providers"]["main"]["namespace_service_accounts"]
    }
    readers = [
        one["spec"]["provider"]["aws"]["auth"]["jwt"]["serviceAccountRef"]
        for one in objects(clean(), "ClusterSecretStore")
    ]
    wanted = {f"{one['namespace']}:{one['name']}" for one in readers}
    wanted |= {f"quizmentor-prod:{name}-backup" for name in ("postgres", "redis")}
    return sorted(wanted - trusted)


def _prefixed(given: Calls) -> list[str]:
    return [name for name, one in _groups(given).items() if one.get("use_name_prefix") is not False]


def _no_autoscaler(given: Calls) -> list[str]:
    grows = [name for name, one in _groups(given).items() if one["max_size"] > one["desired_size"]]
    scaled = any(one.get("attach_cluster_autoscaler_policy") for one in given.values())
    return [] if scaled else grows


def _not_enforced(given: Calls) -> list[str]:
    settings = given["eks"]["addons"]["vpc-cni"].get("configuration_values")
    enforced = settings and 'enableNetworkPolicy = "true"' in settings.text
    return [] if enforced else ["vpc-cni"]


def _elsewhere(given: Calls) -> list[str]:
    """Return the networks that the policies allow as stores and that are no subnets."""
    names = ("database_subnets", "elasticache_subnets", "intra_subnets")
    subnets = [one for name in names for one in given["vpc"].get(name, [])]
    allowed = {
        peer["ipBlock"]["cidr"]
        for one in objects(clean(), "NetworkPolicy")
        if one["metadata"]["namespace"] in environments(clean())
        for rule in one["spec"].get("egress", ())
        for peer in rule["to"]
        if "ipBlock" in peer
    }
    return sorted(allowed - set(subnets)) + ([] if allowed else ["no store"])


def _no_endpoint(given: Calls) -> list[str]:
    """Return what the provider runs for everybody and no endpoint leads to."""
    served = given.get("endpoints", {}).get("endpoints", {})
    used = {name for name, one in given.items() if kind(one["source"]) in ("s3-bucket", "sqs")}
    return sorted({"s3", "sqs"} - set(served)) if used else []


def _passwords(given: Calls) -> list[str]:
    secret = ("password", "auth_token", "master_password")
    return [
        f"{name}.{key}"
        for name, one in given.items()
        for key in secret
        if key in one and not isinstance(one[key], Expression)
    ] + [
        name
        for name, one in _of(given, "rds").items()
        if "replicate_source_db" not in one and not one.get("manage_master_user_password")
    ]


_CALLS = [
    Defect("E1", _undeclared, lambda given: given.pop("vpc")),
    Defect(
        "E2",
        _undeclared,
        lambda given: given["postgres"].update(
            monitoring_role_arn=Expression("aws_iam_role.rds_enhanced_monitoring.arn")
        ),
    ),
    Defect("E3", _unknown_arguments, lambda given: given["redis"].update(auth_token_enabled=True)),
    Defect("E4", _unknown_arguments, lambda given: given["redis"].update(cluster_mode={})),
    Defect("E5", _unpinned, lambda given: given["redis"].pop("version")),
    Defect("E6", _no_cluster_mode, lambda given: given["redis"].update(num_cache_nodes=3)),
    Defect(
        "E7",
        _unlabelled,
        lambda given: _groups(given)["spot"].update(
            k8s_labels=_groups(given)["spot"].pop("labels")
        ),
    ),
    Defect(
        "E8",
        _taints,
        lambda given: _groups(given)["spot"]["taints"]["spot"].update(effect="NoSchedule"),
    ),
    Defect("E9", _old, lambda given: given["eks"].update(kubernetes_version="1.28")),
    Defect("E10", _open, lambda given: given["eks"].pop("endpoint_public_access_cidrs")),
    Defect("E11", _no_family, lambda given: given["postgres"].pop("family")),
    Defect("E12", _no_replica, lambda given: given.pop("postgres_replica_0")),
    Defect("E13", _unreachable, lambda given: given["postgres"].pop("vpc_security_group_ids")),
    Defect(
        "E16",
        _no_role,
        lambda given: given["eks"]["addons"]["aws-ebs-csi-driver"].pop("service_account_role_arn"),
    ),
    Defect("E16-secrets", _no_right_to_secrets, lambda given: given.pop("external_secrets_role")),
    Defect("E16-copies", _no_right_to_secrets, lambda given: given.pop("redis_backup_role")),
    Defect("E17", _prefixed, lambda given: _groups(given)["general"].pop("use_name_prefix")),
    Defect("E18", _no_autoscaler, lambda given: given.pop("cluster_autoscaler_role")),
    Defect("C39", _passwords, lambda given: given["postgres"].pop("manage_master_user_password")),
    Defect("D7", _elsewhere, lambda given: given["vpc"].update(database_subnets=["10.9.0.0/24"])),
    Defect("D7-endpoints", _no_endpoint, lambda given: given.pop("endpoints")),
    Defect("D10", _not_enforced, lambda given: given["eks"]["addons"].update({"vpc-cni": {}})),
]

DEFECTS = [attrs.evolve(one, files=_calls) for one in _CALLS]
