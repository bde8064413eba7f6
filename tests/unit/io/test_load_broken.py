"""observability.io.load: everything that is wrong is told at once, where it is, and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.io.excerpt import show
from observability.io.load import load
from observability.io.starter import start

HEAD = """\
from observability import SLO, Availability, Counter, Latency, ms
from services.api import api, duration, requests

"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a repository that loads."""
    start(str(tmp_path / "shop"), "0")
    return tmp_path / "shop"


def told(root: Path, files: dict[str, str]) -> str:
    """Return all that is told when *files* are added."""
    for path, text in files.items():
        (root / path).write_text(text)
    return "\n".join(show(problem, str(root)) for problem in load(str(root)).problems)


def slo(**changes: str) -> str:
    """Return a file with one SLO, some of its values changed or (if empty) left out."""
    words = {
        "service": "api",
        "name": '"x"',
        "objective": "99",
        "sli": "Latency(histogram=duration, under=ms(250))",
        "description": '"d"',
    }
    lines = [f"    {key}={value},\n" for key, value in (words | changes).items() if value]
    return f"{HEAD}x = SLO(\n{''.join(lines)})\n"


VALUES = [
    (
        {"objective": "0.999"},
        """\
slos/x.py:7: objective is 0.999 %, which reads like a ratio
  |     objective=0.999,
  |               ^
  = help: write 99.9 for 99.9 %""",
    ),
    (
        {"objective": "101"},
        """\
slos/x.py:7: objective is 101 %; it must lie from 20 to below 100
  |     objective=101,
  |               ^
  = help: write a percentage, like 99.9""",
    ),
    (
        {"sli": "Latency(histogram=duration, under=ms(200))"},
        """\
slos/x.py:8: 200ms is not a bucket of http_request_duration_seconds
  |     sli=Latency(histogram=duration, under=ms(200)),
  |                                           ^
  = help: the nearest bucket is 250ms; its buckets are 50ms, 100ms, 250ms, 500ms, 1s
  = see: services/api.py:42""",
    ),
    (
        {"sli": 'Availability(total=requests, failed={"cod": "5.."})'},
        """\
slos/x.py:8: http_requests_total declares no label 'cod'
  |     sli=Availability(total=requests, failed={"cod": "5.."}),
  |                                             ^
  = help: its labels are code, method, route; did you mean 'code'?
  = see: services/api.py:35""",
    ),
    (
        {"name": '"Bad_Name"'},
        """\
slos/x.py:6: name 'Bad_Name' is no DNS label
  |     name="Bad_Name",
  |          ^
  = help: use at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit""",
    ),
    (
        {"objectiv": "99", "objective": ""},
        """\
slos/x.py:9: SLO has no keyword 'objectiv'
  |     objectiv=99,
  |     ^
  = help: did you mean 'objective'?""",
    ),
    (
        {"objective": ""},
        """\
slos/x.py:4: SLO needs objective=…
  | x = SLO(
  |     ^
  = help: add objective=…""",
    ),
    (
        {"objective": "1 / 0"},
        """\
slos/x.py:7: ZeroDivisionError: division by zero
  |     objective=1 / 0,
  |               ^""",
    ),
    (
        {"objective": "undefined"},
        """\
slos/x.py:7: NameError: name 'undefined' is not defined
  |     objective=undefined,
  |               ^""",
    ),
]


@pytest.mark.parametrize(("changes", "expected"), VALUES, ids=[str(one) for one, _ in VALUES])
def test_wrong_value(root: Path, changes: dict[str, str], expected: str) -> None:
    """A wrong value is told with its line, a caret under it, and what to write instead."""
    assert expected == told(root, {"slos/x.py": slo(**changes)})


