"""Whatever bytes a spec, a query or a regular expression is, it ends in a result or a clear error.

Usage: pip install atheris && python bench/fuzz.py [--seconds N] [--corpus DIR]

Coverage-guided by atheris, over the readers of all formats, Sloth's generator, the guard of the
PromQL parser, catalogues of windows and Go's regular expressions. A finding is an exception that
is none of the project's own, or more than SLOW seconds for one input. Each is told once with its
input; the exit code is 1 if there is any. A crash of the process leaves its input in the corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["observability", "yaml"]):
    from observability.base.duration import days
    from observability.base.errors import ObservabilityError
    from observability.compile.adoption import adopt
    from observability.compile.foreign import foreign_files
    from observability.compile.migration import migration
    from observability.compile.spec_review import review
    from observability.formats import sloth_file, sloth_windows
    from observability.formats.detect import read_all
    from observability.formats.fixed_range import over_any_window
    from observability.formats.go_regex import go_regex
    from observability.formats.sloth_loose import read_loosely
    from observability.formats.yaml_lines import YamlError
    from observability.model.foreign import settings
    from observability.promql import parser
    from observability.promql.linear import Refusal, split, split_ratio
    from observability.serialize.goyaml import dump
    from observability.sloth.document import document
    from observability.sloth.generate import Options, generate
    from observability.specs.read import invalid_slos
    from observability.specs.slothful import Slothful, resolved

SLOW = 10.0
MONTH = days(30)
OWN = (ObservabilityError, YamlError, Refusal)
ROOT = Path(__file__).resolve().parents[1]


def specs(data: bytes) -> None:
    found = read_all({"a.yml": data})
    groups = tuple(map(resolved, found.groups))
    if found.problems or invalid_slos(groups, MONTH):
        return
    adopted = adopt(groups, MONTH)
    foreign_files(adopted.exact, settings())
    Slothful(MONTH).texts(groups)
    migration(groups, MONTH, settings(), 40)


def reviewed(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    review(read_loosely(text, "a.yml")[0], text)


def sloth(data: bytes) -> None:
    for read in sloth_file.read(data, "a.yml"):
        if read.group is not None:
            made = generate(read.group, Options(version="v"))
            dump(document(read.group, made, recordings=True, alerts=True))


def queries(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    if parser.check(text.replace("{{.window}}", "5m")) is None:
        parser.uses(text.replace("{{.window}}", "5m"))
    over_any_window(text, counter=True)
    for take in (split, split_ratio):
        try:
            take(text)
        except Refusal:
            continue


def windows(data: bytes) -> None:
    sloth_windows.read(data, "a.yml")


def regexes(data: bytes) -> None:
    go_regex(data.decode("utf-8", "surrogateescape"))


TARGETS: tuple[Callable[[bytes], None], ...] = (specs, specs, reviewed, sloth, queries, windows)
TARGETS += (regexes,)


class Fuzz:
    """Runs the targets, and keeps what they should not have done."""

    def __init__(self, kept: Path) -> None:
        self.kept, self.runs, self.seen = kept, 0, set[str]()

    def one(self, data: bytes) -> None:
        """Run the target that the first byte names."""
        if not data:
            return
        self.runs += 1
        target = TARGETS[data[0] % len(TARGETS)]
        start = time.monotonic()
        try:
            target(data[1:])
        except OWN:
            pass
        except BaseException as error:  # noqa: BLE001 - a panic of the parser is no Exception
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{target.__name__}: {type(error).__name__} at {frame.filename}:{frame.lineno}"
            self.tell(place, data, "".join(traceback.format_exception(error)))
        if time.monotonic() - start > SLOW:
            self.tell(f"{target.__name__}: slow", data, f"{time.monotonic() - start:.1f} s")

    def tell(self, what: str, data: bytes, more: str) -> None:
        """Print a finding once, and keep its input."""
        if what not in self.seen:
            self.seen.add(what)
            name = self.kept / hashlib.sha256(data).hexdigest()[:12]
            name.write_bytes(data)
            print(f"FOUND {what}\n{more}\ninput: {name}", flush=True)


def seeds() -> dict[str, list[bytes]]:
    """What the targets start from, by the name of the target."""
    from tests.property import test_hostile_specs as hostile  # noqa: PLC0415
    from tests.unit.formats import test_openslo as openslo  # noqa: PLC0415

    files = [text.encode() for text in hostile.TEXTS]
    files += ["---\n".join((openslo.REFERRING, *openslo.PARTS)).encode()]
    files += [one.read_bytes() for one in sorted((ROOT / "tests/sloth_cases").glob("*.yml"))]
    asked = [
        'sum(rate(a{b="c"}[{{.window}}])) / sum(rate(d[{{.window}}]))',
        "1 - (sum by (x) (increase(a_bucket[{{.window}}])) or 0 * b)",
        "avg_over_time((a > bool 1)[{{.window}}:1m] offset 5m)",
        "histogram_count(sum(rate(h[5m]))) - -1 ^ 2 @ start()",
    ]
    table = "apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec:\n  sloPeriod: 7d\n  page:\n"
    table += "    quick: {errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h}\n"
    return {
        "specs": files,
        "reviewed": files,
        "sloth": files,
        "queries": [one.encode() for one in asked],
        "windows": [table.encode()],
        "regexes": [b"(?i)a|[[:alpha:]]{2,3}(?P<n>\\pL*)\\Q.\\E"],
    }


PIECES = (
    "{}", "[]", "null", "~", "- a", "a: b", "*a", "&a ", "<<: *a", "!!str ", "1e999", "-1", "0x1F",
    "'", '"', "{{.window}}", "{{", "---\n", "?", "|\n  x", ">-\n  x", "\ufeff", "\x00", "\r\n",
    "sloth-common/coredns/latency", "Timeslices", "timeSliceWindow: 1m", "1Q", "inf", "NaN",
    "(" * 50, ")" * 50, "[5m:1m]", "{a=~'('}", "by (a)", "or", "bool", "@ end()", "(?i)", "\\p{L}",
)  # fmt: skip


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Return *data* with a line or a piece changed, or as libFuzzer changes bytes."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    if not data or dice.random() < 0.4:
        return bytes(atheris.Mutate(data, most))
    lines = data.split(b"\n")
    at, piece = dice.randrange(len(lines)), dice.choice(PIECES).encode()
    match dice.randrange(5):
        case 0:
            head, colon, _ = lines[at].partition(b":")
            lines[at] = head + colon + b" " + piece
        case 1:
            lines.insert(at, lines[dice.randrange(len(lines))])
        case 2 if len(lines) > 1:
            del lines[at]
        case 3:
            cut = dice.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + piece + lines[at][cut:]
        case _:
            other = dice.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return b"\n".join(lines)[:most]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=600)
    options.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "o11y-fuzz")
    given = options.parse_args()
    given.corpus.mkdir(parents=True, exist_ok=True)
    kept = given.corpus.with_name(given.corpus.name + "-found")
    kept.mkdir(exist_ok=True)
    for at, target in enumerate(TARGETS):
        for text in seeds()[target.__name__]:
            path = given.corpus / hashlib.sha256(bytes([at]) + text).hexdigest()
            path.write_bytes(bytes([at]) + text)
    fuzz = Fuzz(kept)
    regexes(rb"(?i)\PL")  # what is computed once is not counted
    flags = [f"-max_total_time={given.seconds}", "-max_len=8192", "-timeout=60", "-rss_limit_mb=0"]
    flags += [f"-artifact_prefix={kept}/", "-print_final_stats=1", "-verbosity=0"]

    atheris.Setup([sys.argv[0], *flags, str(given.corpus)], fuzz.one, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
