"""The workflows, judged by actionlint, and their scripts, run by bash."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from observability.lint.plain import plain
from observability.render.document import Document
from observability.serialize.bytes import to_bytes
from tests.estate_files import bodies

_GO = Path.home() / "go" / "bin"
ACTIONLINT = shutil.which("actionlint", path=f"{os.environ.get('PATH', '')}:{_GO}")
pytestmark = pytest.mark.tool


def _write(folder: Path) -> list[Path]:
    paths = []
    for path, body in bodies("github/workflows/").items():
        target = folder / Path(path).name
        document = Document(path=path, format="yaml", body=body)
        target.write_bytes(to_bytes(document, str(folder)))
        paths.append(target)
    return paths


@pytest.mark.skipif(ACTIONLINT is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    """Keys, expressions, needs and outputs are right; so are the scripts, if shellcheck is there."""
    ran = _lint(_write(tmp_path))

    assert (0, "") == (ran.returncode, ran.stdout)


@pytest.mark.skipif(ACTIONLINT is None, reason="actionlint is not installed")
def test_actionlint_sees_what_is_wrong(tmp_path: Path) -> None:
    """An output that no step has is found."""
    for path in (paths := _write(tmp_path)):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("steps.commit.outputs.made", "steps.comit.outputs.made"), "utf-8"
        )

    assert "comit" in _lint(paths).stdout


def _lint(paths: list[Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ACTIONLINT), "-no-color", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    ran = subprocess.run(
        ["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize(
    ("before", "changed"),
    [
        ("HEAD~1", ["bloom-validator"]),
        ("HEAD", []),
        ("0" * 40, None),
    ],
)
def test_only_what_changed_is_built(tmp_path: Path, before: str, changed: list[str] | None) -> None:
    """The script finds the images whose source changed; all of them where nothing is known."""
    _git(tmp_path, "init", "--quiet")
    for name in ("analytics", "bloom-validator"):
        (tmp_path / "apps" / name).mkdir(parents=True)
        (tmp_path / "apps" / name / "main.js").write_text("1", "utf-8")
    _git(tmp_path, "add", "--all")
    _git(tmp_path, "commit", "--quiet", "--message", "one")
    (tmp_path / "apps" / "bloom-validator" / "main.js").write_text("2", "utf-8")
    _git(tmp_path, "commit", "--quiet", "--all", "--message", "two")
    step = bodies("github/")["github/workflows/deploy.yml"]["jobs"]["changes"]["steps"][1]
    output = tmp_path / "output"
    known = before if before.startswith("0") else _git(tmp_path, "rev-parse", before)
    given = {"BEFORE": known, "IMAGES": step["env"]["IMAGES"], "GITHUB_OUTPUT": str(output)}
    given["GITHUB_SHA"] = _git(tmp_path, "rev-parse", "HEAD")

    subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env={**os.environ, **given},
        check=True,
        capture_output=True,
        timeout=60,
    )

    images = json.loads(output.read_text("utf-8").partition("=")[2])
    every = [line.split()[1].removeprefix("apps/") for line in step["env"]["IMAGES"].splitlines()]
    wanted = every if changed is None else changed
    assert [f"apps/{one}" for one in wanted] == [one["context"] for one in images]


def _commands() -> list[list[str]]:
    """Return the words of every ``o11y`` command in the workflows."""
    lines = [
        line.strip()
        for body in bodies("github/workflows/").values()
        for job in body["jobs"].values()
        for step in job["steps"]
        if isinstance(step, dict)
        for line in step.get("run", "").splitlines()
    ]
    return [shlex.split(line[line.index("o11y ") :]) for line in lines if "o11y " in line]


def test_every_command_of_ours_exists_with_its_options() -> None:
    """What the workflows call is what the command line has."""
    commands = _commands()
    unknown = [
        f"{words[1]} {word}"
        for words in commands
        for word in words[2:]
        if word.startswith("--") and word not in _options(words[1])
    ]

    assert {"check", "gate", "generate", "pin", "test"} == {words[1] for words in commands}
    assert [] == unknown


def _options(name: str) -> set[str]:
    module = import_module(f"observability.cli.{name}")
    return {option for parameter in module.command.params for option in parameter.opts}


def _roots() -> set[str]:
    """Return the folders of Terraform that are applied each on its own."""
    return {path.split("/")[1] for path in bodies("terraform/") if path.endswith("/versions.tf")}


def test_every_root_module_is_planned() -> None:
    """A change of a folder starts one workflow, and that plans this very folder."""
    planned = {}
    for path, body in bodies("github/workflows/plan-").items():
        (changed,) = body["on"]["pull_request"]["paths"]
        runs = " ".join(step.get("run", "") for step in plain(body)["jobs"]["plan"]["steps"])
        folder = changed.removesuffix("/**")
        told = {word for word in runs.split() if word.startswith("-chdir=")}
        planned[folder.removeprefix("out/terraform/")] = (path, told, f"-chdir={folder}")

    assert "cloudflare" in _roots()
    assert _roots() == set(planned)
    assert [] == [path for path, told, wanted in planned.values() if told != {wanted}]


def test_plans_are_told_every_variable() -> None:
    """A variable that nobody sets would wait for an answer, and the plan would fail."""
    for body in plain(list(bodies("github/workflows/plan-").values())):
        *_, step = body["jobs"]["plan"]["steps"]
        root = body["on"]["pull_request"]["paths"][0].removeprefix("out/").removesuffix("**")
        blocks = [one for made in bodies(root).values() for one in made]
        wanted = {f"TF_VAR_{one.words[1]}" for one in blocks if one.words[0] == "variable"}

        assert wanted == {name for name in step["env"] if name.startswith("TF_VAR_")}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_gate_asks_every_service_that_an_image_serves() -> None:
    """The image that copies stores asks the budgets of all of them, each once."""
    body = plain(bodies("github/")["github/workflows/deploy.yml"])
    table = body["jobs"]["changes"]["steps"][1]["env"]["IMAGES"].splitlines()
    rows = [
        line.split(maxsplit=2) for line in table if "/backup " in line or "/migrations " in line
    ]
    images = [dict(zip(("image", "context", "services"), row, strict=True)) for row in rows]
    (gate,) = [one for one in body["jobs"]["promote"]["steps"] if "gate" in one.get("run", "")]
    script = f'o11y() {{ echo "asked $3"; }}\n{gate["run"]}'

    ran = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        env={**os.environ, "IMAGES": json.dumps(images)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    wanted = ["learning-orchestrator", "postgres", "redis"]
    assert [f"asked {one}" for one in wanted] == ran.stdout.splitlines()
