"""What was said is in the audit log, whatever happens to the programs that write it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.auditing import read_audit
from tests.helpers import ROOT
from tests.promises.conftest import Figure

KILLS = 8

WRITE = """
import sys
from pathlib import Path
from rag.asking import Ask
from rag.auditing import Audit
from tests.rag.test_auditing import Saying
audit, number = Audit(Path(sys.argv[1])), 0
while True:
    audit.write("question", Ask(question=f"{sys.argv[2]} {number}"), Saying())
    print(f"{sys.argv[2]} {number}", flush=True)
    number += 1
"""


def written(log: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITE, str(log), name], stdout=subprocess.PIPE, text=True, cwd=ROOT)


@pytest.mark.slow
def test_no_answer_that_was_given_is_missing_after_kills(tmp_path: Path, figure: Figure) -> None:
    log, chance, given = tmp_path / "answers.jsonl", random.Random(0), set[str]()
    for kill in range(KILLS):
        with written(log, f"a{kill}") as first, written(log, f"b{kill}") as second:  # at the same time, into one file
            for program in (first, second):
                assert program.stdout
                given |= {program.stdout.readline().strip() for _ in range(chance.randrange(1, 40))}
                program.send_signal(signal.SIGKILL)
                given |= {line.strip() for line in program.stdout if line.endswith("\n")}
    pieces: list[int] = []
    asked = [entry.ask.question for entry in read_audit(log, pieces=pieces)]

    assert given <= set(asked)
    assert len(asked) == len(set(asked))
    figure(
        f"audit log: {2 * KILLS} programs killed, {len(given)} answers given, {len(given - set(asked))} not in the log,"
        f" {len(pieces)} pieces told"
    )


FULL = """
import resource, sys
from pathlib import Path
from index.errors import AuditNotWritten
from rag.asking import Ask
from rag.auditing import Audit
from tests.rag.test_auditing import Saying
audit = Audit(Path(sys.argv[1]))
audit.write("question", Ask(question="Is there room?"), Saying())
size = audit.file.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, size + 100))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    audit.write("question", Ask(question="Is there still room?"), Saying())
except AuditNotWritten as error:
    print(error)
print(audit.file.stat().st_size == size)
"""


def alone(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def test_a_full_disk_is_told_and_leaves_no_half_of_a_line(tmp_path: Path, figure: Figure) -> None:
    log = tmp_path / "answers.jsonl"
    told, errors = alone(FULL, str(log)).communicate(timeout=60)
    assert "cannot be written: " in told, errors
    assert told.endswith("True\n")
    assert len(list(read_audit(log))) == 1
    figure("audit log: disk full: told, nothing answered, no half of a line left")


MANY = """
import sys
from pathlib import Path
from rag.asking import Ask
from rag.auditing import Audit
from tests.rag.test_auditing import Saying
for number in range(50):
    Audit(Path(sys.argv[1])).write("question", Ask(question=f"{sys.argv[2]} {number}"), Saying())
"""


@pytest.mark.slow
def test_several_programs_append_to_one_log(tmp_path: Path, figure: Figure) -> None:
    log = tmp_path / "answers.jsonl"
    programs = [alone(MANY, str(log), name) for name in ("first", "second", "third")]
    assert [program.communicate(timeout=120)[1] for program in programs] == ["", "", ""]

    asked = [entry.ask.question for entry in read_audit(log)]

    assert len(set(asked)) == len(asked) == 150
    assert [one for one in asked if "first" in one] == [f"first {number}" for number in range(50)]
    figure("audit log: 3 programs at once, 150 of 150 lines whole and in one chain")
