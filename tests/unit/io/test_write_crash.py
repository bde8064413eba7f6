"""observability.io.write: killed, out of space, or twice at once: the old out/ or the new one."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from observability.io import manifest
from observability.io.errors import WriteError
from observability.io.write import write

COUNT = 60

WRITER = textwrap.dedent(
    """
    import sys
    from observability.io import swap
    from observability.io.lock import alone
    from observability.io.write import write

    root, plain, first = sys.argv[1], sys.argv[2] == "plain", int(sys.argv[3])
    if plain:
        swap._exchange = lambda new, out: False
    print("ready", flush=True)
    for number in range(first, first + 10_000):
        with alone(root, lambda text: None):
            files = {f"d{n % 7}/{n}.yml": b"%d\\n" % number * 50 for n in range(60)}
            files |= {f"only/{number % 5}.yml": b"x"}
            write(f"{root}/out", files, adopt=False, say=print, before=lambda: None)
    """
)


def start(root: Path, how: str = "exchange", first: int = 0) -> subprocess.Popen[str]:
    """Start a process that writes one generation after the other."""
    command = [sys.executable, "-c", WRITER, str(root), how, str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def generations(out: Path) -> set[bytes]:
    """Return the contents of the files that every generation rewrites: one, if it is whole."""
    return {path.read_bytes() for path in out.glob("d*/*.yml")}


def is_whole(out: Path) -> bool:
    """Tell whether *out* is one generation: as its manifest lists it, nothing else."""
    owned = manifest.read(str(out))
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    ours = {path for path in found if path not in ("MANIFEST", "notes.md")}
    digests = {path: {manifest.digest((out / path).read_bytes())} for path in ours}
    return digests == owned and len(generations(out)) == 1


def put(out: Path, files: dict[str, bytes]) -> None:
    write(str(out), files, adopt=False, say=print, before=lambda: None)


def kill_at_some_moment(root: Path, how: str, moment: float, first: int) -> None:
    """Start a writer and kill it *moment* seconds after there is an output folder."""
    process = start(root, how, first)
    while not (root / "out").exists():
        time.sleep(0.001)
    time.sleep(moment)
    process.kill()
    process.wait()


@pytest.mark.parametrize("moment", [n / 100 for n in range(1, 16, 3)])
def test_kill_leaves_a_whole_folder(tmp_path: Path, moment: float) -> None:
    """Killed at any moment, out/ is one generation at once, not only after the next run."""
    kill_at_some_moment(tmp_path, "exchange", 0.01, first=0)
    kill_at_some_moment(tmp_path, "exchange", moment, first=50_000)

    assert is_whole(tmp_path / "out")


@pytest.mark.parametrize("how", ["exchange", "plain"])
@pytest.mark.parametrize("moment", [n / 60 for n in range(1, 10, 2)])
def test_next_run_clears_up(tmp_path: Path, how: str, moment: float) -> None:
    """After a kill, the next run leaves its own files, foreign ones, and no temporary folder."""
    out = tmp_path / "out"
    put(out, {"first": b""})
    (out / "notes.md").write_text("mine")
    kill_at_some_moment(tmp_path, how, moment, first=0)

    put(out, {"last": b""})

    assert {".o11y", "out"} == {path.name for path in tmp_path.iterdir()}
    assert {"MANIFEST", "last", "notes.md"} == {path.name for path in out.iterdir()}


def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    """Two processes that write all the time take turns; whoever looks sees one generation."""
    writers = [start(tmp_path, first=0), start(tmp_path, first=50_000)]
    time.sleep(2)
    alive = [writer.poll() for writer in writers]
    for writer in writers:
        writer.kill()
        writer.wait()

    assert [None, None] == alive
    assert is_whole(tmp_path / "out")


def test_reader_sees_one_generation(tmp_path: Path) -> None:
    """Somebody who holds the folder open reads one generation to its end, whatever is written."""
    out = tmp_path / "out"
    writer = start(tmp_path)
    while not (out / "d6").exists():
        time.sleep(0.01)
    mixed = 0
    for _ in range(100):
        folder = os.open(out, os.O_RDONLY)
        seen = set()
        try:
            for number in range(COUNT):
                name = f"d{number % 7}/{number}.yml"
                with open(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
                    seen.add(file.read())
        except FileNotFoundError:
            continue  # the old folder is being cleared away: gone, not mixed
        finally:
            os.close(folder)
        mixed += len(seen) > 1
    writer.kill()
    writer.wait()

    assert mixed == 0


def test_file_that_can_not_be_written_leaves_the_old_folder(tmp_path: Path) -> None:
    """A write that fails half-way is an error in one line; out/ is as it was, nothing is left."""
    out = tmp_path / "out"
    put(out, {"a": b"old"})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(WriteError, match=r"file too large; .*out is as it was"):
            put(out, {"a": b"new", "b": b"x" * 200})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)

    assert b"old" == (out / "a").read_bytes()
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 256 KiB, where that is permitted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("mounting a tmpfs is not permitted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk_leaves_the_old_folder(small_disk: Path) -> None:
    """No space left: the message says so, out/ is as it was, and the space is free again."""
    out = small_disk / "out"
    put(out, {"a": b"old"})

    with pytest.raises(WriteError, match=r"no space left on device; .*out is as it was"):
        put(out, {f"{number}": b"x" * 4096 for number in range(100)})

    assert b"old" == (out / "a").read_bytes()
    assert ["out"] == [path.name for path in small_disk.iterdir()]
