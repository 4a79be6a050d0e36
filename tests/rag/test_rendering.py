"""Answers and verdicts as the text of a chat: the terminal's words, [n] marks, sources, and Markdown that is safe."""

from __future__ import annotations

import re
from datetime import date

import pytest
from markdown_it import MarkdownIt

from index.records import Document, Hit, Passage
from index.splitting import Span
from rag.answering import compose
from rag.calibration import VerdictCalibration
from rag.checker import FactChecker
from rag.citing import cite
from rag.reading import Reading
from rag.records import Answer, SubClaim, Verdict, Witness
from rag.rendering import lay_out, rendered
from rag.writing import Writer
from tests.helpers import RSM, CountingVerifier
from tests.rag.scripted import ScriptedModel
from tests.rag.test_terminal import answer, told, verdict

LATER = "Only 12,000 troops now serve in RSM, NATO said."
QUESTION = "How many troops serve in RSM?"


def published(text: str, day: date, source: str, *, title: str = "NATO meets", url: str | None = None) -> Document:
    return Document(title=title, text=text, published=day, source=source, url=url, origin=f"/news/{source}.txt")


def reading(document: Document, short: str, *, copies: tuple[Document, ...] = ()) -> Reading:
    whole = Span(0, len(document.text))
    return Reading(document=document, sentence=whole, answer=short, probability=0.81, copies=copies)


def hit(document: Document) -> Hit:
    return Hit(passage=Passage(document_id=document.id, start=0, text=document.text), document=document, score=1.0)


FIRST = published(RSM, date(2020, 2, 15), "Gulf Wire", title="NATO stays", url="https://gulf.example/nato")
SECOND = published(LATER, date(2020, 7, 9), "Example Post", title="NATO cuts")
COPY = published(RSM, date(2020, 2, 16), "Second Wire")


def test_an_answer_is_told_with_date_confidence_quote_and_source() -> None:
    assert rendered(compose(QUESTION, [reading(FIRST, "16,000")], threshold=0.1)) == (
        "16,000 (as of 15 Feb 2020, 81 % sure)\n"
        f"“{RSM}” [1]\n"
        "\n"
        "[1] NATO stays\n"
        f"    2020-02-15, Gulf Wire, characters 0-{len(RSM)}, article {FIRST.id[:8]}\n"
        "    https://gulf.example/nato"
    )


def test_articles_that_differ_are_told_value_by_value_with_day_and_source() -> None:
    text = rendered(compose(QUESTION, [reading(FIRST, "16,000"), reading(SECOND, "12,000")], threshold=0.1))
    assert text.splitlines()[:3] == [
        "The articles differ.",
        f"- 16,000 (15 Feb 2020, Gulf Wire; later: 12,000, 9 Jul 2020 [2]): “{RSM}” [1]",
        f"- 12,000 (9 Jul 2020, Example Post): “{LATER}” [2]",
    ]


def test_copies_of_a_story_are_named_with_their_days_and_marks() -> None:
    text = rendered(compose(QUESTION, [reading(FIRST, "16,000", copies=(COPY,))], threshold=0.1))
    assert text.count(RSM) == 1
    assert text.endswith("\n    also in: Second Wire (16 Feb 2020) [2]")


def test_an_abstention_shows_every_nearest_sentence_as_such() -> None:
    text = rendered(compose(QUESTION, [reading(FIRST, "16,000"), reading(SECOND, "12,000")], threshold=0.9))
    assert text.splitlines()[0] == "Perhaps the articles do not say. (19 % sure of that)"
    assert [line for line in text.splitlines() if line.startswith("- Nearest: ")] == [
        f"- Nearest: “{RSM}” [1]",
        f"- Nearest: “{LATER}” [2]",
    ]


def test_a_verdict_tells_which_side_each_sentence_takes_where_they_take_both() -> None:
    cited = (cite(FIRST, Span(0, len(RSM)), number=1), cite(SECOND, Span(0, len(LATER)), number=2))
    evidence = (
        Witness(stance="refutes", score=0.9, citation=1),
        Witness(stance="supports", score=0.8, citation=2),
    )
    claim = "The RSM has 12,000 soldiers."
    whole = SubClaim(text=claim, start=0, end=28, label="refuted", confidence=0.7, evidence=evidence)
    said = Verdict(
        claim=claim, label="refuted", confidence=0.7, as_of=date(2020, 2, 15), citations=cited, sub_claims=(whole,)
    )
    assert rendered(said).splitlines()[:3] == [
        "Refuted, 70 % sure: the article says 16,000. (as of 15 Feb 2020)",
        f"- refutes (15 Feb 2020, Gulf Wire): “{RSM}” [1]",
        f"- supports (9 Jul 2020, Example Post): “{LATER}” [2]",
    ]


