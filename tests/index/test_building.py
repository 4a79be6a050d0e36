"""What was reported as stored is stored, whatever happens; one program writes at a time."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.archive import Archive
from index.building import BATCH, SECONDS, Builder, Stored, open_builder
from index.embedding import LetterEmbedder, Vectors
from index.errors import ArchiveInUse, ArchiveMissing, EmbedderMismatch
from index.locking import writing
from index.places import FILE
from index.records import Article, Refused
from index.storing import ArchiveWriter, Entry, Outcome, open_writer
from index.vectors import ChromaVectors
from rag.settings import Settings
from tests.helpers import ROOT, add, article, newscheck, program


def story(number: int) -> str:
    return f"Story number {number} tells of a bridge that was opened in the year {1000 + number}. It is long."


def stories(path: Path, count: int) -> Path:
    path.write_text(
        "".join(json.dumps({"id": i, "title": f"Story {i}", "text": story(i)}) + "\n" for i in range(count))
    )
    return path


def test_a_refused_article_does_not_stop_the_others(settings: Settings) -> None:
    given: list[Article | Refused] = [
        article(story(1), key="1"),
        Refused(origin="x", reason="no such file"),
        article("", key="2"),
        article(story(3), key="3"),
    ]
    assert sorted(add(settings, given)) == ["added", "added", "no such file", "no text"]


class PacedEmbedder(LetterEmbedder):
    """Takes its time for each passage, by a clock of its own."""

    def __init__(self, *, seconds_each: float) -> None:
        self.seconds_each = seconds_each
        self.now = 0.0
        self.batches: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.now += self.seconds_each * len(texts)
        self.batches.append(len(texts))
        return super().embed_passages(texts)

    def add(self, settings: Settings, articles: Iterable[Article]) -> list[int]:
        """Passages of each batch."""
        with open_writer(settings.archive, create=True) as archive:
            builder = Builder(archive, self, passage_tokens=200, clock=lambda: self.now)
            self.batches.clear()  # the probe sentences
            list(builder.add(articles))
        return self.batches


def test_on_a_slow_machine_what_is_embedded_is_stored_every_few_seconds(settings: Settings) -> None:
    slow = PacedEmbedder(seconds_each=0.5)
    batches = slow.add(settings, (article(story(i), key=str(i)) for i in range(100)))
    assert sum(batches) == 100
    assert all(passages * slow.seconds_each <= SECONDS for passages in batches[1:])


def test_on_a_fast_machine_batches_are_full(settings: Settings) -> None:
    fast = PacedEmbedder(seconds_each=0.001)
    assert fast.add(settings, (article(story(i), key=str(i)) for i in range(600)))[1:3] == [BATCH, BATCH]


def test_articles_that_come_slowly_are_stored_before_a_batch_is_full(settings: Settings) -> None:
    embedder = PacedEmbedder(seconds_each=0.001)

    def fetched() -> Iterator[Article]:
        for i in range(9):
            embedder.now += 2.0
            yield article(story(i), key=str(i))

    assert max(embedder.add(settings, fetched())) <= 3


def test_an_embedder_that_gives_rubbish_stores_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    add(settings, [article(story(1), key="1")])

    def rubbish(self: LetterEmbedder, texts: list[str]) -> Vectors:
        return np.full((len(texts), 26), np.nan, np.float32)

    monkeypatch.setattr(LetterEmbedder, "embed_passages", rubbish)
    (reason,) = add(settings, [article(story(2), key="2")])
    assert "no usable vectors" in reason
    assert Archive(settings.archive).counts()[0] == 1


def test_another_embedder_is_refused_before_anything_is_stored(settings: Settings, seed_settings: Settings) -> None:
    other = seed_settings.model_copy(update={"embedder": "letters"})
    with pytest.raises(EmbedderMismatch, match="all-MiniLM-L6-v2") as caught:
        add(other, [article(story(1), key="1")])
    assert "--embed-again" in str(caught.value.hint)


def test_all_vectors_can_be_made_anew_with_another_embedder(settings: Settings, cache: Path) -> None:
    add(settings, [article(story(i), key=str(i)) for i in range(3)])
    real = Settings(archive=settings.archive, cache=cache)
    with open_builder(real) as builder:
        builder.embed_again()
    archive = Archive(settings.archive)
    assert archive.fingerprint is not None
    assert archive.fingerprint.name == "all-MiniLM-L6-v2"
    assert archive.damage() == []
    assert add(real, [article(story(4), key="4")]) == ["added"]


def test_a_second_writer_is_turned_away_and_readers_are_not(settings: Settings) -> None:
    add(settings, [article(story(1), key="1")])
    with writing(settings.archive):
        with pytest.raises(ArchiveInUse, match=f"process {os.getpid()}"):
            add(settings, [article(story(2), key="2")])
        assert Archive(settings.archive).counts()[0] == 1
        other = newscheck("add", "seeds", archive=settings.archive)
    assert other.returncode == 2
    assert "is in use by process" in other.stderr


def test_the_number_that_a_killed_writer_left_behind_is_not_told(settings: Settings) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    with writing(settings.archive.parent):
        (settings.archive.parent / "write.pid").write_text(str(ended.pid))
        with pytest.raises(ArchiveInUse, match="in use by another process"), writing(settings.archive.parent):
            pass


def test_a_file_torn_while_the_archive_was_made_is_made_again(settings: Settings) -> None:
    settings.archive.mkdir()
    (settings.archive / FILE).touch()
    assert add(settings, [article(story(1), key="1")]) == ["added"]


@pytest.mark.slow
def test_killed_while_adding_nothing_reported_is_lost_and_nothing_is_there_twice(
    tmp_path: Path, settings: Settings
) -> None:
    """kill -9 at five moments, then to the end; what each run printed as stored must be there after it."""
    file = stories(tmp_path / "news.jsonl", 6 * BATCH)
    script = (
        "import sys; from index.building import open_builder; from index.loading import Loader;"
        "from rag.settings import Settings; from pathlib import Path;"
        "settings = Settings(archive=Path(sys.argv[1]), embedder='letters', index_from=0)\n"
        "with open_builder(settings) as builder:\n"
        "    for i, result in enumerate(builder.add(Loader([sys.argv[2]]))):\n"
        "        print(i, flush=True)\n"
    )
    chance = random.Random(7)
    for _ in range(5):
        told = _killed(script, settings.archive, file, after=chance.randrange(100, 5 * BATCH))
        archive = Archive(settings.archive)
        assert archive.counts()[0] >= told + 1
        assert archive.damage() == []
        archive.close()
    outcomes = add(settings.model_copy(update={"index_from": 0}), _loaded(file))
    assert len(outcomes) == 6 * BATCH
    archive = Archive(settings.archive)
    assert archive.counts()[0] == 6 * BATCH
    assert len({document.title for document in archive.documents()}) == 6 * BATCH
    assert ChromaVectors(settings.archive).is_sound(archive)


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_hand_it_says_what_is_stored_and_goes_on_the_next_time(
    tmp_path: Path, settings: Settings, sent: signal.Signals
) -> None:
    file = stories(tmp_path / "news.jsonl", 40_000)
    environment = os.environ | {"NEWSCHECK_EMBEDDER": "letters"}
    command = [program(), "--archive", str(settings.archive), "add", str(file)]
    # a shell's background job ignores SIGINT, and what it starts inherits that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 60
    while _stored(settings) < 2 * BATCH:  # by then the first batch has been reported
        assert time.monotonic() < deadline
    running.send_signal(sent)
    told, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Stopped." in told
    assert 0 < int(told.split(" added")[0].replace(",", "")) == _stored(settings) < 40_000


def test_an_interrupt_between_storing_and_telling_waits_until_all_is_told(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = ArchiveWriter.put

    def put_and_interrupted(archive: ArchiveWriter, entries: Sequence[Entry]) -> list[Outcome]:
        outcomes = put(archive, entries)
        signal.raise_signal(signal.SIGINT)
        return outcomes

    monkeypatch.setattr(ArchiveWriter, "put", put_and_interrupted)
    told = list[str]()
    with pytest.raises(KeyboardInterrupt), open_builder(settings) as builder:
        for result in builder.add(article(story(number), key=str(number)) for number in range(5)):
            told.append(result.key if isinstance(result, Stored) else result.reason)
    assert len(told) == _stored(settings) == 5


def _killed(script: str, archive: Path, file: Path, *, after: int) -> int:
    """The last number that was printed before the kill."""
    import sys

    running = subprocess.Popen(
        [sys.executable, "-c", script, str(archive), str(file)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert running.stdout
    told = -1
    for line in running.stdout:
        told = int(line)
        if told >= after:
            break
    running.kill()
    running.wait()
    running.stdout.close()
    return told


def _stored(settings: Settings) -> int:
    try:
        archive = Archive(settings.archive)
    except (ArchiveMissing, ArchiveInUse):  # in use: in the moment of being made
        return 0
    counted = archive.counts()[0]
    archive.close()
    return counted


def _loaded(file: Path) -> list[Article | Refused]:
    from index.loading import Loader

    return list(Loader([str(file)]))
