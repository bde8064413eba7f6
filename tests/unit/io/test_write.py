"""observability.io.write: out/ is replaced as a whole, and what is not ours survives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from observability.io import manifest, swap
from observability.io.changes import Changes
from observability.io.errors import WriteError
from observability.io.write import output_folder, write

FILES = {"a/one.yml": b"one\n", "a/two.yml": b"two\n", "b/three.json": b"3\n"}


def put(out: Path, files: dict[str, bytes], *, adopt: bool = False) -> Changes:
    return write(str(out), files, adopt=adopt, say=print, before=lambda: None)


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder*, MANIFEST apart."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = {path: path.relative_to(folder).as_posix() for path in files}
    return {name: path.read_bytes() for path, name in names.items() if name != manifest.NAME}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "root" / "out"


def test_new_folder_holds_the_files(out: Path) -> None:
    """The first run makes the folder and all its files."""
    changes = put(out, FILES)

    assert FILES == tree(out)
    assert tuple(sorted(FILES)) == changes.added


def test_manifest_is_what_sha256sum_reads(out: Path) -> None:
    """MANIFEST lists each file with its digest, sorted, in the form of sha256sum."""
    put(out, {"b": b"", "a": b"x\n"})

    assert (
        "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac  a\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n"
    ) == (out / "MANIFEST").read_text()


def test_nothing_is_touched_when_nothing_changes(out: Path) -> None:
    """A second run with the same files leaves every time stamp and inode, the folder's too."""
    put(out, FILES)
    before = {path: path.stat() for path in [out, *out.rglob("*")]}

    changes = put(out, FILES)

    assert not changes.any
    assert before == {path: path.stat() for path in [out, *out.rglob("*")]}


def test_unchanged_files_stay_the_same_files(out: Path) -> None:
    """A file that does not change keeps its inode and its time, though others change."""
    put(out, FILES)
    before = (out / "a/one.yml").stat()

    put(out, {**FILES, "a/two.yml": b"new\n"})
    after = (out / "a/one.yml").stat()

    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_is_no_longer_generated_is_removed(out: Path) -> None:
    """A file of ours goes when the definitions no longer yield it, and an empty folder with it."""
    put(out, FILES)

    changes = put(out, {"a/one.yml": b"one\n"})

    assert ("a/two.yml", "b/three.json") == changes.removed
    assert not (out / "b").exists()


def test_foreign_files_survive(out: Path) -> None:
    """Files, links, modes and empty folders that others made are there after a run."""
    put(out, FILES)
    (out / "a/notes.md").write_text("mine")
    (out / "a/notes.md").chmod(0o640)
    (out / "link").symlink_to("/nowhere")
    (out / "folder-link").symlink_to(out / "a")
    (out / "empty").mkdir()

    put(out, {"a/one.yml": b"changed\n"})

    assert "mine" == (out / "a/notes.md").read_text()
    assert 0o640 == (out / "a/notes.md").stat().st_mode & 0o777
    assert "/nowhere" == os.readlink(out / "link")
    assert (out / "folder-link").is_symlink()
    assert (out / "empty").is_dir()


def test_permissions_of_our_files_are_kept(out: Path) -> None:
    """A mode that somebody gave a file or folder outlives its next content."""
    put(out, FILES)
    (out / "a/one.yml").chmod(0o600)
    (out / "a").chmod(0o750)

    put(out, {**FILES, "a/one.yml": b"new\n"})

    assert 0o600 == (out / "a/one.yml").stat().st_mode & 0o777
    assert 0o750 == (out / "a").stat().st_mode & 0o777


def test_foreign_file_in_the_way_is_an_error(out: Path) -> None:
    """A file we did not write is not overwritten; the message names it and the way out."""
    (out / "a").mkdir(parents=True)
    (out / "a/one.yml").write_text("mine")

    with pytest.raises(WriteError, match=r"a/one\.yml: not written by o11y(.|\n)*--adopt"):
        put(out, FILES)

    assert {"a/one.yml": b"mine"} == tree(out)


def test_foreign_file_is_overwritten_on_demand(out: Path) -> None:
    """With adopt, the file becomes ours."""
    (out / "a").mkdir(parents=True)
    (out / "a/one.yml").write_text("mine")

    put(out, FILES, adopt=True)

    assert FILES == tree(out)


def test_equal_foreign_file_becomes_ours(out: Path) -> None:
    """A file that already holds what we would write is no obstacle."""
    (out / "a").mkdir(parents=True)
    (out / "a/one.yml").write_bytes(FILES["a/one.yml"])

    put(out, FILES)

    assert "a/one.yml" in manifest.read(str(out))


@pytest.mark.parametrize("adopt", [False, True])
def test_foreign_file_where_a_folder_must_be(out: Path, adopt: bool) -> None:
    """A file where we need a folder is never removed, adopted or not."""
    out.mkdir(parents=True)
    (out / "a").write_text("mine")

    with pytest.raises(WriteError, match="in the way"):
        put(out, FILES, adopt=adopt)

    assert "mine" == (out / "a").read_text()


def test_foreign_folder_where_a_file_must_be(out: Path) -> None:
    """A folder that holds foreign files is never replaced by a file."""
    (out / "a/one.yml").mkdir(parents=True)
    (out / "a/one.yml/notes").write_text("mine")

    with pytest.raises(WriteError, match="in the way"):
        put(out, FILES, adopt=True)

    assert {"a/one.yml/notes": b"mine"} == tree(out)


