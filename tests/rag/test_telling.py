"""Answers and verdicts in Markdown: every citation is marked, and an article can write nothing but text."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from rag.checker import FactChecker
from rag.doors.telling import Told, escaped, tell
from rag.records import Answer
from rag.settings import Settings
from tests.helpers import RSM, CountingVerifier, add, article

QUESTION = "How many soldiers has the RSM?"
HOSTILE = [
    "![x](http://evil.example/x.png)", "[click](javascript:alert(1))", "<script>alert(1)</script>", "<img src=x>",
    "**bold** _it_ `code` ~~gone~~", "[1] and [2](http://evil.example)", "| a | b |", "&lt;b&gt; &amp;", "\\[1\\]",
    "http://evil.example <http://evil.example>",
]  # fmt: skip


def checked(told: Told, said: Answer) -> str:
    """The text, of which every mark stands where it is said to, and every citation has one."""
    assert all(told.text[mark.start : mark.end] == f"[{mark.citation.number}]" for mark in told.marks)
    assert {mark.citation.number for mark in told.marks} == {citation.number for citation in said.citations}
    assert "".join(told.pieces()) == told.text
    return told.text


@pytest.fixture
def differing(settings: Settings) -> Settings:
    add(settings, [
        article("The RSM has 16,000 soldiers.", key="a", title="Old", published="2020-02-15", source="Old Wire",
                url="https://example.org/a_(b)"),
        article("The RSM has 12,000 soldiers.", key="b", title="New", published="2020-07-09", source="New Wire"),
    ])  # fmt: skip
    return settings


def test_an_answer_is_told_with_date_confidence_quote_and_source(plain: FactChecker) -> None:
    answer = plain.ask("How many troops serve in RSM?")
    first, quote, sources, source = checked(tell(answer), answer).split("\n\n")
    assert re.fullmatch(r"(Perhaps )?\*\*16,000\*\* \[1\] \(as of 15 Feb 2020, \d\d % sure\)", first)
    assert quote == f"“{RSM}” [1]"
    assert sources == "Sources:"
    assert source.startswith("- [1] Iraq: Washington to strengthen presence of NATO")
    assert source.endswith(r"15 Feb 2020, 000\_530c64fe5f4e7b90.txt")


def test_articles_that_differ_are_told_side_by_side(differing: Settings) -> None:
    with FactChecker.open(settings=differing) as checker:
        answer = checker.ask(QUESTION)
    assert answer.status == "conflicting"
    text = checked(tell(answer), answer)
    assert text.startswith("The articles differ:\n\n- **")
    for part in ("**16,000** (15 Feb 2020, Old Wire): “The RSM has 16,000 soldiers.” [",
                 "**12,000** (9 Jul 2020, New Wire): “The RSM has 12,000 soldiers.” [",
                 "[Old](<https://example.org/a_(b)>), 15 Feb 2020, Old Wire"):  # fmt: skip
        assert part in text


def test_what_the_articles_do_not_say_is_told_with_what_came_nearest(plain: FactChecker) -> None:
    answer = plain.ask("What is the boiling point of tungsten?")
    text = checked(tell(answer), answer)
    assert "he articles do not say (" in text.splitlines()[0]
    assert "% sure of that)" in text.splitlines()[0]
    assert "\n\nNearest: " in text
    for citation in answer.citations:
        assert escaped(" ".join(citation.quote.split())) in text


def test_verdicts_are_told_with_what_settles_them(differing: Settings, seed_settings: Settings) -> None:
    with FactChecker.open(settings=differing, verifier=CountingVerifier()) as checker:
        both = checker.check("The RSM has 12,000 soldiers.")
        open_ = checker.check("The RSM was founded by twelve poets.")
    text = tell(both).text
    assert text.startswith("**The articles differ** (as of ")
    assert "- supports (New Wire): “The RSM has 12,000 soldiers.” [" in text
    assert "- refutes (Old Wire): “The RSM has 16,000 soldiers.” [" in text
    assert "ot enough evidence (" in tell(open_).text
    plain = seed_settings.model_copy(update={"models": False})
    with FactChecker.open(settings=plain, verifier=CountingVerifier()) as checker:
        refuted = tell(checker.check("The Resolute Support Mission has 12,000 soldiers.")).text
    assert "efuted** (as of 15 Feb 2020, " in refuted
    assert "): the article says 16,000.\n\n“" in refuted


def test_why_there_was_nothing_to_read_is_told() -> None:
    nobody = Answer(question="?", status="not_in_articles", answer=None, statement=None, confidence=1.0, as_of=None,
                    citations=())  # fmt: skip
    told = tell(nobody, nothing="the archive holds no articles")
    assert told.text == "The articles do not say: the archive holds no articles."


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_an_article_says_is_shown_as_it_is_and_makes_nothing(settings: Settings, hostile: str) -> None:
    add(settings, [article(f"The mayor wrote {hostile} on the wall of the town hall.", title=f"Wall {hostile}",
                           source=f"Wire {hostile}")])  # fmt: skip
    with FactChecker.open(settings=settings) as checker:
        answer = checker.ask("What did the mayor write on the wall of the town hall?")
        document = checker.article(answer.citations[0].article_id)
    text = checked(tell(answer), answer)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [token for block in tokens for token in block.children or []]
    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {
        "image",
        "link_open",
        "html_inline",
        "html_block",
        "code_inline",
        "table_open",
        "em_open",
        "s_open",
    }
    shown = "".join(token.content for token in inline if token.type in {"text", "text_special"})
    for said in (answer.citations[0].quote, document.title, document.source or ""):
        assert said in shown
