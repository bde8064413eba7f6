"""The modules that are used, and how one is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observability.render.document import Block, Expression

__all__ = ["MODULES", "call", "module", "output"]

MODULES = {
    "vpc": ("terraform-aws-modules/vpc/aws", "6.6.0"),
    "vpc-endpoints": ("terraform-aws-modules/vpc/aws//modules/vpc-endpoints", "6.6.0"),
    "eks": ("terraform-aws-modules/eks/aws", "21.19.0"),
    "rds": ("terraform-aws-modules/rds/aws", "6.13.1"),
    "elasticache": ("terraform-aws-modules/elasticache/aws", "1.10.3"),
    "security-group": ("terraform-aws-modules/security-group/aws", "5.3.0"),
    "s3-bucket": ("terraform-aws-modules/s3-bucket/aws", "5.10.0"),
    "sqs": ("terraform-aws-modules/sqs/aws", "5.0.0"),
    "iam-role": ("terraform-aws-modules/iam/aws//modules/iam-role", "6.4.0"),
    "iam-oidc-provider": ("terraform-aws-modules/iam/aws//modules/iam-oidc-provider", "6.4.0"),
    "iam-role-for-service-accounts": (
        "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts",
        "6.4.0",
    ),
}
"""Their addresses in the registry, and the versions whose arguments are written here."""


def call(kind: str, name: str, *groups: Mapping[str, Any] | Block, comment: str = "") -> Block:
    """Return a call of the module *kind* under *name*."""
    source, version = MODULES[kind]
    head = {"source": source, "version": version}
    return Block(("module", name), (head, *(one for one in groups if one)), comment)


def module(*words: str) -> str:
    """Return a name for a module, made of *words*: letters, digits and ``_``."""
    return "_".join(words).replace("-", "_")


def output(name: str, text: str, description: str) -> Block:
    """Return an output whose value is the reference *text*."""
    return Block(("output", name), ({"description": description, "value": Expression(text)},))
