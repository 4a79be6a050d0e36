"""Folders and disks on which no archive can be kept, or not for long; and a clock that goes back."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from index import disks
from index.archive import Archive
from index.building import Builder, Stored, open_builder
from index.embedding import LetterEmbedder
from index.errors import ArchiveNotWritable
from index.records import Article, Refused
from index.storing import open_writer
from rag.checker import FactChecker
from tests.helpers import article, newscheck, program
from tests.index.making import STORY
from tests.promises.catalogue import Place, as_nobody, differs, results, said, settings_in, told_all


def folders_that_take_no_archive(folder: Path) -> str:
    (folder / "file").write_text("")
    run = newscheck("add", "seeds", archive=folder / "file")
    in_the_way = run.returncode == 2 and "No archive can be kept" in run.stderr
    found = results(folder, *_text(folder))
    kept, asked = folder / "archive", settings_in(folder)
    for place in (folder, *folder.parents):
        if place.is_relative_to(tempfile.gettempdir()) and place != Path(tempfile.gettempdir()):
            place.chmod(0o755)  # whoever is nobody gets as far as the archive
    for place in (kept, *kept.iterdir()):
        place.chmod(0o555)
    told: list[str] = []
    with as_nobody():
        for settings in (asked, asked.model_copy(update={"archive": folder / "new"})):
            try:
                with open_builder(settings) as builder:
                    told.append(str(list(builder.add([article(STORY)]))))
            except ArchiveNotWritable as error:
                told.append(str(error))
        try:
            FactChecker.open(settings=asked)
        except ArchiveNotWritable as error:
            told.append(str(error))
    kept.chmod(0o755)
    expected = [f"{kept}': permission denied", f"{folder / 'new'}': permission denied", f"{kept}': it is read-only"]
    return told_all(
        "" if in_the_way else said(run.returncode, run.stderr),
        differs(found, ["added"]),
        *(f"{line!r} has no {words!r}" for line, words in zip(told, expected, strict=True) if words not in line),
        "" if not (folder / "new").exists() else "half of an archive was made",
    )


def disks_of_the_network(folder: Path) -> str:
    """Nothing is written there: such disks are told from the list of what this machine has mounted."""
    mounts, told = folder / "mounts", list[str]()
    (folder / "a disk").mkdir()
    escaped = str(folder / "a disk").replace(" ", "\\040")
    for kind in ("nfs4", "cifs", "ext4"):
        mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:9 / {escaped} rw - {kind} host:/x rw\n")
        with pytest.MonkeyPatch.context() as patching:
            patching.setattr(disks, "MOUNTS", mounts)
            settings = settings_in(folder).model_copy(update={"archive": folder / "a disk" / kind})
            try:
                with open_builder(settings) as builder:
                    told += [item.outcome for item in builder.add([article(STORY)]) if isinstance(item, Stored)]
            except ArchiveNotWritable as error:
                told.append(str(error).partition("': ")[2])
    written = sorted(path.name for path in (folder / "a disk").iterdir())
    words = "a network disk ({}), on which a crash could damage it."
    return told_all(differs(told, [words.format("nfs4"), words.format("cifs"), "added"]), differs(written, ["ext4"]))


def a_disk_of_one_megabyte(folder: Path) -> str:
    """A disk of that size where one may be mounted, and otherwise a bound on the size of files."""
    (folder / "newscheck.toml").write_text('embedder = "letters"\n')
    (folder / "small.txt").write_text(STORY)
    (folder / "a.jsonl").write_text("\n".join(json.dumps({"text": f"{STORY * 9} {n}"}) for n in range(3_000)))
    (folder / "disk").mkdir()
    steps = f"""
        newscheck() {{ {program()} --archive disk/archive "$@"; echo "ended with $?"; }}
        newscheck add --language en small.txt; newscheck add --language en a.jsonl; cp -r disk/archive after
    """
    mounted = f"mount -t tmpfs -o size=1m none disk && {{ {steps} }}"
    run = subprocess.run(
        ["unshare", "-m", "sh", "-c", mounted], capture_output=True, text=True, cwd=folder, check=False
    )
    if "ended with" not in run.stdout:
        run = subprocess.run(
            ["sh", "-c", f"ulimit -f 2000; {steps}"], capture_output=True, text=True, cwd=folder, check=False
        )
    ends = re.findall(r"ended with (\d)", run.stdout)
    errors = [line for line in run.stderr.splitlines() if line.startswith("Error")]
    clear = len(errors) == 1 and "No room to write the archive" in errors[0] and "Traceback" not in run.stderr
    archive = Archive(folder / "after")
    kept = (list(archive.damage()), archive.counts()[0] >= 1)
    archive.close()
    return told_all(
        "" if ends == ["0", "2"] and clear else said(run.returncode, run.stdout, run.stderr), differs(kept, ([], True))
    )


def a_clock_that_goes_back(folder: Path) -> str:
    clock = iter(range(100_000, 0, -1_000))
    with open_writer(folder / "archive", create=True) as archive:
        builder = Builder(archive, LetterEmbedder(), passage_tokens=200, clock=lambda: float(next(clock)))
        given: list[Article | Refused] = [article(f"{STORY} {n}.", key=str(n)) for n in range(9)]
        stored = [item.key for item in builder.add(given) if isinstance(item, Stored)]
    return differs(stored, [str(n) for n in range(9)])


def _text(folder: Path) -> list[Path]:
    (folder / "a.txt").write_text(STORY)
    return [folder / "a.txt"]


DISKS = (
    Place(row=60, check=folders_that_take_no_archive),
    Place(row=60, check=disks_of_the_network),
    Place(row=60, check=a_disk_of_one_megabyte),
    Place(row=60, check=a_clock_that_goes_back),
)
