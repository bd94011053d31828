"""Files are whole or not there, and nothing is overwritten by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from erlang._planning.output import OutputError, whole_files, whole_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill(folder: Path, force: bool = False, text: str = "new") -> None:
    with whole_folder(folder, force=force) as staging:
        (staging / "plan.toml").write_text(text)


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    fill(tmp_path / "deep" / "plan")
    assert names(tmp_path / "deep") == ["plan"]
    assert (tmp_path / "deep" / "plan" / "plan.toml").read_text() == "new"


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    fill(tmp_path / "plan")
    assert names(tmp_path) == ["plan"]


def test_a_plan_is_not_overwritten_without_force(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    fill(folder, text="old")
    with pytest.raises(OutputError) as caught:
        fill(folder)
    assert str(caught.value) == f"--out {folder}: already holds a plan; nothing is overwritten without --force"
    assert (folder / "plan.toml").read_text() == "old"
    fill(folder, force=True)
    assert (folder / "plan.toml").read_text() == "new"
    assert names(tmp_path) == ["plan"]


def test_files_of_others_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="is not empty; nothing is overwritten without --force"):
        fill(folder)
    fill(folder, force=True)
    assert names(folder) == ["notes.txt", "plan.toml"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError, SystemExit])
def test_on_any_error_nothing_is_left(tmp_path: Path, error: type[BaseException]) -> None:
    folder = tmp_path / "deep" / "plan"

    def fail(staging: Path) -> None:
        (staging / "report.html").write_text("half")
        raise error

    with pytest.raises(error), whole_folder(folder) as staging:
        fail(staging)
    assert names(tmp_path) == []


def test_on_an_error_the_former_plan_stays(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    fill(folder, text="old")
    with pytest.raises(KeyboardInterrupt), whole_folder(folder, force=True):
        raise KeyboardInterrupt
    assert (folder / "plan.toml").read_text() == "old"
    assert names(tmp_path) == ["plan"]


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught:
        fill(tmp_path / "file", force=True)
    assert str(caught.value) == f"--out {tmp_path / 'file'}: is a file, expected a folder"
    with pytest.raises(OutputError) as caught:
        fill(tmp_path / "file" / "plan")
    assert str(caught.value) == f"--out {tmp_path / 'file' / 'plan'}: cannot be written: Not a directory"


def test_single_files(tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "one.csv", tmp_path / "a" / "two.csv"
    whole_files({one: lambda path: path.write_text("1"), two: lambda path: path.write_text("2")})
    assert names(tmp_path / "a") == ["one.csv", "two.csv"]
    with pytest.raises(OutputError) as caught:
        whole_files({one: lambda path: path.write_text("3")})
    assert str(caught.value) == f"--out {one}: already exists; nothing is overwritten without --force"
    assert one.read_text() == "1"

    def fail(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        whole_files({tmp_path / "b" / "x.csv": lambda path: path.write_text("3"), tmp_path / "b" / "y.csv": fail})
    assert names(tmp_path) == ["a"]
