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
