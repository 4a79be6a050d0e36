"""The command line as a person meets it: what is printed, where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from index.archive import Archive
from rag.checker import FactChecker
from rag.doors.terminal import show_answer
from rag.settings import Settings
from tests.helpers import RSM, newscheck, program

QUESTION = "How many troops serve in RSM?"
COMMANDS = (
    "add",
    "ask",
    "check",
    "chat",
    "replay",
    "search",
    "show",
    "list",
    "remove",
    "export",
    "import",
    "doctor",
    "mcp",
    "serve",
    "eval",
)


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch, cache: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))
    monkeypatch.setenv("PATH", str(Path(program()).parent), prepend=os.pathsep)


def seed(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return newscheck(*arguments, archive=settings.archive)


def test_an_answer_fits_a_terminal_and_has_no_colours_in_a_pipe(seed_settings: Settings) -> None:
    run = seed(seed_settings, "ask", QUESTION)
    assert run.returncode == 0
    assert "16,000 " in run.stdout.splitlines()[0]
    assert "as of 15 Feb 2020" in run.stdout
    assert f"“{RSM}”" in run.stdout.replace("\n", " ")
    assert "\x1b" not in run.stdout
    lines = run.stdout.splitlines()
    assert max(len(line) for line in lines if "open: " not in line) <= 80
    assert lines == [line.rstrip() for line in lines]


def test_articles_that_differ_are_shown_side_by_side_with_their_days(tmp_path: Path) -> None:
    newscheck("add", "seeds", archive=tmp_path)
    story = "Only 12,000 troops now serve in RSM, NATO said on Thursday. The mission in Afghanistan was larger before."
    facts = ("--title", "NATO cuts its mission", "--published", "2020-07-09", "--source", "Example Wire")
    newscheck("add", "-", *facts, archive=tmp_path, input=story)
    shown = newscheck("ask", QUESTION, archive=tmp_path).stdout
    assert shown.startswith("The articles differ.")
    for told in ("16,000", "15 Feb 2020", "12,000", "9 Jul 2020", "Example Wire"):
        assert told in shown


def test_copies_of_a_story_are_folded_to_their_names(tmp_path: Path) -> None:
    story = f"NATO ministers met in Brussels on Thursday. {RSM} The mission is in Afghanistan."
    lines = [json.dumps({"text": story, "title": "NATO meets", "source": f"Wire {n:02}"}) for n in range(12)]
    newscheck("add", "-", archive=tmp_path, input="\n".join(lines))
    assert Archive(tmp_path).counts()[0] == 12
    shown = newscheck("ask", QUESTION, archive=tmp_path).stdout
    assert "undated" in shown.splitlines()[0]
    assert shown.count("open: ") == 1
    assert "also in: Wire" in shown
    assert len(set(re.findall(r"Wire \d\d", shown))) == 12


def test_text_without_spaces_is_cut_within(tmp_path: Path) -> None:
    story = "大坝整夜都没有决口居民们都平安无事政府周一表示将继续监测水位。" * 20
    newscheck("add", "-", "--title", "大坝", archive=tmp_path, input=story)
    assert "大坝整夜都没有决口" in newscheck("search", "大坝", archive=tmp_path).stdout
    assert "大坝整夜都没有" in newscheck("ask", "大坝决口了吗?", "--why", archive=tmp_path).stdout.partition("why ")[2]


def test_on_a_terminal_the_answer_alone_is_bold(seed_settings: Settings, plain: FactChecker) -> None:
    out = Console(file=StringIO(), force_terminal=True, color_system="standard", width=80)
    show_answer(out, plain.ask(QUESTION))
    assert "\x1b[1;32m16,000\x1b[0m" in out.file.getvalue()  # type: ignore[attr-defined]


def test_json_has_the_shape_of_python(seed_settings: Settings) -> None:
    answer = json.loads(seed(seed_settings, "ask", QUESTION, "--json").stdout)
    assert (answer["status"], answer["answer"], answer["statement"]) == ("answered", "16,000", RSM)
    assert answer["as_of"] == "2020-02-15"


def test_why_tells_stages_scores_and_times(seed_settings: Settings) -> None:
    told = seed(seed_settings, "ask", QUESTION, "--why").stdout
    for word in ("dense", "lexical", "article", "milliseconds", "embed", "read=", "by meaning (cosine)"):
        assert word in told


def test_strict_ends_with_three_when_the_articles_do_not_say(seed_settings: Settings) -> None:
    unknown = "What is the boiling point of tungsten?"
    assert seed(seed_settings, "ask", unknown, "--strict").returncode == 3
    plain = seed(seed_settings, "ask", unknown)
    assert plain.returncode == 0
    assert plain.stdout.startswith("The articles do not say.")


def test_show_marks_the_quote_of_the_last_answer(seed_settings: Settings) -> None:
    answer = json.loads(seed(seed_settings, "ask", QUESTION, "--json").stdout)
    shown = seed(seed_settings, "show", answer["citations"][0]["article_id"][:6], "--citation", "1")
    assert f">>{RSM}<<" in " ".join(shown.stdout.split())
    missing = seed(seed_settings, "show", "000_530c", "--citation", "9")
    assert missing.returncode == 2
    assert "has no citation 9" in missing.stderr


def test_search_lists_passages_with_their_articles(seed_settings: Settings) -> None:
    run = seed(seed_settings, "search", "NATO mission in Iraq", "-k", "1")
    assert run.stdout.startswith("1. Iraq: Washington to strengthen")
    found = json.loads(seed(seed_settings, "search", "NATO", "--json", "--until", "2019-01-01").stdout)
    assert found["hits"] == []


def test_list_tells_every_article(seed_settings: Settings) -> None:
    assert "2020-02-15" in seed(seed_settings, "list").stdout
    (line,) = seed(seed_settings, "list", "--json").stdout.splitlines()
    assert json.loads(line)["title"].startswith("Iraq:")


def test_a_pipe_that_is_closed_early_is_no_error(seed_settings: Settings) -> None:
    command = f"{program()} --archive {seed_settings.archive} show 000_530c | head -1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("Iraq:")
    assert run.stderr == ""


def test_removing_is_for_good_and_all_or_nothing(tmp_path: Path) -> None:
    newscheck("add", "seeds", archive=tmp_path)
    wrong = newscheck("remove", "000_530c", "nothing like it", archive=tmp_path)
    assert wrong.returncode == 2
    assert Archive(tmp_path).counts()[0] == 1
    assert newscheck("remove", "000_530c", archive=tmp_path).stdout.startswith("Removed ")
    assert newscheck("ask", QUESTION, archive=tmp_path).stdout.startswith(
        "The articles do not say: the archive holds no articles."
    )
    assert newscheck("list", archive=tmp_path).stdout == "The archive holds no articles.\n"


@pytest.mark.parametrize(
    "bounds",
    [("--source", "Nobody"), ("--language", "xx"), ("--since", "2020-02-16", "--until", "2020-02-14")],
    ids=["source", "language", "days"],
)
def test_filters_that_no_article_passes_are_told_instead_of_a_confidence(
    bounds: tuple[str, ...], seed_settings: Settings
) -> None:
    told = "no stored article passes these filters (of 1 stored)"
    shown = seed(seed_settings, "ask", QUESTION, *bounds).stdout
    assert shown.startswith(f"The articles do not say: {told}.")
    assert "sure" not in shown
    assert json.loads(seed(seed_settings, "ask", QUESTION, *bounds, "--json").stdout)["note"] == told
    assert told in seed(seed_settings, "search", "NATO", *bounds).stdout
    assert told[1:] in seed(seed_settings, "list", *bounds).stdout


def test_the_doctor_finds_a_sound_archive_sound(seed_settings: Settings) -> None:
    run = seed(seed_settings, "doctor", "--json")
    assert run.returncode == 0
    assert {finding["state"] for finding in json.loads(run.stdout)["findings"]} == {"sound"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    run = newscheck(command, "--help", archive=tmp_path)
    assert run.returncode == 0
    assert f"Example: newscheck {command}" in " ".join(run.stdout.split())


def test_the_program_itself_has_help_with_an_example_and_a_version(tmp_path: Path) -> None:
    assert "Example: newscheck ask" in " ".join(newscheck("--help", archive=tmp_path).stdout.split())
    assert newscheck("--version", archive=tmp_path).stdout.startswith("newscheck 0.")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", QUESTION), "No archive at"),
        (("ask", ""), "No archive at"),
        (("list", "--since", "2020"), "Invalid value for '--since': '2020' is not a date such as 2020-02-15."),
        (("ask", "How", "many", "troops"), "Put words that belong together in quotes: newscheck --archive"),
        (("ask", QUESTION, "--archive", "x"), "It stands before the command: newscheck --archive DIR ask ..."),
        (("ask", QUESTION, "--no-models"), "It stands before the command: newscheck --no-models ask ..."),
        (("list", "mine"), "See how it is called: newscheck list --help"),
        (("add", "seeds", "--map", "text"), "is not OURS=THEIRS"),
        (("show", "x"), "No archive at"),
        (("tell",), "No such command"),
    ],
)
def test_a_wrong_call_says_what_to_do_without_a_traceback(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    run = newscheck(*arguments, archive=tmp_path / "none")
    assert run.returncode == 2
    assert told in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "none").exists()


def test_an_error_with_json_is_json(tmp_path: Path) -> None:
    run = newscheck("ask", QUESTION, "--json", archive=tmp_path / "none")
    assert json.loads(run.stdout)["error"]["kind"] == "ArchiveMissing"


@pytest.mark.parametrize(
    "arguments",
    [("ask", QUESTION, "--since", "2020"), ("ask", "How", "many"), ("ask",), ("tell",), ("list", "-k", "3")],
    ids=["no date", "no quotes", "no question", "no such command", "no such option"],
)
def test_a_wrong_call_with_json_is_json(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = newscheck(*arguments, "--json", archive=tmp_path)
    assert run.returncode == 2
    error = json.loads(run.stdout)["error"]
    assert error["kind"] == "WrongCall"
    assert error["message"]
    assert error["hint"]


def test_a_proposed_command_can_be_pasted(seed_settings: Settings, tmp_path: Path) -> None:
    linked = tmp_path / "an archive"
    linked.symlink_to(seed_settings.archive)
    (opening,) = re.findall("open: (.*)", newscheck("ask", QUESTION, archive=linked).stdout)
    assert f">>{RSM}<<" in " ".join(pasted(opening).split())
    hint = newscheck("show", "nothing like it", archive=linked).stderr.splitlines()[-1]
    assert "2020-02-15" in pasted(hint.removeprefix("See their names: "))


def pasted(command: str) -> str:
    """What a person gets who pastes a command into a shell."""
    return subprocess.run(shlex.split(command), capture_output=True, text=True, check=True).stdout


def test_ctrl_c_while_libraries_load_is_no_traceback() -> None:
    interrupted = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from rag.doors.cli import main\n"
        "main(['list'])\n"
    )
    run = subprocess.run([sys.executable, "-c", interrupted], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (130, "")