def test_our_folder_can_become_a_file(out: Path) -> None:
    """A path that was a folder of ours can be a file of ours, and the other way round."""
    put(out, {"x/y": b"1", "z": b"2"})

    put(out, {"x": b"3", "z/w": b"4"})

    assert {"x": b"3", "z/w": b"4"} == tree(out)


def test_linked_folder_does_not_lead_out(out: Path, tmp_path: Path) -> None:
    """A link in the place of a folder of ours is refused: nothing is written through it."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir(parents=True)
    (out / "a").symlink_to(elsewhere)

    with pytest.raises(WriteError, match="in the way"):
        put(out, FILES)

    assert {} == tree(elsewhere)


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/x", "a//b", "", "a/./b", "a\nb", "a/"])
def test_path_that_could_escape_is_refused(out: Path, path: str) -> None:
    """No path can lead out of the folder, whatever a document is called."""
    with pytest.raises(ValueError, match="no path below the output folder"):
        put(out, {path: b""})

    assert not out.exists()


@pytest.mark.parametrize("files", [{"MANIFEST": b""}, {"a": b"", "a/b": b""}])
def test_paths_that_exclude_each_other_are_refused(out: Path, files: dict[str, bytes]) -> None:
    """A file can not be a folder, too, and MANIFEST is the tool's."""
    with pytest.raises(ValueError, match="can not exist beside"):
        put(out, files)


def test_hand_edit_is_overwritten_and_told(out: Path) -> None:
    """The definitions win over an edit of a file that is still generated; its path is told."""
    put(out, FILES)
    (out / "a/one.yml").write_text("edited")

    changes = put(out, FILES)

    assert ("a/one.yml",) == changes.edited
    assert FILES == tree(out)


def test_hand_edit_of_what_is_no_longer_generated_is_kept(out: Path) -> None:
    """A file that would be removed, but was edited by hand, is left and is not ours any more."""
    put(out, FILES)
    (out / "a/one.yml").write_text("edited")
    rest = {"a/two.yml": b"two\n"}

    first, second = put(out, rest), put(out, rest)

    assert (("a/one.yml",), ()) == (first.kept, second.kept)
    assert "edited" == (out / "a/one.yml").read_text()


def test_merge_conflict_in_the_manifest_is_put_right(out: Path) -> None:
    """Both sides of a conflict say what is ours; the next run writes the manifest anew."""
    put(out, FILES)
    whole = (out / "MANIFEST").read_text()
    lines = whole.splitlines(keepends=True)
    conflict = ["<<<<<<< ours\n", lines[0], "=======\n", f"{'0' * 64}  a/one.yml\n", ">>>>>>> b\n"]
    (out / "MANIFEST").write_text("".join([*conflict, *lines[1:]]))

    put(out, FILES)

    assert whole == (out / "MANIFEST").read_text()


def test_output_folder_may_be_a_link(out: Path, tmp_path: Path) -> None:
    """A link called out stays a link; what it points to is replaced."""
    real = tmp_path / "real"
    real.mkdir()
    out.parent.mkdir()
    out.symlink_to(real)

    put(Path(output_folder(str(out.parent), None)), FILES)

    assert out.is_symlink()
    assert FILES == tree(real)


@pytest.mark.parametrize("place", [".", "..", "services", "slos/x", ".git", ".o11y/x"])
def test_folder_that_holds_other_things_is_refused(tmp_path: Path, place: str) -> None:
    """The root, its parents and the folders of definitions are never the output folder."""
    root = tmp_path / "repo"
    (root / "services").mkdir(parents=True)

    with pytest.raises(WriteError, match="give --out a folder of its own"):
        output_folder(str(root), str(root / place))


def test_file_is_no_output_folder(tmp_path: Path) -> None:
    """A file in the place of the folder is named, not replaced."""
    (tmp_path / "out").write_text("")

    with pytest.raises(WriteError, match="is a file"):
        output_folder(str(tmp_path), None)


def test_works_where_folders_can_not_be_exchanged(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the system call, two renames do the same."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    put(out, FILES)
    (out / "notes.md").write_text("mine")

    put(out, {"a/one.yml": b"new\n"})

    assert {"a/one.yml": b"new\n", "notes.md": b"mine"} == tree(out)
    assert ["out"] == [path.name for path in out.parent.iterdir()]


def test_death_between_the_two_renames_is_mended(out: Path) -> None:
    """A run that died when out/ was away and the new one not yet there gives the old one back."""
    put(out, FILES)
    unfinished = Path(swap.new_name(str(out)))
    out.rename(swap.old_name(str(out)))
    unfinished.mkdir()
    (unfinished / "MANIFEST").write_bytes(manifest.render({"c": b"c"}))
    (unfinished / "c").write_bytes(b"c")

    swap.recover(str(out))

    assert FILES == tree(out)
    assert ["out"] == [path.name for path in out.parent.iterdir()]


def test_foreign_file_made_meanwhile_is_carried_over(out: Path) -> None:
    """What somebody wrote to the old folder while the new one was built is not lost."""
    put(out, FILES)
    leftover = Path(swap.new_name(str(out)))
    (leftover / "deep").mkdir(parents=True)
    (leftover / "deep/notes.md").write_text("just in time")

    put(out, {**FILES, "a/one.yml": b"new\n"})

    assert "just in time" == (out / "deep/notes.md").read_text()
    assert not leftover.exists()
