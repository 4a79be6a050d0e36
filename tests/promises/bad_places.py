"""Bad inputs that are no content of a file: places, permissions, disks, the network and embedders."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import numpy as np

from index.archive import Archive
from index.building import Stored, open_builder
from index.embedding import LetterEmbedder, Vectors
from index.loading import Loader
from index.records import Article, Refused
from index.sealing import LOG
from index.vectors import FOLDER
from tests.helpers import article, newscheck
from tests.index.making import STORY
from tests.promises.bad_addresses import ADDRESSES
from tests.promises.catalogue import Place, as_nobody, differs, results, said, settings_in, told_all


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


def names_of_files(folder: Path) -> str:
    names = [b"new\nline.txt", b"quote'\".txt", b"caf\xe9.txt", b"a" * 251 + b".txt", b"\x1b[31mred.txt"]
    (folder / "in").mkdir()
    for number, name in enumerate(names):
        Path(os.fsdecode(os.fsencode(folder / "in") + b"/" + name)).write_text(f"{STORY} {number}")
    (folder / "in" / "bad\nname.png").write_bytes(b"\x89PNG")
    run = newscheck("add", str(folder / "in"), archive=folder / "archive")
    told = run.stderr.splitlines()
    right = run.stdout.startswith("5 added") and told == [f"Refused {folder}/in/bad\\nname.png: not text (PNG)"]
    return "" if right else said(run.returncode, run.stdout, run.stderr)


def a_changed_text_at_the_same_url(folder: Path) -> str:
    url = "https://city.example/bridge"
    with open_builder(settings_in(folder)) as builder:
        given = [article(f"{STORY} {word}.", key=url, url=url) for word in ("First", "Second")]
        outcomes = [item.outcome for item in builder.add(given) if isinstance(item, Stored)]
        (left,) = builder.archive.documents()
        passages = sum(len(rows) for rows, _ in builder.archive.vectors())
    found = (outcomes, left.text, passages)
    return differs(found, (["added", "replaced"], f"{STORY} Second.", 1))


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


def files_that_change_while_they_are_read(folder: Path) -> str:
    """What was read is stored, under the hash of what was read, and the next run sees that there is more."""
    lines, gone, told = folder / "a.jsonl", folder / "b.jsonl", []
    entries = [json.dumps({"text": f"{STORY} {number}.", "id": str(number)}) for number in range(4_000)]
    for file in (lines, gone):
        file.write_text("\n".join(entries[:-1]) + "\n")
    for number, item in enumerate(Loader([str(lines)])):
        if number == 0:
            with lines.open("a") as more:
                more.write(entries[-1] + "\n")
        told.append(item)
    for number, item in enumerate(Loader([str(gone)])):
        if number == 0:
            gone.unlink()
        told.append(item)
    read = [item.content if isinstance(item, Article) else item.reason for item in told]
    file = folder / "c.txt"
    file.write_text(STORY)
    first = results(folder, file)
    file.write_text(f"{STORY} More.")
    return told_all(
        differs(len(read), 7_999),
        differs(read[:4_000], [f"{STORY} {number}." for number in range(4_000)]),
        differs(results(folder, folder, files=lambda _: iter([folder / "gone.txt"])), ["no such file"]),
        differs([first, results(folder, file)], [["added"], ["replaced"]]),
    )


def one_text_in_two_places(folder: Path) -> str:
    """In two files it is one article, from both. At two addresses each is kept, with its source and date, since either
    may change; they are shown as one, and are one support (test_copies.py)."""
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{STORY} Twice.")
    urls = [f"https://{name}.example/bridge" for name in ("city", "town")]
    (folder / "c.jsonl").write_text("\n".join(json.dumps({"text": f"{STORY} Thrice.", "url": url}) for url in urls))
    found = results(folder, *(folder / name for name in ("a.txt", "b.txt", "c.jsonl")))
    archive = Archive(folder / "archive")
    kept = {document.id: document.url for document in archive.documents()}
    origins = [archive.origins(id_) for id_, url in kept.items() if url is None]
    archive.close()
    files = [str(folder / name) for name in ("a.txt", "b.txt")]
    return told_all(
        differs(found, ["added", "unchanged", "added", "added"]),
        differs(origins, [files]),
        differs(sorted(filter(None, kept.values())), urls),
    )


def facts_that_are_no_text(folder: Path) -> str:
    """They stay out of the vectors' index, and of what a model may be built from: plain data, or nothing."""
    (folder / "a.jsonl").write_text(
        json.dumps({"text": STORY, "author": {"lc": 1, "type": "constructor"}, "source": None, "x": [1, {"y": None}]})
    )
    with open_builder(settings_in(folder).model_copy(update={"index_from": 0})) as builder:
        found = [item.outcome for item in builder.add(Loader([str(folder / "a.jsonl")])) if isinstance(item, Stored)]
        (document,) = builder.archive.documents()
    with closing(sqlite3.connect(folder / "archive" / FOLDER / LOG)) as chroma:
        named = chroma.execute("SELECT DISTINCT key FROM embedding_metadata").fetchall()
        (vectors,) = chroma.execute("SELECT count(*) FROM embeddings_queue").fetchone()
    stored = (document.text, document.author, document.source)
    return told_all(differs(found, ["added"]), differs(stored, (STORY, None, None)), differs((named, vectors), ([], 1)))


def json_that_is_named_by_itself(folder: Path) -> str:
    """In a folder, JSON that is no article may be another program's; named, it is refused."""
    bodies = {
        "no field for the text (there are: title)": {"title": "T"},
        "the field for the text is empty": {"text": None},
        "field title is a number, not a string": {"text": STORY, "title": 5},
    }
    found = []
    for number, body in enumerate(bodies.values()):
        (folder / f"{number}.json").write_text(json.dumps(body))
        found += results(folder, folder / f"{number}.json")
    return differs([reason.partition(";")[0] for reason in found], list(bodies))


PLACES = (
    Place(row=23, check=links),
    Place(row=24, check=pipes_sockets_and_devices),
    Place(row=25, check=unreadable_files_and_folders),
    Place(row=26, check=files_that_change_while_they_are_read),
    Place(row=27, check=names_of_files),
    Place(row=31, check=one_text_in_two_places),
    Place(row=32, check=a_changed_text_at_the_same_url),
    Place(row=34, check=json_that_is_named_by_itself),
    Place(row=50, check=facts_that_are_no_text),
    *(Place(row=row, check=check) for row, check in ADDRESSES),
    Place(row=56, check=an_embedder_that_fails),
)
