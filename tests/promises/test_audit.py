"""What was said is in the audit log, whatever happens to the programs that write it."""

from __future__ import annotations

import random
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from index.chaining import last_seal
from index.errors import AuditChanged, AuditNotWritten
from rag import auditing
from rag.asking import Ask
from rag.auditing import Audit, read_audit
from tests.processes import STARTING, done, has_lines, killed, lines, prepared
from tests.promises.conftest import Figure
from tests.rag.test_auditing import Saying

KILLS, PROGRAMS, LINES = 16, 3, 50


def ask(audit: Audit, question: str) -> None:
    """Something is asked, and its answer handed over."""
    audit.write("question", Ask(question=question), Saying())  # type: ignore[arg-type]


def answer(log: Path, given: Path) -> None:
    """Go on answering; each answer that was given is a line of another file."""
    audit = Audit(log)
    with given.open("w", buffering=1) as stream:
        for number in count():
            ask(audit, f"{given.name} {number}")
            print(f"{given.name} {number}", file=stream)


def given_until_killed(log: Path, names: Sequence[str], work: Callable[[Path, Path], None] = answer) -> set[str]:
    """All answers that were given by programs that answer into one log, two at a time, until each is killed."""
    chance = random.Random(0)

    def answered(given: Path) -> list[str]:
        most = chance.randrange(1, 40) if work is answer else 1
        assert killed(work, log, given, when=has_lines(given, most))
        return lines(given)

    with ThreadPoolExecutor(2) as beside:
        return {line for told in beside.map(answered, map(log.with_name, names)) for line in told}


@pytest.mark.slow
def test_no_answer_that_was_given_is_missing_after_kills(tmp_path: Path, figure: Figure) -> None:
    log = tmp_path / "answers.jsonl"
    given, pieces = given_until_killed(log, [f"program {number}" for number in range(KILLS)]), list[int]()
    asked = [entry.ask.question for entry in read_audit(log, pieces=pieces)]

    assert given <= set(asked)
    assert len(asked) == len(set(asked))
    figure(
        f"audit log: {KILLS} programs killed, {len(given)} answers given, {len(given - set(asked))} not in the log,"
        f" {len(pieces)} pieces told"
    )


def answer_at_once(log: Path, given: Path) -> None:
    """An answer is given before it is written."""
    Audit(log)
    given.write_text("in haste\n")
    signal.pause()


def test_answers_that_are_given_before_they_are_written_are_found_out(tmp_path: Path) -> None:
    log = tmp_path / "answers.jsonl"
    given = given_until_killed(log, ["program"], answer_at_once)
    assert given - {entry.ask.question for entry in read_audit(log, pieces=[])} == {"in haste"}


def fill_the_disk(log: Path) -> tuple[str, bool]:
    """What is told when there is no more room, and whether the log is as it was."""
    audit = Audit(log)
    ask(audit, "Is there room?")
    size = log.stat().st_size
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, size + 100))
    try:
        ask(audit, "Is there still room?")
    except AuditNotWritten as error:
        return str(error), log.stat().st_size == size
    return "nothing", False


def test_a_full_disk_is_told_and_leaves_no_half_of_a_line(tmp_path: Path, figure: Figure) -> None:
    """Shown to fail: without `truncate` half of a line stays, and an error that is passed over is not told."""
    log = tmp_path / "answers.jsonl"
    told, as_it_was = done(fill_the_disk, log)
    assert "cannot be written: " in told
    assert as_it_was
    assert len(list(read_audit(log))) == 1
    figure("audit log: disk full: told, nothing answered, no half of a line left")


def append(together: Barrier, log: Path, name: str, locking: bool) -> None:
    """Begun in the moment in which the others begin; without a lock each looks when the others do, and writes."""
    if not locking:
        vars(auditing).update(alone=nullcontext, last_seal=lambda stream: (last_seal(stream), together.wait())[0])
    audit = Audit(log)
    together.wait()
    for number in range(LINES):
        ask(audit, f"{name} {number}")


def appended(log: Path, *, locking: bool = True) -> list[str]:
    """What several programs have put into one log, all at once, as it is read then."""
    together = STARTING.Barrier(PROGRAMS)
    programs = [prepared(append, together, log, f"p{n}", locking) for n in range(PROGRAMS)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert [program.exitcode for program in programs] == [0] * PROGRAMS
    return [entry.ask.question for entry in read_audit(log)]


@pytest.mark.slow
def test_several_programs_append_to_one_log(tmp_path: Path, figure: Figure) -> None:
    asked = appended(tmp_path / "answers.jsonl")

    assert len(set(asked)) == len(asked) == PROGRAMS * LINES
    assert [one for one in asked if one.startswith("p0")] == [f"p0 {number}" for number in range(LINES)]
    figure(f"audit log: {PROGRAMS} programs at once, {len(asked)} of {PROGRAMS * LINES} lines whole and in one chain")


@pytest.mark.slow
def test_programs_that_do_not_wait_for_each_other_are_found_out(tmp_path: Path) -> None:
    with pytest.raises(AuditChanged):
        appended(tmp_path / "answers.jsonl", locking=False)
