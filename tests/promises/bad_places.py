"""Bad inputs that are no content of a file: places, sizes, the network, embedders and interrupts.

Each check makes what it needs in a folder of its own, and returns what is wrong; nothing where all is well.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from index.archive import Archive
from index.building import Builder, Stored, open_builder
from index.cleaning import clean
from index.embedding import LetterEmbedder, Vectors
from index.errors import InvalidArticle, NewscheckError
from index.loading import Loader
from index.records import Article, Refused
from index.storing import open_writer
from rag.settings import Settings
from tests.helpers import article, newscheck, program
from tests.index.making import STORY
from tests.promises.bad_addresses import ADDRESSES

FILES = 2_000
"""Of the folder that stands for one of 100,000: letters of 100,000 files are counted in minutes."""

NOBODY = 65_534
"""The user that may read nothing, where the tests are run by one that may read everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of the catalogue, or a part of one."""

    row: int
    check: Callable[[Path], str]

    def found(self, folder: Path) -> str:
        """What is wrong."""
        return self.check(folder)


def settings_in(folder: Path) -> Settings:
    return Settings(archive=folder / "archive", cache=folder / "cache", embedder="letters", models=False)


def results(folder: Path, *paths: Path | str, **options: object) -> list[str]:
    """What became of paths: an outcome, or the reason against it."""
    with open_builder(settings_in(folder)) as builder:
        loader = Loader([str(path) for path in paths], **options)  # type: ignore[arg-type]
        return [item.reason if isinstance(item, Refused) else item.outcome for item in builder.add(loader)]


def differs(found: object, expected: object) -> str:
    return "" if found == expected else f"{found!r} instead of {expected!r}"


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may not read what others own."""
    before = os.geteuid()
    os.seteuid(NOBODY if before == 0 else before)
    try:
        yield
    finally:
        os.seteuid(before)


def links(folder: Path) -> str:
    (inside := folder / "in").mkdir()
    (inside / "a.txt").write_text(STORY)
    (inside / "out.txt").symlink_to("/etc/passwd")
    (inside / "loop").symlink_to(inside)
    link = "symbolic link (name its target to add it)"
    return differs(results(folder, inside), [link, link, "added"])


def pipes_sockets_and_devices(folder: Path) -> str:
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the whole path is longer than a socket's may be
        try:
            server.bind("socket.txt")
        finally:
            os.chdir(here)
        found = results(folder, folder / "pipe.txt", folder / "socket.txt", "/dev/zero")
    return differs(found, ["not a regular file"] * 3)


def unreadable_files_and_folders(folder: Path) -> str:
    (folder / "closed").mkdir(mode=0o700)
    (folder / "open").mkdir(mode=0o755)
    (folder / "open" / "a.txt").write_text(STORY)
    (folder / "open" / "a.txt").chmod(0)
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(0o755)
    if os.geteuid() != 0:
        (folder / "closed").chmod(0)
    with as_nobody():
        loader = Loader([str(folder / "open"), str(folder / "closed"), str(folder / "closed" / "b.txt")])
        found = [item.reason for item in loader if isinstance(item, Refused)]
    (folder / "closed").chmod(0o700)
    return differs(found, ["permission denied"] * 3)


def vanishing_and_growing_files(folder: Path) -> str:
    file = folder / "a.txt"
    file.write_text(STORY)
    gone = results(folder, folder, files=lambda _: iter([folder / "gone.txt"]))
    first = results(folder, file)
    file.write_text(f"{STORY} More.")
    return differs([gone, first, results(folder, file)], [["no such file"], ["added"], ["replaced"]])


def names_of_files(folder: Path) -> str:
    names = [b"new\nline.txt", b"quote'\".txt", b"caf\xe9.txt", b"a" * 251 + b".txt", b"\x1b[31mred.txt"]
    (folder / "in").mkdir()
    for number, name in enumerate(names):
        Path(os.fsdecode(os.fsencode(folder / "in") + b"/" + name)).write_text(f"{STORY} {number}")
    (folder / "in" / "bad\nname.png").write_bytes(b"\x89PNG")
    run = newscheck("add", str(folder / "in"), archive=folder / "archive")
    told = run.stderr.splitlines()
    right = run.stdout.startswith("5 added") and told == [f"Refused {folder}/in/bad\\nname.png: not text (PNG)"]
    return "" if right else f"{run.stdout}{run.stderr}"


