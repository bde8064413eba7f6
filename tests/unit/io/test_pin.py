"""Pinning: what is replaced, what stays, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.io.errors import WriteError
from observability.io.pin import pin

DIGEST = "sha256:" + "0a" * 32
FRESH = f"ghcr.io/shop/api:1.1.0@{DIGEST}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with two definition files."""
    (tmp_path / "pyproject.toml").write_text("[tool.observability]\n", "utf-8")
    (tmp_path / "services").mkdir()
    return tmp_path


def _file(root: Path, name: str, text: str) -> Path:
    path = root / "services" / name
    path.write_bytes(text.encode())
    return path


def test_every_image_of_the_name_is_replaced(root: Path) -> None:
    """Tag and digest do not matter, the name does; the rest of the file stays as it is."""
    one = _file(root, "a.py", 'x = f(é="ü", image="ghcr.io/shop/api:1.0.0")  # ö\r\n')
    two = _file(root, "b.py", f"y = f(\n    image='ghcr.io/shop/api@{DIGEST}',\n)\n")
    other = _file(root, "c.py", 'z = f(image="ghcr.io/shop/api-jobs:1.0.0")\n')

    done = pin(str(root), (FRESH,))

    assert f'x = f(é="ü", image="{FRESH}")  # ö\r\n'.encode() == one.read_bytes()
    assert f'y = f(\n    image="{FRESH}",\n)\n' == two.read_text("utf-8")
    assert 'z = f(image="ghcr.io/shop/api-jobs:1.0.0")\n' == other.read_text("utf-8")
    assert [("services/a.py", 1), ("services/b.py", 2)] == [(one.file, one.line) for one in done]


def test_what_only_looks_like_an_image_stays(root: Path) -> None:
    """A comment, a docstring and another keyword are no images."""
    text = '"""ghcr.io/shop/api:1.0.0"""\n# image="ghcr.io/shop/api:1.0.0"\nx = f(url="ghcr.io/shop/api:1.0.0")\n'
    path = _file(root, "a.py", text)

    with pytest.raises(WriteError, match=r"no definition has an image called ghcr\.io/shop/api"):
        pin(str(root), (FRESH,))
    assert text == path.read_text("utf-8")


def test_a_tag_alone_is_refused(root: Path) -> None:
    """A tag can move: what is pinned has a digest."""
    _file(root, "a.py", 'x = f(image="ghcr.io/shop/api:1.0.0")\n')

    with pytest.raises(WriteError, match="has no digest to pin"):
        pin(str(root), ("ghcr.io/shop/api:1.1.0",))


def test_nothing_is_written_if_one_is_not_there(root: Path) -> None:
    """A misspelt second image leaves the first one as it was, and names the nearest."""
    path = _file(root, "a.py", 'x = f(image="ghcr.io/shop/api:1.0.0")\n')

    with pytest.raises(WriteError, match=r"did you mean ghcr\.io/shop/api\?"):
        pin(str(root), (FRESH, f"ghcr.io/shop/apu:1@{DIGEST}"))
    assert 'x = f(image="ghcr.io/shop/api:1.0.0")\n' == path.read_text("utf-8")


def test_the_same_image_twice_is_refused(root: Path) -> None:
    """Two digests for one name can not both be what runs."""
    _file(root, "a.py", 'x = f(image="ghcr.io/shop/api:1.0.0")\n')

    with pytest.raises(WriteError, match="each name once"):
        pin(str(root), (FRESH, f"ghcr.io/shop/api:2@{DIGEST}"))
