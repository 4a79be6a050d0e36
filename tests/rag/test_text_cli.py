"""`newscheck check --file` as a person and a build meet it, with a verifier that one can predict."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.errors import UserError, WrongCall
from index.fetching import Page
from rag.checker import FactChecker
from rag.doors.commands import app
from rag.doors.remembering import last_question
from rag.doors.texts.reading import read_text
from rag.settings import Settings
from tests.helpers import ROOT, CountingVerifier, add, article, newscheck, printed_lines, program

TEXT = (
    "The harbour was built in 1907 and has nine cranes. Is it old?\n\n"
    "The harbour was built in 1911. It will close in May. <b>Spain</b> & *Italy* left the union.\n"
)
Command = Callable[..., Result]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Command:
    """The command line within this process, over an archive with one article of a harbour; its text is a file."""
    add(settings, [article("The harbour was built in 1907. The harbour has nine cranes.", key="a", title="A <i>",
                           published="2020-07-09", url="https://wire.example/a")])  # fmt: skip
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "draft.txt").write_text(TEXT)

    def run(*arguments: str, text: str | None = None) -> Result:
        opened = FactChecker.open(settings=settings, verifier=CountingVerifier())
        with monkeypatch.context() as patched:
            patched.setattr(FactChecker, "open", lambda **_: opened)
            return CliRunner().invoke(app, ["--archive", str(settings.archive), "check", *arguments], input=text)

    return run


@pytest.fixture
def draft(tmp_path: Path) -> str:
    return str(tmp_path / "draft.txt")


def test_the_text_is_shown_back_with_what_each_sentence_is(command: Command, draft: str) -> None:
    told = command("--file", draft).stdout
    shown = " ".join(told.split())
    assert shown.startswith("5 sentences: 1 supported, 1 refuted, 1 not enough evidence; not judged: 1 question, ")
    assert "has nine cranes. (supported [1][2]) Is it old? (question)" in shown
    assert "built in 1911. (refuted [1]) It will close in May. (prediction or plan)" in shown
    assert "<b>Spain</b> & *Italy* left the union. (not enough evidence)" in shown
    assert "“The harbour has nine cranes.”" in shown


def test_a_shown_text_fits_a_terminal_and_has_no_colours_in_a_pipe(command: Command, draft: str) -> None:
    told = command("--file", draft).stdout
    assert "\x1b" not in told
    assert max(len(line) for line in told.splitlines() if "open: " not in line) <= 80


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "refuted"], 1),
        (["--fail-on", "conflicting"], 0),
        (["--fail-on", "conflicting", "--fail-on", "not_enough_evidence"], 1),
        (["--strict"], 3),
    ],
    ids=["nothing asked", "refuted", "conflicting", "either", "strict"],
)
def test_a_build_fails_on_the_labels_that_it_names(command: Command, draft: str, options: list[str], code: int) -> None:
    assert command("--file", draft, *options).exit_code == code


def test_a_build_fails_on_one_claim_too(command: Command) -> None:
    run = command("The harbour was built in 1911.", "--fail-on", "refuted")
    assert run.exit_code == 1
    assert run.stderr == "Failed: refuted.\n"


def test_json_has_the_shape_of_python(command: Command, draft: str) -> None:
    told = json.loads(command("--file", draft, "--json").stdout)
    assert told["text"] == TEXT
    assert [sentence["kind"] for sentence in told["sentences"]] == ["claim", "question", "claim", "prediction", "claim"]
    first = told["sentences"][0]
    assert TEXT[first["start"] : first["end"]] == first["text"]
    assert [part["label"] for part in first["verdict"]["sub_claims"]] == ["supported", "supported"]
    assert told["note"] is None


class Loads(HTMLParser):
    """What a page would load, and the text that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.shown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        named = [found.get(name) for name in ("src", "srcset", "data", *(["href"] if tag == "link" else []))]
        self.loaded += [address for address in named if address]

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_the_page_is_one_file_that_loads_nothing_and_is_escaped(command: Command, draft: str) -> None:
    page = Loads()
    html = command("--file", draft, "--format", "html").stdout
    page.feed(html)
    assert page.loaded == ["data:,"]
    assert not {"i", "img"} & set(page.tags)
    assert html.count("<script") == html.count('<script type="application/ld+json">') == 1  # data, which nothing runs
    assert "<b>Spain</b> & *Italy* left the union." in page.shown
    assert "prefers-color-scheme: dark" in html
    assert 'href="https://wire.example/a"' in html
    assert re.search(r'<span class="refuted" id="text-3">The harbour was built in 1911\.</span>', html)
    links = re.findall(r'href="#([^"]+)"', html)
    assert links
    assert all(f'id="{target}"' in html for target in links)


