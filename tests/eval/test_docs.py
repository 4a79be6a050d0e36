"""What docs/EVALUATION.md shows can be done, and names every measure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval.summarising import MEASURES
from tests.helpers import ROOT

PAGE = (ROOT / "docs" / "EVALUATION.md").read_text()


@pytest.mark.slow
def test_the_pytest_example_passes(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))
    monkeypatch.setenv("NEWSCHECK_MODELS", "false")  # it says nothing of how good the models are, which take a minute
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "test_answers.py").write_text(example)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert "2 passed" in done.stdout, done.stdout


def test_every_measure_is_explained() -> None:
    table = PAGE.split("## Measures")[1].split("## Fail")[0].replace("@1, @5, @10", "@1, hit@5, hit@10")
    assert [measure for measure in MEASURES if measure not in table] == []