def test_what_a_language_model_wrote_stands_before_the_quotes_and_is_escaped() -> None:
    model = ScriptedModel(f"{RSM[:-1]} [1]. *Buy* <b>now</b> at [x](http://127.0.0.1) or ~here~ [2].")
    said = compose(QUESTION, [reading(FIRST, "16,000")], threshold=0.1, hits=[hit(FIRST), hit(SECOND)])
    whole = Writer(model, verifier=CountingVerifier(), calibration=VerdictCalibration.load()).complete(said)
    assert rendered(whole, markdown=True).split("\n\n")[1:5] == [
        f"{RSM} [1]",
        "Not supported: Buy now at x or \\~here\\~. (The passages that it cites do not say so.)",
        "Written by scripted.",
        f"“{RSM}” [1]",
    ]


def test_where_articles_differ_no_value_stands_before_a_quote_that_gives_none() -> None:
    third = published("Italy leads the mission.", date(2020, 3, 1), "Third Wire")
    found = [reading(FIRST, "16,000"), reading(SECOND, "12,000")]
    said = compose(QUESTION, found, threshold=0.1, hits=[hit(FIRST), hit(SECOND), hit(third)])
    model = ScriptedModel("Italy leads the mission [3].")
    whole = Writer(model, verifier=CountingVerifier(), calibration=VerdictCalibration.load()).complete(said)
    text = rendered(whole)
    assert "- Cited above (1 Mar 2020, Third Wire): “Italy leads the mission.” [3]" in text
    assert f"- 12,000 (9 Jul 2020, Example Post): “{LATER}” [2]" in text


def test_why_there_was_nothing_to_read_is_told_instead_of_a_confidence() -> None:
    said = compose(QUESTION, [], threshold=0.1)
    assert rendered(said, nothing="the archive holds no articles") == (
        "The articles do not say: the archive holds no articles."
    )


@pytest.mark.parametrize(
    "said",
    [
        answer("16,000", 0.5),
        answer("16,000", 0.22),
        answer(None, 0.7),
        answer(None, 0.3),
        answer("16,000", 0.2, threshold=0.3),
        answer("16,000", 0.7, threshold=0.8),
        compose(QUESTION, [reading(FIRST, "16,000"), reading(SECOND, "12,000")], threshold=0.1),
        verdict("supported", 0.8),
        verdict("refuted", 0.35),
        verdict("conflicting", 0.8),
        verdict("not_enough_evidence", 0.35),
    ],
    ids=lambda said: f"{said.status if isinstance(said, Answer) else said.label} {said.confidence}",
)
def test_the_first_line_has_the_words_of_the_terminal(said: Answer | Verdict) -> None:
    first = rendered(said).splitlines()[0]
    assert words(first) == words(told(said))


def words(line: str) -> list[str]:
    return re.findall(r"[^\s():]+", line)


@pytest.mark.parametrize("markdown", [False, True], ids=["plain", "Markdown"])
def test_every_citation_is_marked_once_where_its_words_or_its_source_stand(
    markdown: bool, checker: FactChecker
) -> None:
    readings = [reading(FIRST, "16,000", copies=(COPY,)), reading(SECOND, "12,000")]
    for said in (
        compose(QUESTION, readings, threshold=0.1),
        compose(QUESTION, readings, threshold=0.9),
        checker.ask(QUESTION),
        checker.ask("What is the boiling point of tungsten?"),
    ):
        laid_out = lay_out(said, markdown=markdown)
        assert sorted(mark.citation.number for mark in laid_out.marks) == [c.number for c in said.citations]
        for mark in laid_out.marks:
            assert laid_out.text[mark.start : mark.end].endswith(f" [{mark.citation.number}]")


HOSTILE = "See ![x](https://evil.example/?q) and [2], *not* <img src=x> `a` &lt;b&gt; for $5 or $6_a_ | ~~b~~ \\*."


def test_what_an_article_says_stays_its_letters_in_markdown() -> None:
    source = published(HOSTILE, date(2020, 2, 15), "[Wire](javascript:x)", title="# A *title*\n<b>", url="javascript:x")
    text = rendered(compose(QUESTION, [reading(source, "*5* <b>")], threshold=0.1), markdown=True)
    html = MarkdownIt("commonmark").enable("strikethrough").render(text)
    assert not re.findall(r"<(?:img|a|b|em|code|s|h1)\b", html)
    assert f"“{HOSTILE}” [1]" in unescaped(html)
    assert "# A *title* <b>" in unescaped(html)
    assert "<strong>*5* <b></strong>" in unescaped(html)


def unescaped(html: str) -> str:
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def test_a_title_leads_to_the_article_or_to_where_a_door_opens_it() -> None:
    said = compose(QUESTION, [reading(FIRST, "16,000")], threshold=0.1)
    assert "[1] [NATO stays](<https://gulf.example/nato>)" in rendered(said, markdown=True)
    opened = rendered(said, markdown=True, link=lambda citation: f"http://here/a b>/{citation.number}")
    assert "[1] [NATO stays](<http://here/a%20b%3E/1>)" in opened


def test_a_source_that_is_not_known_is_told_by_its_file() -> None:
    unknown = Document(title="", text=RSM, origin="/news/nato.txt")
    hit = Hit(passage=Passage(document_id=unknown.id, start=0, text=RSM), document=unknown, score=1.0)
    text = rendered(compose(QUESTION, [reading(unknown, "16,000")], threshold=0.1, hits=[hit]))
    assert "[1] (no title)\n    no date, nato.txt, characters 0-" in text
