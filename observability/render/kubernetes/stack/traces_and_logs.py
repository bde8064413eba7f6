"""Traces by Jaeger, logs by fluent-bit and Kibana; both are kept in Elasticsearch."""

from __future__ import annotations

from typing import Any

from observability.base.naming import LOGS_PREFIX
from observability.compile.network import Pods
from observability.render.kubernetes.stack.context import Context
from observability.render.kubernetes.stack.exporters import config_tree
from observability.render.kubernetes.stack.files import Tree
from observability.render.kubernetes.stack.unit import ANYWHERE, Call, Unit

__all__ = ["fluent_bit", "jaeger", "kibana", "node_exporter"]

_OTLP, _QUERY = (4317, 4318), 16686


def jaeger(context: Context) -> tuple[Unit, tuple[Tree, ...]]:
    """Return the collector of traces: over OTLP, from every environment."""
    tree = config_tree(context, "jaeger", "jaeger.yaml", _pipeline())
    senders = tuple(
        Call(peer=Pods(namespace=one.namespace), ports=_OTLP)
        for one in context.plan.catalog.environments
    )
    unit = Unit(
        name="jaeger",
        namespace=context.namespace,
        program=context.stack.jaeger,
        source=context.stack.source,
        user=10001,
        ports={
            "health": 13133,
            "otlp-grpc": _OTLP[0],
            "otlp-http": _OTLP[1],
            "query": _QUERY,
            "metrics": 8888,
        },
        args=("--config=/etc/jaeger/jaeger.yaml",),
        health=("/status", "/status"),
        volumes=((tree.volume, "/etc/jaeger"),),
        metrics=8888,
        callers=(*senders, Call(peer=context.program("grafana"), ports=(_QUERY,))),
        calls=(context.logs,),
    )
    return unit, (tree,)


def _pipeline() -> dict[str, Any]:
    """Return Jaeger 2's configuration, that of an OpenTelemetry collector.

    https://www.jaegertracing.io/docs/latest/deployment/configuration/
    """
    storage = {
        "server_urls": ["${env:ELASTICSEARCH_URL}"],
        "auth": {
            "basic": {
                "username": "${env:ELASTICSEARCH_USERNAME}",
                "password": "${env:ELASTICSEARCH_PASSWORD}",
            }
        },
    }
    reader = {"pull": {"exporter": {"prometheus": {"host": "0.0.0.0", "port": 8888}}}}  # noqa: S104
    receivers = {"grpc": {"endpoint": "0.0.0.0:4317"}, "http": {"endpoint": "0.0.0.0:4318"}}
    return {
        "service": {
            "extensions": ["healthcheckv2", "jaeger_storage", "jaeger_query"],
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["batch"],
                    "exporters": ["jaeger_storage_exporter"],
                }
            },
            "telemetry": {"metrics": {"level": "detailed", "readers": [reader]}},
        },
        "extensions": {
            "healthcheckv2": {"use_v2": True, "http": {"endpoint": "0.0.0.0:13133"}},
            "jaeger_storage": {"backends": {"main": {"elasticsearch": storage}}},
            "jaeger_query": {
                "storage": {"traces": "main"},
                "http": {"endpoint": f"0.0.0.0:{_QUERY}"},
            },
        },
        "receivers": {"otlp": {"protocols": receivers}},
        "processors": {"batch": {}},
        "exporters": {"jaeger_storage_exporter": {"trace_storage": "main"}},
    }


def kibana(context: Context) -> Unit:
    """Return Kibana; its credentials are those that it finds the logs with."""
    return Unit(
        name="kibana",
        namespace=context.namespace,
        program=context.stack.kibana,
        source=context.stack.source,
        user=1000,
        ports={"http": 5601},
        env={"SERVER_HOST": "0.0.0.0", "TELEMETRY_ENABLED": "false"},  # noqa: S104
        health=("", "/api/status"),
        scratch=("/usr/share/kibana/data", "/tmp"),  # noqa: S108 - mount points in the container
        calls=(context.logs,),
    )


def fluent_bit(context: Context) -> tuple[Unit, tuple[Tree, ...]]:
    """Return what sends every container's log to Elasticsearch; it reads the nodes' files."""
    agents = context.stack.agents
    tree = config_tree(context, "fluent-bit", "fluent-bit.yaml", _shipping(), agents)
    unit = Unit(
        name="fluent-bit",
        namespace=agents,
        program=context.stack.fluent_bit,
        source=context.stack.source,
        user=0,
        ports={"metrics": 2020},
        args=("--config=/fluent-bit/config/fluent-bit.yaml",),
        fields={"NODE_NAME": "spec.nodeName"},
        health=("/", "/api/v1/health"),
        scratch=("/var/lib/fluent-bit",),
        volumes=(
            (tree.volume, "/fluent-bit/config"),
            ({"name": "logs", "hostPath": {"path": "/var/log", "type": "Directory"}}, "/var/log"),
        ),
        metrics=2020,
        token=True,
        on_each_node=True,
        calls=(context.logs, Call(peer=ANYWHERE, ports=(443, 6443))),
    )
    return unit, (tree,)


def _shipping() -> dict[str, Any]:
    """Return fluent-bit's configuration: https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml."""
    tail = {
        "name": "tail",
        "path": "/var/log/containers/*.log",
        "multiline.parser": "docker, cri",
        "tag": "kube.*",
        "db": "/var/lib/fluent-bit/tail.db",
        "mem_buf_limit": "50MB",
        "skip_long_lines": "on",
    }
    kubernetes = {"name": "kubernetes", "match": "kube.*", "merge_log": "on", "labels": "on"}
    elasticsearch = {
        "name": "es",
        "match": "kube.*",
        "host": "${ELASTICSEARCH_HOST}",
        "port": "${ELASTICSEARCH_PORT}",
        "http_user": "${ELASTICSEARCH_USERNAME}",
        "http_passwd": "${ELASTICSEARCH_PASSWORD}",
        "tls": "on",
        "logstash_format": "on",
        "logstash_prefix": LOGS_PREFIX,
        "replace_dots": "on",
        "suppress_type_name": "on",
        "retry_limit": 5,
    }
    return {
        "service": {"flush": 5, "http_server": "on", "http_port": 2020, "health_check": "on"},
        "pipeline": {"inputs": [tail], "filters": [kubernetes], "outputs": [elasticsearch]},
    }


def node_exporter(context: Context) -> Unit:
    """Return what tells of each node, whose file systems it sees from outside its container."""
    root = {"name": "root", "hostPath": {"path": "/", "type": "Directory"}}
    return Unit(
        name="node-exporter",
        namespace=context.stack.agents,
        program=context.stack.node_exporter,
        source=context.stack.source,
        ports={"metrics": 9100},
        args=(
            "--path.rootfs=/host/root",
            "--path.procfs=/host/root/proc",
            "--path.sysfs=/host/root/sys",
        ),
        health=("/", "/"),
        volumes=((root, "/host/root"),),
        metrics=9100,
        on_each_node=True,
    )