def test_markdown_has_footnotes_and_is_escaped(command: Command, draft: str) -> None:
    told = command("--file", draft, "--format", "markdown").stdout
    assert "has nine cranes. **(supported)**[^1] Is it old? **(question)**" in told
    assert "\\<b\\>Spain\\</b\\> \\& \\*Italy\\* left the union." in told
    assert re.search(r"^\[\^1\]: \*\*supported, \d+ % sure\*\*: The harbour was built in 1907\. “", told, re.MULTILINE)
    assert set(re.findall(r"\[\^(\d)\](?!:)", told)) == set(re.findall(r"^\[\^(\d)\]:", told, re.MULTILINE))


def test_standard_input_is_read(command: Command) -> None:
    assert (
        "The harbour has nine cranes. (supported [1])"
        in command("--file", "-", text="The harbour has nine cranes.\n").stdout
    )


def test_an_archive_in_which_nothing_passes_is_told(command: Command, draft: str) -> None:
    told = command("--file", draft, "--since", "2021-01-01").stdout
    assert "Not enough evidence: no stored article passes these filters (of 1 stored)." in told


def test_a_page_is_fetched_as_add_fetches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    html = b"<html><body><article><p>The harbour of Lowmere was built in 1907 by the city.</p></article></body></html>"
    monkeypatch.setattr("index.fetching.fetch", lambda url, **_: Page(url=url, content=html, charset="utf-8"))
    assert read_text("https://wire.example/a", max_bytes=10_000).strip() == (
        "The harbour of Lowmere was built in 1907 by the city."
    )


def test_an_address_of_this_machine_is_refused_as_add_refuses_it() -> None:
    with pytest.raises(UserError, match="not public"):
        read_text("http://127.0.0.1:1/secret", max_bytes=10_000)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is nothing to check."),
        (["A claim.", "--file", "x"], "Give a claim or --file, not both."),
        (["A claim.", "--format", "csv", "--json"], "--json goes with --format terminal."),
        (["A claim.", "--format", "html", "--why"], "--why goes with --format terminal."),
        (["--file", "x", "--format", "html", "--json"], "--json goes with --format terminal."),
        (["A claim.", "--llm", "openai:x"], "--llm goes with --file."),
        (["--file", "x", "--why"], "--why goes with a claim."),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value) or "nothing",
)
def test_a_wrong_call_is_told(command: Command, arguments: list[str], message: str) -> None:
    run = command(*arguments)
    assert isinstance(run.exception, WrongCall)
    assert str(run.exception) == message


def test_a_file_that_is_not_there_or_holds_several_texts_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        read_text(str(tmp_path / "none.txt"), max_bytes=10_000)
    lines = tmp_path / "two.jsonl"
    lines.write_text('{"text": "The dam broke in March."}\n{"text": "The mine closed in May."}\n')
    with pytest.raises(UserError, match="holds 2 texts"):
        read_text(str(lines), max_bytes=10_000)


def test_show_marks_a_quote_of_the_last_text_and_no_case_is_made_of_it(
    command: Command, draft: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cited = json.loads(command("--file", draft, "--json").stdout)["citations"][1]
    monkeypatch.setenv("NEWSCHECK_CACHE", str(settings.cache))
    shown = newscheck("show", cited["article_id"][:8], "--citation", "2", archive=settings.archive)
    assert f">>{cited['quote']}<<" in " ".join(shown.stdout.split())
    with pytest.raises(UserError, match="was a text"):
        last_question(settings)


PAGE = (ROOT / "docs" / "doors" / "texts.md").read_text()


@pytest.mark.slow
def test_what_the_page_shows_is_what_is_printed(
    seed_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (draft,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "draft.txt").write_text(draft)
    monkeypatch.chdir(tmp_path)
    for name, value in (("CACHE", seed_settings.cache), ("ARCHIVE", seed_settings.archive)):
        monkeypatch.setenv(f"NEWSCHECK_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PATH", str(Path(program()).parent), prepend=os.pathsep)
    shown = re.search(r"^    \$ newscheck check --file draft.txt\n((?:(?:    .*)?\n)+?)(?=\n##)", PAGE, re.MULTILINE)
    assert shown
    expected = "\n".join(line.removeprefix("    ") for line in shown[1].rstrip().splitlines())
    ran = subprocess.run(["newscheck", "check", "--file", "draft.txt"], capture_output=True, text=True, check=True)
    assert printed_lines(ran.stdout) == printed_lines(expected)


@pytest.mark.slow
def test_the_python_of_the_page_runs(
    seed_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "texts.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == ["claim refuted 0 28", "question None 29 42"]


def test_every_option_that_the_page_shows_is_one_of_the_command(tmp_path: Path) -> None:
    told = newscheck("check", "--help", archive=tmp_path).stdout
    for option in set(re.findall(r"newscheck check .*?(--[a-z-]+)", PAGE)):
        assert option in told
