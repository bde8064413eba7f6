"""The use cases of Sloth's specs: generate rules from them, or say what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from observability.base.errors import FormatError, Problem
from observability.base.source import Source
from observability.formats import sloth_file, sloth_windows
from observability.formats.sloth_spec import Group, Slo
from observability.formats.sloth_windows import Catalogue, clock
from observability.io import spec_files
from observability.io.sharing import pays, shared
from observability.serialize.goyaml import dump
from observability.serialize.goyaml_rules import GROUPS
from observability.serialize.goyaml_shapes import Shapes
from observability.sloth.document import HEADER, document, has_hold
from observability.sloth.generate import Options, Result, each, generate
from observability.sloth.sli import mended

__all__ = ["Generated", "Specs", "Validated", "catalogue", "generate_specs", "validate_specs"]

STDOUT = "-"


@attrs.frozen(kw_only=True)
class Specs:
    """Which files are read, and which of them are left out (regular expressions)."""

    path: str
    exclude: str = ""
    include: str = ""


@attrs.frozen(kw_only=True)
class Generated:
    """What came of generating: the *text* for the terminal, or *files* that were written."""

    text: str = ""
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@attrs.frozen(kw_only=True)
class Validated:
    """What came of validating *documents* documents."""

    documents: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def catalogue(folder: str, period: str) -> Catalogue:
    """Return the windows in the files below *folder*, or those built in if it is empty.

    Raises:
        FormatError: If a file is wrong, two disagree, or none is of *period*.
    """
    found: Catalogue = {}
    for file in spec_files.yaml_files(folder) if folder else ():
        windows, problems = sloth_windows.read(spec_files.read_file(file), file)
        if problems or windows is None:
            raise FormatError("\n".join(map(str, problems)))
        known = found.setdefault(windows.period, windows)
        if known != windows:
            raise FormatError(f'{file}: "{clock(windows.period)}" slo period is already loaded')
    if not folder:
        found = sloth_windows.BUILT_IN
    wanted = sloth_windows.parse(period)
    if wanted not in found:
        raise FormatError(f"invalid default slo period: window period {clock(wanted)} missing")
    return found


def generate_specs(
    specs: Specs,
    out: str,
    options: Options,
    *,
    recordings: bool,
    alerts: bool,
    multi_document: bool,
) -> Generated:
    """Write the rules of *specs* to *out*; if anything is wrong, nothing is written."""
    if spec_files.is_folder(specs.path):
        files = spec_files.discover(specs.path, specs.exclude, specs.include)
        if not files:
            raise FormatError("0 slo specs have been discovered")
        places = spec_files.outputs(files, specs.path, out)
    else:
        places = {specs.path: out}
    rendering = _Rendering(options, recordings=recordings, alerts=alerts, several=multi_document)
    with spec_files.writing() as pending:
        items = tuple(places.items())
        made = (
            shared(rendering.files, items, _discard)
            if pays(tuple(places))
            else rendering.files(items)
        )
        for one in made:
            pending.adopt(one.pending)
        problems = tuple(problem for one in made for problem in one.problems)
        warnings = tuple(warning for one in made for warning in one.warnings)
        if problems:
            return Generated(problems=problems, warnings=warnings)
        pending.put()
    if list(places.values()) == [STDOUT]:
        return Generated(text=made[0].text, warnings=warnings)
    return Generated(files=tuple(places.values()), warnings=warnings)


@attrs.define(kw_only=True)
class _Rendered:
    """What came of a file: its rules are *pending*, or *text* where they go to the terminal."""

    text: str = ""
    pending: spec_files.Pending = attrs.field(factory=spec_files.Pending)
    problems: list[Problem] = attrs.field(factory=list)
    warnings: list[Problem] = attrs.field(factory=list)


def _discard(made: list[_Rendered]) -> None:
    for one in made:
        one.pending.discard()


class _Rendering:
    """Makes the rules of file after file."""

    def __init__(self, options: Options, *, recordings: bool, alerts: bool, several: bool) -> None:
        self.options = options
        self.wanted = {"recordings": recordings, "alerts": alerts}
        self.several = several
        self.shapes = Shapes(options, **self.wanted)

    def files(self, places: Sequence[tuple[str, str]]) -> list[_Rendered]:
        """Return what comes of each file; until nothing is wrong, all are written beside *places*.

        What is written is removed again if one can not be written.
        """
        made: list[_Rendered] = []
        is_good = True
        try:
            for file, place in places:
                one = _Rendered()
                made.append(one)
                texts = self.file(file, one)
                is_good = is_good and not one.problems
                if place == STDOUT:
                    one.text = "".join(texts)
                elif is_good:
                    one.pending.add(place, [text.encode() for text in texts])
        except BaseException:
            _discard(made)
            raise
        return made

    def file(self, file: str, made: _Rendered) -> list[str]:
        """Return the rules of all documents in *file* that nothing is wrong with, in pieces.

        Putting them together takes longer than writing them one by one.
        """
        texts: list[str] = []
        head = HEADER.format(version=self.options.version)
        plain: list[Source] = []
        for read in sloth_file.read(spec_files.read_file(file), file):
            made.warnings += read.warnings
            made.problems += read.problems
            if read.group is None:
                continue
            is_object = read.group.kind == "kubernetes"
            body = (self.object if is_object else self.rules)(read.group, made)
            if body is None:
                continue
            texts += (head, *body)
            if not is_object:
                plain.append(read.group.source)
        if len(plain) > 1 and not self.several:
            made.problems.append(_half_read(plain))
        return texts

    def rules(self, group: Group, made: _Rendered) -> list[str] | None:
        """Return the rule file of *group*, or None if something is wrong with it."""
        texts, problems = each(group, self.options, self.shapes.text)
        made.problems += problems
        if problems:
            return None
        made.warnings += _differing(group)
        if not any(text for _, text in texts):
            message = "0 SLO Prometheus rules generated"
            made.problems.append(Problem(source=group.source, message=message))
        return [GROUPS, *(text for _, text in texts)]

    def object(self, group: Group, made: _Rendered) -> list[str] | None:
        """Return the PrometheusRule of *group*, or None if something is wrong with it."""
        result = generate(group, self.options)
        made.problems += result.problems
        if result.problems:
            return None
        made.warnings += (*_differing(group), *_holds(result, group.source))
        return [dump(document(group, result, **self.wanted))]


def _differing(group: Group) -> list[Problem]:
    """Say where a published SLI plugin has a mistake that is mended here."""
    used = [(slo, slo.sli.plugin.id) for slo in group.slos if slo.sli.plugin]
    told = [(slo, id_, mended(id_)) for slo, id_ in used]
    return [
        Problem(
            source=slo.source("sli.plugin"), message=f"plugin {id_!r} differs from Sloth's: {how}"
        )
        for slo, id_, how in told
        if how
    ]


def _holds(result: Result, source: Source) -> list[Problem]:
    if not has_hold(result):
        return []
    message = "an alert has a `for`, which Sloth leaves out of a PrometheusRule; it is kept here"
    return [Problem(source=source, message=message)]


def _half_read(places: list[Source]) -> Problem:
    return Problem(
        source=places[1],
        message=f"{len(places)} documents would share one rule file, of which Prometheus reads "
        "the first and drops the rest in silence",
        help="write one document a file, or say --allow-multi-document",
    )


def validate_specs(specs: Specs, options: Options, *, duplicates: bool) -> Validated:
    """Return what is wrong with *specs*; the same SLO twice is wrong unless *duplicates*."""
    files = spec_files.discover(specs.path, specs.exclude, specs.include)
    if not files:
        raise FormatError("0 slo specs have been discovered")
    problems: list[Problem] = []
    warnings: list[Problem] = []
    seen: dict[str, str] = {}
    count = 0
    for file in files:
        for read in sloth_file.read(spec_files.read_file(file), file):
            count += 1
            warnings += read.warnings
            problems += read.problems
            if read.group is None:
                continue
            result = generate(read.group, options)
            problems += result.problems
            for slo, _ in () if duplicates else result.slos:
                problems += _duplicate(slo, seen, file)
    return Validated(documents=count, problems=tuple(problems), warnings=tuple(warnings))


def _duplicate(slo: Slo, seen: dict[str, str], file: str) -> list[Problem]:
    if slo.id not in seen:
        seen[slo.id] = file
        return []
    message = (
        f"SLO duplicated. SLO{{service={slo.service}, name={slo.name}}}, ID={slo.id} "
        f"already exists in a file: {seen[slo.id]}"
    )
    return [Problem(source=slo.source("name"), message=message)]