FILES = [
    (
        "SLO",
        f'{HEAD}x = SLO(api, "x", 99)\n',
        """\
slos/x.py:4: SLO takes keywords only
  | x = SLO(api, "x", 99)
  |     ^
  = help: name each value: service, name, objective, sli, description, page, ticket, no_data, by, period, also, windows, maintenance, resets, healing, policy, labels, traffic""",
    ),
    (
        "syntax",
        "x = (\n",
        """\
slos/x.py:1: invalid Python: '(' was never closed
  | x = (
  |     ^""",
    ),
    (
        "import of nothing",
        "import services.nope\n",
        """\
slos/x.py:1: there is no module 'services.nope'
  | import services.nope
  | ^
  = help: check the name and the folder""",
    ),
    (
        "import of no name",
        "from services.api import nothing\n",
        """\
slos/x.py:1: ImportError: cannot import name 'nothing' from 'services.api' (services/api.py)
  | from services.api import nothing
  | ^""",
    ),
    (
        "import of no word of ours",
        "from observability import Latncy\n",
        """\
slos/x.py:1: observability has no 'Latncy'
  | from observability import Latncy
  | ^
  = help: did you mean 'Latency'?""",
    ),
    (
        "a word that is not imported",
        "x = SLO(name=1)\n",
        """\
slos/x.py:1: SLO is not imported
  | x = SLO(name=1)
  |     ^
  = help: add: from observability import SLO""",
    ),
    (
        "return",
        "x = 1\nreturn x\n",
        """\
slos/x.py:2: invalid Python: 'return' outside function
  | return x
  | ^""",
    ),
    (
        "annotations that are not evaluated",
        "from __future__ import annotations\nx: Nothing = 1\ny = 1 / 0\n",
        """\
slos/x.py:3: ZeroDivisionError: division by zero
  | y = 1 / 0
  |     ^""",
    ),
    (
        "exit",
        "import sys\nsys.exit(1)\n",
        """\
slos/x.py:2: the file ends the program
  | sys.exit(1)
  | ^
  = help: take exit() out: a definition file only defines""",
    ),
    (
        "anything raised",
        "raise BaseException('hi')\n",
        """\
slos/x.py:1: BaseException: hi
  | raise BaseException('hi')
  | ^""",
    ),
    (
        "a tab before the caret",
        "if True:\n\tx = 1 / 0\n",
        """\
slos/x.py:2: ZeroDivisionError: division by zero
  | \tx = 1 / 0
  | \t    ^""",
    ),
    (
        "letters of more than one byte before the caret",
        "ä = 'öü'; x = 1 / 0\n",
        """\
slos/x.py:1: ZeroDivisionError: division by zero
  | ä = 'öü'; x = 1 / 0
  |               ^""",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [one[1:] for one in FILES], ids=[one[0] for one in FILES]
)
def test_wrong_file(root: Path, text: str, expected: str) -> None:
    """An error of Python itself is told in the words of definitions, never as our traceback."""
    assert expected == told(root, {"slos/x.py": text})


@pytest.mark.parametrize("content", [b"x = 1\x00\n", b"\xff\xfe", b"# coding: nonsense\n"])
def test_file_that_is_no_text(root: Path, content: bytes) -> None:
    """A file that Python can not even decode is one problem of that file."""
    (root / "slos/x.py").write_bytes(content)

    problems = load(str(root)).problems

    assert [str(root / "slos/x.py")] == [one.source.file for one in problems]


def test_error_that_comes_and_goes(root: Path) -> None:
    """A file that fails once, and not when it is run again, is still told."""
    text = "import sys\nsys.once = not getattr(sys, 'once', False)\nassert not sys.once, 'once'\n"

    assert told(root, {"slos/x.py": text}).startswith("slos/x.py:3: AssertionError: once")


def test_import_cycle(root: Path) -> None:
    """Files that import each other are told as a cycle, once, with all its files."""
    files = {
        "services/a.py": "from services.b import y\nx = 1\n",
        "services/b.py": "from services.a import x\ny = 1\n",
    }

    expected = """\
services/b.py:1: import cycle: services/a.py -> services/b.py -> services/a.py
  | from services.a import x
  | ^
  = help: move what both need into a file that imports neither"""
    assert expected == told(root, files)


def test_importer_of_a_failing_file_is_not_told(root: Path) -> None:
    """Only the file that is wrong is told, not those that suffer from it."""
    files = {
        "services/a.py": "x = int('a')\n",
        "slos/b.py": "from services.a import x\nimport services.a\ny = x + 1\nz = services.a.x\n",
    }

    expected = """\
services/a.py:1: ValueError: invalid literal for int() with base 10: 'a'
  | x = int('a')
  |     ^"""
    assert expected == told(root, files)


def test_two_of_one_name(root: Path) -> None:
    """A name that is used twice is told at the second use, with a pointer to the first."""
    expected = """\
slos/x.py:6: there are two definitions of the SLO 'api-requests-latency'
  |     name="requests-latency",
  |          ^
  = help: rename or remove one
  = see: slos/api.py:14"""
    text = slo(name='"requests-latency"')

    assert expected in told(root, {"slos/x.py": text})


def test_all_at_once(root: Path) -> None:
    """Several errors in one call, in one file and in several files are told in one run."""
    files = {
        "slos/x.py": slo(objective="0.5", name='"A"'),
        "slos/y.py": "a = 1 / 0\nb = undefined\n",
        "alerts/z.py": "def f(:\n",
    }

    lines = [line for line in told(root, files).splitlines() if line[:1].isalpha()]

    assert [
        "alerts/z.py:1: invalid Python: invalid syntax",
        "slos/x.py:6: name 'A' is no DNS label",
        "slos/x.py:7: objective is 0.5 %, which reads like a ratio",
        "slos/y.py:1: ZeroDivisionError: division by zero",
        "slos/y.py:2: NameError: name 'undefined' is not defined",
    ] == lines


def test_project_is_missing(root: Path) -> None:
    """Definitions without a Project are told how to write one."""
    text = (root / "services/platform.py").read_text()
    (root / "services/platform.py").write_text(text.partition("project =")[0])

    assert "no Project is defined" in told(root, {})
