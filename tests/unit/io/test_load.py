"""observability.io.load: definitions are found by type, in order, and leave no trace."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from observability.base.errors import LoadError
from observability.io.load import Loaded, load
from observability.io.root import find_root
from observability.io.starter import start


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a repository that loads."""
    start(str(tmp_path / "shop"), "0")
    (tmp_path / "shop/dashboards/api.py").unlink()  # it needs what some tests take away
    return tmp_path / "shop"


def names(loaded: Loaded) -> list[str]:
    assert loaded.catalog is not None
    return [slo.id for slo in loaded.catalog.slos]


def test_finds_definitions_by_their_type(root: Path) -> None:
    """What is defined is found without being registered, in file order."""
    assert ["api-requests-availability", "api-requests-latency"] == names(load(str(root)))


def test_finds_definitions_in_lists_and_mappings(root: Path) -> None:
    """A list or mapping of definitions, one level deep, counts like its members."""
    text = (root / "slos/api.py").read_text()
    text = text.replace("availability = SLO(", "both = {'a': SLO(").replace(
        "\n)\nlatency", "\n)}\nlatency"
    )
    (root / "slos/api.py").write_text(text)

    assert ["api-requests-availability", "api-requests-latency"] == names(load(str(root)))


def test_private_names_and_files_define_nothing(root: Path) -> None:
    """A leading underscore keeps a name, a file or a folder out."""
    text = (root / "slos/api.py").read_text()
    (root / "slos/api.py").write_text(text.replace("latency = SLO", "_latency = SLO"))
    (root / "slos/_draft.py").write_text("raise RuntimeError")
    (root / "slos/_old").mkdir()
    (root / "slos/_old/x.py").write_text("raise RuntimeError")

    assert ["api-requests-availability"] == names(load(str(root)))


def test_leaves_no_trace(root: Path) -> None:
    """Modules, finders and paths are as before, even if a definition file changes them."""
    (root / "alerts/path.py").write_text("import sys\nsys.path.insert(0, '/nowhere')\n")
    before = set(sys.modules), list(sys.meta_path), list(sys.path)

    load(str(root))
    after = {one for one in sys.modules if one.partition(".")[0] in ("services", "slos", "alerts")}

    assert before[1:] == (list(sys.meta_path), list(sys.path))
    assert set() == after - before[0]


def test_loads_twice_alike(root: Path) -> None:
    """Loading changes nothing that the next loading could see."""
    assert load(str(root)).catalog == load(str(root)).catalog


def test_installed_package_of_the_same_name_does_not_shadow(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package called alerts elsewhere is neither taken for ours nor lost."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/alerts.py").write_text("WHO = 'somebody else'\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    import alerts  # type: ignore[import-not-found]

    loaded = load(str(root))

    assert ["ApiQueueGrows"] == [one.name for one in loaded.catalog.alerts if loaded.catalog]
    assert sys.modules["alerts"] is alerts
    monkeypatch.delitem(sys.modules, "alerts")


def test_one_object_is_one_object_everywhere(root: Path) -> None:
    """What two files import is the same service to both."""
    catalog = load(str(root)).catalog

    assert catalog is not None
    assert all(slo.service is catalog.services[0] for slo in catalog.slos)


def test_relative_imports_work(root: Path) -> None:
    """Files of one folder may import each other relatively."""
    text = (root / "services/api.py").read_text()
    (root / "services/api.py").write_text(text.replace("from services.platform", "from .platform"))

    assert () == load(str(root)).problems


def test_no_definition_file_is_an_error(tmp_path: Path) -> None:
    """A repository without definitions is told how to get some."""
    (tmp_path / "pyproject.toml").write_text("[tool.observability]\n")
    (tmp_path / "slos").mkdir()

    with pytest.raises(LoadError, match="no definition files in services/"):
        load(find_root(str(tmp_path)))


def test_missing_folder_is_an_error() -> None:
    """A root that does not exist is named."""
    with pytest.raises(LoadError, match="/nowhere: no such folder"):
        find_root("/nowhere")


def test_unmarked_folder_is_an_error(tmp_path: Path) -> None:
    """A folder that no pyproject.toml marks as ours is told about the mark."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")

    with pytest.raises(LoadError, match=r"no pyproject.toml with \[tool.observability\]"):
        find_root(str(tmp_path))


def test_root_is_the_nearest_above(root: Path) -> None:
    """From any folder of the repository, its root is found."""
    assert str(root) == find_root(str(root / "services"))
