"""What looks at stores, objects and addresses for Prometheus."""

from __future__ import annotations

import attrs

from observability.compile.network import peer
from observability.render.document import Document
from observability.render.kubernetes.config_files import CONFIG, ConfigFiles
from observability.render.kubernetes.stack.context import Context
from observability.render.kubernetes.stack.files import Tree
from observability.render.kubernetes.stack.objects import unit_folder
from observability.render.kubernetes.stack.rbac import KUBE_STATE
from observability.render.kubernetes.stack.recommendations import RULES, custom_resources
from observability.render.kubernetes.stack.unit import ANYWHERE, Call, Unit
from observability.render.kubernetes.vertical_autoscaler import recommends

__all__ = ["blackbox", "config_tree", "kube_state_metrics", "stores"]

_CUSTOM, _CUSTOM_AT = "custom-resources.yaml", "/etc/kube-state-metrics"


def stores(context: Context) -> tuple[Unit, ...]:
    """Return the exporter of each store, at the address that Prometheus scrapes."""
    return tuple(
        Unit(
            name=one.name,
            namespace=context.namespace,
            program=one.program,
            source=one.source,
            ports={"metrics": one.port},
            health=("/", "/"),
            metrics=one.port,
            calls=(Call(peer=peer(one.store), ports=(one.store.port or 0,)),),
        )
        for one in context.stack.exporters
    )


def kube_state_metrics(context: Context) -> tuple[Unit, tuple[Tree, ...]]:
    """Return what tells of the cluster's objects; it reads those that its role names."""
    kinds = sorted(kind for kinds in KUBE_STATE.values() for kind in kinds)
    unit = Unit(
        name="kube-state-metrics",
        namespace=context.namespace,
        program=context.stack.kube_state_metrics,
        source=context.stack.source,
        ports={"metrics": 8080, "telemetry": 8081},
        args=("--port=8080", "--telemetry-port=8081", f"--resources={','.join(kinds)}"),
        health=("/livez", "/healthz"),
        metrics=8080,
        token=True,
        calls=(Call(peer=ANYWHERE, ports=(443, 6443)),),
    )
    return _with_recommendations(unit, context) if recommends(context.plan) else (unit, ())


def _with_recommendations(unit: Unit, context: Context) -> tuple[Unit, tuple[Tree, ...]]:
    tree = config_tree(context, unit.name, _CUSTOM, custom_resources())
    told = attrs.evolve(
        unit,
        args=(*unit.args, f"--custom-resource-state-config-file={_CUSTOM_AT}/{_CUSTOM}"),
        volumes=((tree.volume, _CUSTOM_AT),),
        reads=RULES,
    )
    return told, (tree,)


def blackbox(context: Context) -> tuple[Unit, tuple[Tree, ...]]:
    """Return the prober: it opens a connection as a user does, and reads the certificate."""
    modules = {"tls": {"prober": "tcp", "timeout": "5s", "tcp": {"tls": True}}}
    tree = config_tree(context, "blackbox-exporter", "blackbox.yml", {"modules": modules})
    unit = Unit(
        name="blackbox-exporter",
        namespace=context.namespace,
        program=context.stack.blackbox,
        source=context.stack.source,
        ports={"metrics": 9115},
        args=("--config.file=/etc/blackbox/blackbox.yml",),
        health=("/-/healthy", "/-/healthy"),
        volumes=((tree.volume, "/etc/blackbox"),),
        metrics=9115,
        calls=(Call(peer=ANYWHERE, ports=(443,)),),
    )
    return unit, (tree,)


def config_tree(
    context: Context, unit: str, file: str, body: dict[str, object], namespace: str = ""
) -> Tree:
    """Return the one *file* that the program *unit* reads."""
    folder, name = unit_folder(unit), f"{unit}-{CONFIG}"
    document = Document(
        path=f"{folder}/{CONFIG}/{file}",
        format="yaml",
        body=body,
        title=f"What {unit} is told",
        sources=(context.stack.source,),
    )
    where = namespace or context.namespace
    made = ConfigFiles(folder=folder, name=name, namespace=where, files=(document,))
    return Tree(configs=(made,), volume={"name": CONFIG, "configMap": {"name": name}})