def files_that_are_too_large(folder: Path) -> str:
    for name in ("a.txt", "a.pdf", "a.jsonl"):
        (folder / name).write_bytes(b"%PDF-1.4\n" if name == "a.pdf" else b"A line of text. " * 256)
        os.truncate(folder / name, 1 << 30)
    began = time.process_time()
    found = results(folder, folder / "a.txt", folder / "a.pdf", folder / "a.jsonl")
    took = time.process_time() - began
    return differs([reason.partition(" (")[0] for reason in found], ["larger than 100,000,000 bytes"] * 3) or (
        "" if took < 3 else f"{took:.1f} s"
    )


def an_article_of_five_megabytes(folder: Path) -> str:
    (folder / "a.txt").write_text("\n\n".join(f"{STORY} Paragraph {number}." for number in range(44_000)))
    with open_builder(settings_in(folder)) as builder:
        (stored,) = builder.add(Loader([str(folder / "a.txt")]))
    told = isinstance(stored, Stored) and any("passages: a long book" in warning for warning in stored.warnings)
    return "" if told else repr(stored)


def a_changed_text_at_the_same_url(folder: Path) -> str:
    url = "https://city.example/bridge"
    with open_builder(settings_in(folder)) as builder:
        given = [article(f"{STORY} {word}.", key=url, url=url) for word in ("First", "Second")]
        outcomes = [item.outcome for item in builder.add(given) if isinstance(item, Stored)]
        (left,) = builder.archive.documents()
        passages = sum(len(rows) for rows, _ in builder.archive.vectors())
    found = (outcomes, left.text, passages)
    return differs(found, (["added", "replaced"], f"{STORY} Second.", 1))


def pages_that_are_hard_to_read(folder: Path) -> str:
    pages = {
        "unclosed": "<div><b>" * 50_000 + STORY,
        "attribute": f'<html><body><article data-x="{"a" * 10_000_000}"><p>{STORY}</p></article></body></html>',
        "entities": f"<html><body><article><p>{STORY}</p><p>{'&amp;' * 1_000_000}</p></article></body></html>",
    }
    wrong = []
    for name, content in pages.items():
        (folder / f"{name}.html").write_text(content)
        began = time.process_time()
        (found,) = Loader([str(folder / f"{name}.html")])
        with suppress(InvalidArticle):
            clean(cast("Article", found))
        took = time.process_time() - began
        wrong += [f"{name}: {took:.1f} s"] if took > 2 else []
    return "; ".join(wrong)


class Flawed(LetterEmbedder):
    """Gives what no embedder should."""

    def __init__(self, flaw: Callable[[Vectors], Vectors]) -> None:
        self._flaw = flaw

    def embed_passages(self, texts: Iterable[str]) -> Vectors:
        rows = super().embed_passages(list(texts))
        return self._flaw(rows) if any("bridge" in text for text in texts) else rows


def an_embedder_that_fails(folder: Path) -> str:
    flaws: dict[str, Callable[[Vectors], Vectors]] = {
        "NaN": lambda rows: rows * np.nan, "dimension": lambda rows: rows[:, :9], "fewer": lambda rows: rows[:-1],
    }  # fmt: skip
    wrong = []
    for name, flaw in flaws.items():
        with open_builder(settings_in(folder), embedder=Flawed(flaw)) as builder:
            (result,) = builder.add([article(STORY)])
            refused = isinstance(result, Refused) and "gave no usable vectors" in result.reason
            wrong += [] if refused and builder.archive.counts() == (0, 0) else [f"{name}: {result}"]
    return "; ".join(wrong)


def one_text_ten_thousand_times(folder: Path) -> str:
    (folder / "a.jsonl").write_text(f"{json.dumps({'text': STORY})}\n" * 10_000)
    found = results(folder, folder / "a.jsonl")
    archive = Archive(folder / "archive")
    counts = archive.counts()[0]
    archive.close()
    return differs((len(found), counts), (10_000, 1))


