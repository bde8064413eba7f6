"""What is written as YAML reads back equal, in Python's and in Go's readers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from observability.serialize.json import dump as dump_json
from observability.serialize.yaml import dump
from tests.property.strategies import NASTY, nasty_texts, plain_data

LOADERS = [yaml.SafeLoader, yaml.CSafeLoader]


def _as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_lists(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_lists(item) for item in value]
    return value


@pytest.mark.parametrize("loader", LOADERS, ids=lambda one: one.__name__)
@settings(max_examples=200)
@given(value=plain_data)
@example(value={"a": ["\n", "a\n\n", "a\n \nb", " a\n", "\n\n a", "a\n\tb"]})
@example(value=[[["a"], []], [{}], {"a": [[1]]}])
@example(value="a\n\n")
def test_yaml_reads_back_equal(loader: Any, value: Any) -> None:
    """Whatever the data, PyYAML's pure and C reader yield them again, types and all."""
    read = yaml.load(dump(value), loader)  # noqa: S506 - both are safe loaders

    assert repr(_as_lists(value)) == repr(read)


@settings(max_examples=200)
@given(value=plain_data)
def test_json_reads_back_equal(value: Any) -> None:
    """Finite data survive JSON as they are."""
    try:
        text = dump_json(value)
    except ValueError:
        with pytest.raises(ValueError, match="not JSON compliant"):
            json.dumps(value, allow_nan=False)
        return

    assert _as_lists(value) == json.loads(text)


@settings(max_examples=100)
@given(value=plain_data)
def test_writing_is_a_function_of_the_data(value: Any) -> None:
    """The same data are the same bytes, and comments change only comment lines."""
    plain = dump(value)

    assert plain == dump(_as_lists(value))
    assert f"# head\n{plain}" == dump(value, ("head",))


# kubectl writes what it read as YAML again, and these it writes so that no reader gets them back.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
texts = st.lists(nasty_texts, min_size=1, max_size=40)


class _Reader(yaml.SafeLoader):
    """Reads a plain ``=`` and ``<<``, which Go writes and YAML 1.1 gives a meaning of its own."""


for tag in ("value", "merge"):
    _Reader.add_constructor(f"tag:yaml.org,2002:{tag}", lambda _, node: node.value)


@pytest.mark.tool
@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(values=texts)
@example(values=NASTY)
def test_go_reads_the_same_texts(values: list[str], tmp_path_factory: Any) -> None:
    """Kubectl's YAML reader, which is Go's, understands every text as Python's does."""
    folder: Path = tmp_path_factory.mktemp("kustomize")
    data = {f"k{index}": CONTROL.sub("", value) for index, value in enumerate(values)}
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}
    (folder / "a.yaml").write_text(dump(config), encoding="utf-8")
    (folder / "kustomization.yaml").write_text(dump({"resources": ["a.yaml"]}), encoding="utf-8")
    done = subprocess.run(
        ["kubectl", "kustomize", str(folder)], capture_output=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr.decode()
    assert data == yaml.load(done.stdout.decode(), _Reader)["data"]  # noqa: S506
