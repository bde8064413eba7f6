"""The files of each cluster."""

from __future__ import annotations

from collections.abc import Callable

from observability.compile.plan import Plan
from observability.compile.secrets import readable
from observability.model.infrastructure import Infrastructure
from observability.render.document import Block, Document
from observability.render.terraform import access, cluster, network, storage, stores
from observability.render.terraform.module import module, output

__all__ = ["folder", "render"]

Blocks = tuple[Block, ...]


def folder(given: Infrastructure) -> str:
    """Return where the files of *given* are, below the output folder."""
    return f"terraform/{given.environment.cluster}"


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the Terraform of every cluster in *plan*."""
    return tuple(
        Document(
            path=f"{folder(given)}/{name}.tf",
            format="hcl",
            body=blocks,
            title=f"{title} of {given.environment.cluster}",
            sources=(given.source,),
        )
        for given in plan.catalog.infrastructures
        for name, (title, make) in (_FILES | _cluster(plan)).items()
        if (blocks := make(given))
    )


def _cluster(plan: Plan) -> dict[str, tuple[str, Callable[[Infrastructure], Blocks]]]:
    """Return the file of the cluster, whose roles depend on what is kept where."""

    def make(given: Infrastructure) -> Blocks:
        return cluster.blocks(given, readable(plan.catalog, given))

    return {"cluster": ("The cluster and its nodes", make)}


def _versions(given: Infrastructure) -> Blocks:
    state = {
        "bucket": given.state_bucket,
        "key": f"{given.environment.cluster}/terraform.tfstate",
        "region": given.region,
        "encrypt": True,
        "use_lockfile": True,
    }
    provider = {"aws": {"source": "hashicorp/aws", "version": "~> 6.27"}}
    tags = {"cluster": given.environment.cluster, "repository": given.repository}
    return (
        Block(
            ("terraform",),
            (
                {"required_version": ">= 1.11.0"},
                Block(("required_providers",), (provider,)),
                Block(("backend", "s3"), (state,)),
            ),
        ),
        Block(
            ("provider", "aws"),
            (
                {"region": given.region, "allowed_account_ids": [given.account]},
                Block(("default_tags",), ({"tags": tags},)),
            ),
        ),
    )


def _outputs(given: Infrastructure) -> Blocks:
    found = [output("cluster_endpoint", "module.eks.cluster_endpoint", "The API of the cluster.")]
    for database in given.databases:
        name = module(database.service.name)
        found += [
            output(
                f"{name}_endpoint",
                f"module.{name}.db_instance_endpoint",
                f"Where {database.service.name} is reached.",
            ),
            output(
                f"{name}_secret",
                f"module.{name}.db_instance_master_user_secret_arn",
                f"The secret with the password of {database.service.name}.",
            ),
        ]
    for cache in given.caches:
        name = module(cache.service.name)
        found.append(
            output(
                f"{name}_endpoint",
                f"module.{name}.replication_group_configuration_endpoint_address",
                f"Where {cache.service.name} is reached.",
            )
        )
    return tuple(found)


_FILES: dict[str, tuple[str, Callable[[Infrastructure], Blocks]]] = {
    "versions": ("Versions, state and provider", _versions),
    "network": ("The network", network.blocks),
    "databases": ("The databases", stores.databases),
    "caches": ("The caches", stores.caches),
    "buckets": ("The buckets", storage.buckets),
    "queues": ("The queues", storage.queues),
    "access": ("The roles", access.blocks),
    "outputs": ("What others need to know", _outputs),
}