def a_folder_of_many_files(folder: Path) -> str:
    (folder / "in").mkdir()
    bad = max(1, FILES // 1_000)
    for number in range(FILES):
        content = b"" if number < bad else f"{STORY} {number}".encode()
        (folder / "in" / f"{number}.txt").write_bytes(content)
    (folder / "newscheck.toml").write_text('embedder = "letters"\n')
    command = [program(), "--archive", str(folder / "archive"), "add", "in"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=600)
    right = run.stdout.splitlines()[-1].startswith(f"{FILES - bad:,} added, 0 replaced, 0 unchanged, {bad} refused")
    return "" if right and run.returncode == 1 else f"{run.returncode} {run.stdout}{run.stderr}"


def closed_input_and_interrupts(folder: Path) -> str:
    (folder / "newscheck.toml").write_text('embedder = "letters"\n')
    (folder / "a.jsonl").write_text("\n".join(json.dumps({"text": f"{STORY} {n}"}) for n in range(100_000)))
    base = [program(), "--archive", str(folder / "archive"), "add"]
    closed = subprocess.run(
        ["sh", "-c", f"{program()} --archive {folder}/archive add - <&-"],
        capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip
    wrong = [] if "Refused -: standard input is closed" in closed.stderr else [closed.stderr]
    for stop in (signal.SIGINT, signal.SIGTERM):
        before = _stored(folder)
        with subprocess.Popen([*base, "a.jsonl"], stdout=subprocess.PIPE, text=True, cwd=folder) as adding:
            end = time.monotonic() + 60
            while _stored(folder) == before and time.monotonic() < end:
                os.sched_yield()
            began = time.monotonic()
            adding.send_signal(stop)
            code, told = adding.wait(timeout=60), adding.stdout.read() if adding.stdout else ""
            took = time.monotonic() - began
        wrong += (
            [] if (code, "Stopped." in told) == (130, True) and took < 2 else [f"{stop.name} {code} {took:.1f} {told}"]
        )
    return "; ".join(wrong)


def _stored(folder: Path) -> int:
    try:
        archive = Archive(folder / "archive")
    except NewscheckError:
        return 0
    try:
        return archive.counts()[0]
    finally:
        archive.close()


def a_folder_that_takes_no_archive_and_a_clock_that_goes_back(folder: Path) -> str:
    (folder / "file").write_text("")
    run = newscheck("add", "seeds", archive=folder / "file")
    wrong = [] if run.returncode == 2 and "No archive can be kept" in run.stderr else [run.stderr]
    clock = iter(range(100_000, 0, -1_000))
    with open_writer(folder / "archive", create=True) as archive:
        builder = Builder(archive, LetterEmbedder(), passage_tokens=200, clock=lambda: float(next(clock)))
        given: list[Article | Refused] = [article(f"{STORY} {n}.", key=str(n)) for n in range(9)]
        stored = [item.key for item in builder.add(given) if isinstance(item, Stored)]
    return "; ".join([*wrong, *filter(None, [differs(stored, [str(n) for n in range(9)])])])


PLACES = (
    Place(row=23, check=links),
    Place(row=24, check=pipes_sockets_and_devices),
    Place(row=25, check=unreadable_files_and_folders),
    Place(row=26, check=vanishing_and_growing_files),
    Place(row=27, check=names_of_files),
    Place(row=28, check=files_that_are_too_large),
    Place(row=29, check=an_article_of_five_megabytes),
    Place(row=32, check=a_changed_text_at_the_same_url),
    Place(row=40, check=pages_that_are_hard_to_read),
    *(Place(row=row, check=check) for row, check in ADDRESSES),
    Place(row=56, check=an_embedder_that_fails),
    Place(row=57, check=one_text_ten_thousand_times),
    Place(row=58, check=a_folder_of_many_files),
    Place(row=59, check=closed_input_and_interrupts),
    Place(row=60, check=a_folder_that_takes_no_archive_and_a_clock_that_goes_back),
)
