"""CloudFlare in front of the ways in: records, TLS and a limit, as Terraform of its own.

The resources: https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from observability.compile.placement import workload_in
from observability.compile.plan import Plan
from observability.model.edge import Cdn, Edge, Zone
from observability.model.infrastructure import Infrastructure
from observability.model.workload import Deployment
from observability.render.document import Block, Document, Expression

__all__ = ["render"]

# The one period that every plan of CloudFlare has.
_PERIOD = 10
_AUTOMATIC = 1  # how CloudFlare spells the lifetime of a record that it answers for itself


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the Terraform of each network in front that has a zone."""
    catalog = plan.catalog
    made: list[Document] = []
    for cdn, zone, edges in _fronts(catalog.edges):
        files = {
            "versions": ("Versions, state and provider", _versions(cdn, catalog.infrastructures)),
            "zone": ("Records, TLS and the limit", _zone(zone, edges)),
        }
        made += [
            Document(
                path=f"terraform/{cdn.name}/{name}.tf",
                format="hcl",
                body=blocks,
                title=f"{title} of {zone.name}",
                sources=(cdn.source, *(one.source for one in edges)),
            )
            for name, (title, blocks) in files.items()
        ]
    return tuple(made)


def _fronts(edges: Sequence[Edge]) -> Iterator[tuple[Cdn, Zone, tuple[Edge, ...]]]:
    for name in dict.fromkeys(one.cdn.name for one in edges if one.cdn is not None):
        behind = tuple(one for one in edges if one.cdn is not None and one.cdn.name == name)
        cdn = behind[0].cdn
        if cdn is not None and cdn.zone is not None:
            yield cdn, cdn.zone, behind


def _versions(cdn: Cdn, made: Sequence[Infrastructure]) -> tuple[Block, ...]:
    providers = {"cloudflare": {"source": "cloudflare/cloudflare", "version": "~> 5.8"}}
    groups: list[Any] = [
        {"required_version": ">= 1.11.0"},
        Block(("required_providers",), (providers,)),
    ]
    for one in made[:1]:
        state = {
            "bucket": one.state_bucket,
            "key": f"{cdn.name}/terraform.tfstate",
            "region": one.region,
            "encrypt": True,
            "use_lockfile": True,
        }
        groups.append(Block(("backend", "s3"), (state,)))
    comment = "Its token is in the variable CLOUDFLARE_API_TOKEN of whoever applies this."
    return (
        Block(("terraform",), tuple(groups)),
        Block(("provider", "cloudflare"), (), comment),
    )


def _zone(zone: Zone, edges: Sequence[Edge]) -> tuple[Block, ...]:
    hosts = list(dict.fromkeys(host for one in edges for host in one.hosts))
    return (
        _origin(),
        *(_record(zone, host) for host in hosts),
        _setting(
            zone,
            "ssl",
            "strict",
            "To the origin, too, over TLS, and only with a certificate that is valid there.",
        ),
        _setting(zone, "min_tls_version", "1.2", ""),
        _limit(zone, edges, hosts),
    )


def _origin() -> Block:
    content = {
        "description": "The name of the load balancer that Kubernetes made for the way in.",
        "type": Expression("string"),
        "nullable": False,
    }
    return Block(("variable", "origin"), (content,))


def _record(zone: Zone, host: str) -> Block:
    content = {
        "zone_id": zone.id,
        "name": host,
        "type": "CNAME",
        "content": Expression("var.origin"),
        "proxied": True,
        "ttl": _AUTOMATIC,
    }
    return Block(("resource", "cloudflare_dns_record", _name(host)), (content,))


def _setting(zone: Zone, name: str, value: str, comment: str) -> Block:
    content = {"zone_id": zone.id, "setting_id": name, "value": value}
    return Block(("resource", "cloudflare_zone_setting", name), (content,), comment)


def _limit(zone: Zone, edges: Sequence[Edge], hosts: Sequence[str]) -> Block:
    """Return the one rule that every plan has: for all hosts, with the largest of their limits."""
    quoted = " ".join(f'"{host}"' for host in hosts)
    rule = {
        "ref": "sender",
        "description": "Refuse a sender who asks for more than the gateway would ever admit",
        "expression": f"(http.host in {{{quoted}}})",
        "action": "block",
        "ratelimit": {
            "characteristics": ["cf.colo.id", "ip.src"],
            "period": _PERIOD,
            "requests_per_period": max(_admitted(one) for one in edges),
            "mitigation_timeout": _PERIOD,
        },
    }
    head = {
        "zone_id": zone.id,
        "name": "limits",
        "kind": "zone",
        "phase": "http_ratelimit",
    }
    comment = (
        "By the address of the user. The limit is what all pods of the gateway together admit:"
        " floods end here, and nobody is refused whom the gateway would let in."
    )
    return Block(("resource", "cloudflare_ruleset", "limits"), (head, {"rules": [rule]}), comment)


def _admitted(edge: Edge) -> int:
    """Return how many requests of one sender the gateway of *edge* admits in a period, at most."""
    workload = workload_in(edge.gateway, edge.environment)
    if not isinstance(workload, Deployment):
        return edge.per_second * _PERIOD
    scaling = workload.autoscaling
    pods = scaling.maximum if scaling else workload.replicas
    return edge.per_second * _PERIOD * pods


def _name(host: str) -> str:
    return host.replace(".", "_").replace("-", "_")
