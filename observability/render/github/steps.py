"""Steps that several workflows have, and the actions they use, each one commit of it."""

from __future__ import annotations

from typing import Any

from observability.model.delivery import Pipeline
from observability.render.document import Commented

__all__ = ["RUNNER", "action", "checkout", "command", "install", "script"]

RUNNER = "ubuntu-24.04"

# What is behind a tag can change; what is behind a commit can not.
_ACTIONS = {
    "actions/checkout": ("11bd71901bbe5b1630ceea73d27597364c9af683", "v4.2.2"),
    "actions/setup-python": ("0b93645e9fea7318ecaed2b359559ac225c90a2b", "v5.3.0"),
    "actions/upload-artifact": ("ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"),
    "actions/download-artifact": ("d3f86a106a0bac45b974a628896c90dbdf5c8093", "v4.3.0"),
    "docker/setup-buildx-action": ("b5ca514318bd6ebac0fb2aedd5d36ec1b5c232a2", "v3.10.0"),
    "docker/login-action": ("74a5d142397b4f367a81961eba4e8cd7edddf772", "v3.4.0"),
    "docker/build-push-action": ("263435318d21b8e681c14492fe198d362a7d2c83", "v6.18.0"),
    "hashicorp/setup-terraform": ("b9cd54a3c349d3f38e8881555d616ced269862dd", "v3.1.2"),
    "aws-actions/configure-aws-credentials": (
        "e3dd6a429d7300a6a4c196c26e071d42e0343502",
        "v4.0.2",
    ),
}


def action(name: str, given: dict[str, Any] | None = None, **more: str) -> Commented:
    """Return a step that runs the action *name* with the inputs *given*."""
    commit, version = _ACTIONS[name]
    step: dict[str, Any] = {**more, "uses": f"{name}@{commit}"}
    if given:
        step["with"] = given
    return Commented(f"{name} {version}", step)


def checkout(branch: str = "", *, history: bool = False, keep: bool = False) -> Commented:
    """Return a step that fetches the sources; *keep* leaves the token behind, to push with."""
    given: dict[str, Any] = {"ref": branch} if branch else {}
    if history:
        given["fetch-depth"] = 0
    return action("actions/checkout", {**given, "persist-credentials": keep})


def script(name: str, *lines: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a step of shell; what comes from outside comes in through *env*, as data."""
    step: dict[str, Any] = {"name": name}
    if env:
        step["env"] = env
    return {**step, "run": "\n".join(lines) + "\n"}


def command(name: str, line: str) -> dict[str, Any]:
    """Return a step of one command."""
    return {"name": name, "run": line}


def install(pipeline: Pipeline) -> list[Any]:
    """Return the steps that install ``o11y``."""
    return [
        action("actions/setup-python", {"python-version": "3.12"}),
        command("Install o11y", pipeline.install),
    ]
