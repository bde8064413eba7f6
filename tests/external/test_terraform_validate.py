"""The estate's Terraform, judged by Terraform: its layout, and every argument and reference."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest

from observability.compile.project import compile_catalog
from observability.render import cloudflare
from observability.render.document import Block, Expression
from tests.terraform_files import documents, estate, write

TERRAFORM = shutil.which("terraform") or shutil.which("tofu")
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed"),
]


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = folder / "settings.tfrc"
    settings.touch()
    return subprocess.run(
        [str(TERRAFORM), *words],
        cwd=folder,
        env={**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _complaints(folder: Path) -> list[str]:
    """Return what ``terraform validate`` says of *folder*."""
    started = _run(folder, "init", "-backend=false", "-no-color")
    if started.returncode:
        return [started.stdout + started.stderr]
    said: dict[str, Any] = json.loads(_run(folder, "validate", "-json").stdout)
    return [f"{one['summary']}: {one['detail']}" for one in said["diagnostics"]]


def test_terraform_would_write_the_same(tmp_path: Path) -> None:
    """``terraform fmt -check`` finds nothing to change."""
    ran = _run(write(tmp_path, documents()), "fmt", "-check", "-diff")

    assert (0, "") == (ran.returncode, ran.stdout)


def test_the_network_in_front_is_as_terraform_would_write_it(tmp_path: Path) -> None:
    """``terraform fmt -check`` and ``terraform validate`` take the files of the zone."""
    given = cloudflare.render(compile_catalog(estate()))
    plain, judged = tmp_path / "plain", tmp_path / "judged"
    plain.mkdir()
    judged.mkdir()
    ran = _run(write(plain, given), "fmt", "-check", "-diff")

    assert (0, "") == (ran.returncode, ran.stdout)
    assert [] == _complaints(write(judged, given, stand_ins=True))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("ttl     = 1", "life    = 1", "Missing required argument"),
        ("proxied = true", "proxy   = true", "Unsupported argument"),
        ('"cf.colo.id", "ip.src"', '["ip.src"]', "Invalid value for input variable"),
        ("= var.origin", "= var.nobody", "Reference to undeclared input variable"),
    ],
)
def test_what_is_wrong_in_the_zone_is_seen(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    """A missing or unknown argument, a wrong type, a reference to nothing."""
    path = write(tmp_path, cloudflare.render(compile_catalog(estate())), stand_ins=True) / "zone.tf"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before, after), encoding="utf-8")
    said = _complaints(tmp_path)

    assert before in text
    assert any(one.startswith(complaint) for one in said), said


def test_a_layout_of_ones_own_is_seen(tmp_path: Path) -> None:
    """``terraform fmt -check`` finds two spaces too many."""
    path = write(tmp_path, documents()) / "network.tf"
    path.write_text(path.read_text(encoding="utf-8").replace("name ", "name   ", 1), "utf-8")

    assert "network.tf\n" == _run(tmp_path, "fmt", "-check").stdout


def test_every_argument_and_reference_is_known(tmp_path: Path) -> None:
    """``terraform validate`` accepts each argument's name and type, and each reference."""
    assert [] == _complaints(write(tmp_path, documents(), stand_ins=True))


@pytest.mark.parametrize(
    ("module", "change", "complaint"),
    [
        ("redis", {"auth_token_enabled": True}, "Unsupported argument"),
        ("redis", {"cluster_mode_enabled": {"shards": 3}}, "Invalid value for input variable"),
        ("eks", {"name": Expression("module.net.tags")}, "Reference to undeclared module"),
        ("eks", {"name": Expression("aws_iam_role.x.arn")}, "Reference to undeclared resource"),
        ("postgres", {"port": Expression("module.vpc.port")}, "Unsupported attribute"),
    ],
)
def test_what_is_wrong_is_seen(
    tmp_path: Path, module: str, change: dict[str, Any], complaint: str
) -> None:
    """The stand-ins are no blank cheque: unknown names, wrong types and references are refused."""
    wrong = [
        attrs.evolve(one, body=[_with(block, module, change) for block in one.body])
        for one in documents()
    ]
    said = _complaints(write(tmp_path, tuple(wrong), stand_ins=True))

    assert any(one.startswith(complaint) for one in said), said


def _with(block: Block, module: str, change: dict[str, Any]) -> Block:
    if block.words != ("module", module):
        return block
    kept = [
        {key: value for key, value in group.items() if key not in change}
        for group in block.groups
        if not isinstance(group, Block)
    ]
    return attrs.evolve(block, groups=(*(one for one in kept if one), change))
