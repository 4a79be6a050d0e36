"""Bad inputs that are too many, too large or too long, and a run that is stopped in the middle."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from index.archive import Archive
from index.cleaning import clean
from index.errors import InvalidArticle, NewscheckError
from index.loading import Loader
from index.records import Article, Document, Refused
from index.splitting import split
from tests.helpers import program
from tests.index.making import STORY, zipped
from tests.promises.bad_files import WORLD
from tests.promises.catalogue import Place, add_to, differs, said, told_all

FEW, MANY = 300, int(os.environ.get("NEWSCHECK_TEST_FILES", "1500"))
"""Files of two folders, of which the second takes no more memory; the catalogue has 100,000."""

BYTES, TOKENS = 4, 40
"""Of the embedder in `passages_of_every_script`, which counts bytes: those of a token, and tokens of a passage."""


def passages_of_every_script(_: Path) -> str:
    """No passage is longer than it may be, and none begins or ends within what a reader sees as one character."""
    import regex  # type: ignore[import-untyped, unused-ignore]

    wrong = []
    for name, text in {**WORLD, "one word": "🇫🇷👩🏽" * 200 + "กำ" * 200}.items():
        document = Document(title="", text=text.replace("\ufe0f", "").strip(), origin="a")
        ends = {0, *(found.end() for found in regex.finditer(r"\X", document.text))}
        passages = split(
            document, count_tokens=lambda texts: [len(t.encode()) // BYTES for t in texts], max_tokens=TOKENS
        )
        longest = max(len(passage.text.encode()) for passage in passages)
        cut = [passage.text for passage in passages if not {passage.start, passage.end} <= ends]
        whole = "".join("".join(passage.text for passage in passages).split()) == "".join(document.text.split())
        if cut or longest > TOKENS * BYTES or not whole:
            wrong.append(f"{name}: {longest} bytes, {len(cut)} cut within a character, whole: {whole}")
    return "; ".join(wrong)


def files_that_expand(folder: Path) -> str:
    """Seconds of this process: best of three, since what else runs here only ever adds to them."""
    bomb = b"a" * 200_000_000
    (folder / "a.txt.gz").write_bytes(gzip.compress(bomb, 1))
    (folder / "a.zip").write_bytes(zipped({"a.txt": bomb}))
    wrong = []
    for file in (folder / "a.txt.gz", folder / "a.zip"):
        taken = []
        for _ in range(3):
            began = time.process_time()
            (found,) = Loader([str(file)])
            taken.append(time.process_time() - began)
        told = found.reason if isinstance(found, Refused) else "taken"
        if min(taken) > 1 or "expands beyond the limit" not in told:
            wrong.append(f"{file.name}: {told}, {min(taken):.1f} s")
    return "; ".join(wrong)


@cache
def usual_megabytes() -> float:
    """Memory at its peak where one small article is added."""
    with TemporaryDirectory() as name:
        (Path(name) / "small.txt").write_text(STORY)
        return add_to(Path(name), "small.txt").megabytes


def _grew(megabytes: float, usual: float, *, most: float) -> str:
    return "" if megabytes < usual + most else f"{usual:.0f} MB became {megabytes:.0f} MB"


def files_that_are_too_large(folder: Path) -> str:
    for name in ("a.txt", "a.pdf", "a.jsonl"):
        (folder / name).write_bytes(b"%PDF-1.4\n" if name == "a.pdf" else b"A line of text. " * 256)
        os.truncate(folder / name, 1 << 30)
    run = add_to(folder, "a.txt", "a.pdf", "a.jsonl")
    reasons = [line.partition(": ")[2].partition(" (")[0] for line in run.err.splitlines()]
    return told_all(
        differs(reasons, ["larger than 100,000,000 bytes"] * 3),
        _grew(run.megabytes, usual_megabytes(), most=350),
    )


def an_article_of_five_megabytes(folder: Path) -> str:
    (folder / "a.txt").write_text("\n\n".join(f"{STORY} Paragraph {number}." for number in range(44_000)))
    run = add_to(folder, "a.txt")
    return told_all(
        ""
        if run.out.startswith("1 added") and "passages: a long book" in run.err
        else said(run.code, run.out, run.err),
        _grew(run.megabytes, usual_megabytes(), most=250),
    )


def pages_that_are_hard_to_read(folder: Path) -> str:
    """The text of each is found, in two seconds of this process, or on a slow machine as long as Python takes to read a
    million entities five times: best of three."""
    pages = {
        "unclosed": "<div><b>" * 50_000 + STORY,
        "attribute": f'<html><body><article data-x="{"a" * 10_000_000}"><p>{STORY}</p></article></body></html>',
        "entities": f"<html><body><article><p>{STORY}</p><p>{'&amp;' * 1_000_000}</p></article></body></html>",
        "elements": f"<html><body><article><p>{STORY}</p>{'<p>a</p>' * 50_000}</article></body></html>",
    }
    wrong, most = [], max(2.0, 5 * _reading_entities())
    for name, content in pages.items():
        (folder / f"{name}.html").write_text(content)
        text, taken = "", [9.0]
        for _ in range(3):
            began = time.process_time()
            (found,) = Loader([str(folder / f"{name}.html")])
            with suppress(InvalidArticle):
                text = clean(cast("Article", found)).text
            taken.append(time.process_time() - began)
            if taken[-1] < most:
                break
        wrong += [f"{name}: {min(taken):.1f} s, {text[:50]!r}"] if min(taken) > most or STORY not in text else []
    return "; ".join(wrong)


def _reading_entities() -> float:
    """Seconds that this process takes for a million: what a page of them costs anybody."""
    began = time.process_time()
    unescape("&amp;" * 1_000_000)
    return time.process_time() - began


def one_text_ten_thousand_times(folder: Path) -> str:
    """In a thousand entries, each ten times: it is kept once, and the summary tells how many were no new text."""
    entries = (json.dumps({"text": STORY, "id": str(number // 10)}) for number in range(10_000))
    (folder / "a.jsonl").write_text("\n".join(entries))
    run = add_to(folder, "a.jsonl")
    archive = Archive(folder / "archive")
    (document,) = archive.documents()
    keys = len(archive.keys(document.id))
    archive.close()
    told = "1 added, 0 replaced, 9,999 unchanged (999 with the text of another), 0 refused"
    return told_all(differs(keys, 1_000), "" if run.out.startswith(told) else said(run.code, run.out, run.err))


def a_folder_of_many_files(folder: Path) -> str:
    runs = {}
    for count in (FEW, MANY):
        (here := folder / str(count)).mkdir()
        for number in range(count):
            content = b"" if number % 1_000 == 7 else f"{STORY} {number}".encode()
            (here / f"{number}.txt").write_bytes(content)
        runs[count] = add_to(folder, str(count))
    bad, run = -(-(MANY - 7) // 1_000), runs[MANY]
    told = f"{MANY - bad - FEW + 1:,} added, 0 replaced, {FEW - 1} unchanged ({FEW - 1} with the text of another),"
    right = run.out.splitlines()[-1].startswith(f"{told} {bad} refused") and run.code == 1
    named = all(f"/{MANY}/{number}.txt: empty" in run.err for number in range(7, MANY, 1_000))
    return told_all(
        "" if right and named else said(run.code, run.out, run.err), _grew(run.megabytes, runs[FEW].megabytes, most=25)
    )


def closed_input_and_interrupts(folder: Path) -> str:
    (folder / "newscheck.toml").write_text('embedder = "letters"\n')
    (folder / "a.jsonl").write_text("\n".join(json.dumps({"text": f"{STORY} {n}"}) for n in range(100_000)))
    base = [program(), "--archive", str(folder / "archive"), "add"]
    closed = subprocess.run(
        ["sh", "-c", f"{program()} --archive {folder}/archive add - <&-"],
        capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip
    wrong = [] if "Refused -: standard input is closed" in closed.stderr else [said(closed.returncode, closed.stderr)]
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
        counted = told.startswith(f"{_stored(folder) - before:,} added, 0 replaced, {before:,} unchanged")
        right = (code, "Stopped." in told) == (130, True) and took < 2 and counted
        wrong += [] if right else [f"{stop.name} {code} {took:.1f} s, {before} and {_stored(folder)}: {told}"]
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


AMOUNTS = (
    Place(row=16, check=passages_of_every_script),
    Place(row=21, check=files_that_expand),
    Place(row=28, check=files_that_are_too_large),
    Place(row=29, check=an_article_of_five_megabytes),
    Place(row=40, check=pages_that_are_hard_to_read),
    Place(row=57, check=one_text_ten_thousand_times),
    Place(row=58, check=a_folder_of_many_files),
    Place(row=59, check=closed_input_and_interrupts),
)
