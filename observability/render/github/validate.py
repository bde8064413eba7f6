"""The workflow that judges every change of the definitions, and the one that plans clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observability.base import naming
from observability.compile.plan import Plan
from observability.model.delivery import Pipeline
from observability.model.infrastructure import Infrastructure
from observability.render.document import Commented
from observability.render.github.steps import RUNNER, action, checkout, command, install, script

__all__ = ["fronts", "planning", "planning_front", "validation"]

_CANCEL = {"group": "${{ github.workflow }}-${{ github.ref }}", "cancel-in-progress": True}
_TERRAFORM = {"terraform_version": "1.11.4", "terraform_wrapper": False}
# What a repository has to be given to plan a network in front: a token that reads, and the name of
# the load balancer that Kubernetes made.
_TOKEN, _ORIGIN = "CLOUDFLARE_READ_TOKEN", "CLOUDFLARE_ORIGIN"
_TOOLS = [
    "sudo apt-get update",
    "sudo apt-get install --yes --no-install-recommends prometheus prometheus-alertmanager",
]


def validation(plan: Plan, pipeline: Pipeline) -> dict[str, Any]:
    """Return the workflow that any repository of definitions can have."""
    out = pipeline.gitops.out
    steps = [
        checkout(),
        *install(pipeline),
        script("Install promtool and amtool", *_TOOLS),
        command("Write what follows", "o11y generate"),
        command("Is it what is committed?", f"git diff --exit-code -- {out}"),
        command("Is anything wrong with it?", "o11y check --format github"),
        command("Do the alerts fire when they must?", "o11y test"),
        command("Can the manifests be read?", f"kubectl kustomize {out}/kubernetes > /dev/null"),
    ]
    if plan.catalog.infrastructures:
        steps += [
            action("hashicorp/setup-terraform", _TERRAFORM),
            command("Is Terraform in form?", f"terraform fmt -check -recursive {out}/terraform"),
            *(_validated(out, one.environment.cluster) for one in plan.catalog.infrastructures),
            *(_validated(out, one) for one in fronts(plan)),
        ]
    return {
        "name": "validate",
        "on": {"push": {"branches": [pipeline.gitops.stages[0].branch]}, "pull_request": None},
        "permissions": {"contents": "read"},
        "concurrency": _CANCEL,
        "defaults": {"run": {"shell": "bash"}},
        "jobs": {"validate": {"runs-on": RUNNER, "timeout-minutes": 30, "steps": steps}},
    }


def fronts(plan: Plan) -> list[str]:
    """Return the networks in front of the ways in that Terraform sets up."""
    cdns = [one.cdn for one in plan.catalog.edges if one.cdn is not None]
    return list(dict.fromkeys(one.name for one in cdns if one.zone is not None))


def _validated(out: str, name: str) -> dict[str, Any]:
    folder = f"{out}/terraform/{name}"
    return script(
        f"Is Terraform right? ({name})",
        f"terraform -chdir={folder} init -backend=false -input=false",
        f"terraform -chdir={folder} validate",
    )


def planning(pipeline: Pipeline, given: Infrastructure) -> dict[str, Any]:
    """Return the workflow that says in a pull request what a cluster would become."""
    # The role may read no secrets, so a plan always shows that the password would change.
    unknown = {f"TF_VAR_{_variable(one.service.name)}": "not-known-here" for one in given.caches}
    return _plan(pipeline, given.environment.cluster, [given], unknown)


def planning_front(pipeline: Pipeline, name: str, made: Sequence[Infrastructure]) -> dict[str, Any]:
    """Return the workflow that says what the network *name* in front of the ways in would become.

    Its state is where that of the first of the clusters *made* is; CloudFlare trusts no identity
    from elsewhere, so the workflow has a token, and that may only read.
    """
    given = {
        "CLOUDFLARE_API_TOKEN": f"${{{{ secrets.{_TOKEN} }}}}",
        "TF_VAR_origin": f"${{{{ vars.{_ORIGIN} }}}}",
    }
    return _plan(pipeline, name, made[:1], given)


def _role(given: Infrastructure) -> Commented:
    name = naming.role_name(given.environment.cluster, naming.PLANNING)
    role = {
        "role-to-assume": f"arn:aws:iam::{given.account}:role/{name}",
        "aws-region": given.region,
    }
    return action("aws-actions/configure-aws-credentials", role)


def _plan(
    pipeline: Pipeline, name: str, keepers: Sequence[Infrastructure], env: dict[str, str]
) -> dict[str, Any]:
    """Return the workflow that plans the root module *name*, whose state *keepers* keep."""
    folder = f"{pipeline.gitops.out}/terraform/{name}"
    return {
        "name": f"plan {name}",
        "on": {"pull_request": {"paths": [f"{folder}/**"]}},
        "permissions": {},
        "concurrency": _CANCEL,
        "defaults": {"run": {"shell": "bash"}},
        "jobs": {
            "plan": {
                "runs-on": RUNNER,
                "timeout-minutes": 30,
                "permissions": {"contents": "read", "id-token": "write"},
                "steps": [
                    checkout(),
                    *map(_role, keepers),
                    action("hashicorp/setup-terraform", _TERRAFORM),
                    command("Start", f"terraform -chdir={folder} init -input=false"),
                    script(
                        "Plan",
                        f"terraform -chdir={folder} plan -input=false -lock=false",
                        env=env,
                    ),
                ],
            }
        },
    }


def _variable(service: str) -> str:
    return f"{service.replace('-', '_')}_auth_token"
