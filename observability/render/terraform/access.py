"""Who may do what in the cloud: roles for service accounts, and one for the workflows."""

from __future__ import annotations

from typing import Any

from observability.base import naming
from observability.model.access import AccessRole
from observability.model.infrastructure import Infrastructure
from observability.render.document import Block, Expression
from observability.render.terraform.cluster import provider
from observability.render.terraform.module import call, module

__all__ = ["GITHUB", "blocks"]

GITHUB = "https://token.actions.githubusercontent.com"
_FILES = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
_SEND = ["sqs:SendMessage", "sqs:GetQueueUrl"]
_RECEIVE = [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
]


def blocks(given: Infrastructure) -> tuple[Block, ...]:
    """Return the roles of *given*: of services, and of the workflows on GitHub."""
    return (*(_role(one, given) for one in given.roles), *_workflows(given))


def _role(role: AccessRole, given: Infrastructure) -> Block:
    return call(
        "iam-role-for-service-accounts",
        f"{module(role.name)}_role",
        {
            "name": naming.role_name(given.environment.cluster, role.name),
            "description": f"What {role.account} of {role.place.name} may do",
            "use_name_prefix": False,
        },
        {"oidc_providers": provider(f"{role.place.namespace}:{role.account}")},
        {"permissions": _permissions(role)},
    )


def _permissions(role: AccessRole) -> dict[str, Any]:
    """Return the statements by their names, in which IAM takes letters and digits alone."""
    found: dict[str, Any] = {}
    for bucket in role.buckets:
        arn = f"module.{module(bucket.name)}.s3_bucket_arn"
        files = Expression(f'"${{{arn}}}/*"')
        found[naming.camel(f"list-{bucket.name}")] = _allow(["s3:ListBucket"], Expression(arn))
        found[naming.camel(f"files-{bucket.name}")] = _allow(_FILES, files)
    for queue in role.sends:
        found[naming.camel(f"send-{queue.name}")] = _allow(_SEND, _arn(queue.name))
    for queue in role.receives:
        found[naming.camel(f"receive-{queue.name}")] = _allow(_RECEIVE, _arn(queue.name))
    return found


def _arn(queue: str) -> Expression:
    return Expression(f"module.{module(queue)}.queue_arn")


def _allow(actions: list[str], resource: Expression) -> dict[str, Any]:
    return {"actions": actions, "resources": [resource]}


def _workflows(given: Infrastructure) -> list[Block]:
    """Return the role that reads everything, to plan: what is applied, a person applies."""
    return [
        call("iam-oidc-provider", "github", {"url": GITHUB}),
        call(
            "iam-role",
            "github_plan_role",
            {
                "name": naming.role_name(given.environment.cluster, naming.PLANNING),
                "use_name_prefix": False,
            },
            {
                "enable_github_oidc": True,
                "oidc_subjects": [f"{given.repository}:pull_request"],
            },
            {"policies": {"read": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
        ),
    ]
