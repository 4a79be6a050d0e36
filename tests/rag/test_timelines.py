"""Values that articles give of one thing are told by date, outdated ones marked, and none is preferred in silence."""

from __future__ import annotations

import re
from datetime import date

import pytest

from index.records import Document
from index.splitting import Span
from rag.answering import compose
from rag.checker import FactChecker
from rag.comparing import compare
from rag.doors.texts.markdown import as_markdown
from rag.doors.texts.page import as_page
from rag.doors.texts.plain import as_text
from rag.reading import Reading
from rag.records import Answer, Verdict
from rag.rendering import rendered
from rag.settings import Settings
from rag.texts import CheckedText
from rag.timing import time_of_value
from tests.helpers import CountingVerifier, add, article

FEBRUARY, JULY = "2020-02-15", "2020-07-09"
OLD = "The RSM has 16,000 soldiers, NATO said."
CUT = "NATO said on Thursday that the RSM now has 12,000 soldiers."


def reading(answer: str, day: str | None, text: str | None = None, probability: float = 0.8) -> Reading:
    text = text or f"The RSM has {answer} soldiers."
    published = date.fromisoformat(day) if day else None
    document = Document(title="", text=text, origin=f"/{answer}/{day}", published=published, source=f"{day} Wire")
    return Reading(document=document, sentence=Span(0, len(text)), answer=answer, probability=probability)


def answered(*readings: Reading) -> Answer:
    return compose("How many soldiers does the RSM have?", readings, threshold=0.25)


def told(said: Answer | Verdict) -> list[tuple[str, str | None, int | None]]:
    return [(p.value, p.day.isoformat() if p.day else None, p.outdated_by) for p in said.timeline]


def checked(settings: Settings, claim: str, *texts: tuple[str, str | None]) -> Verdict:
    add(settings, [
        article(text, key=str(n), title="Soldiers", source=f"{n} News", **({"published": day} if day else {}))
        for n, (text, day) in enumerate(texts)
    ])  # fmt: skip
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as opened:
        return opened.check(claim)


def test_values_are_told_oldest_first_and_undated_ones_last_whichever_answers() -> None:
    answer = answered(reading("12,000", JULY), reading("9,000", None), reading("16,000", FEBRUARY))
    newest = answer.citations[0].number
    assert told(answer) == [("16,000", FEBRUARY, newest), ("12,000", JULY, None), ("9,000", None, None)]


def test_a_value_that_is_likely_but_no_rival_is_on_the_timeline_with_its_quote() -> None:
    answer = answered(reading("12,000", JULY, probability=0.9), reading("16,000", FEBRUARY, probability=0.3))
    assert answer.status == "answered"
    assert told(answer) == [("16,000", FEBRUARY, 1), ("12,000", JULY, None)]
    assert {number for point in answer.timeline for number in point.citations} == {1, 2}


def test_articles_that_say_the_same_make_no_timeline() -> None:
    assert answered(reading("16,000", FEBRUARY), reading("16 thousand", JULY)).timeline == ()


def test_a_value_that_the_latest_article_confirms_is_not_outdated() -> None:
    answer = answered(reading("16,000", FEBRUARY), reading("12,000", "2020-05-01"), reading("16 thousand", JULY))
    assert [point.outdated_by is None for point in answer.timeline] == [True, False, True]


def test_a_value_stands_at_the_time_that_its_sentence_names() -> None:
    answer = answered(
        reading("12,000", FEBRUARY), reading("16,000", JULY, "In March 2019 the RSM had 16,000 soldiers.")
    )
    assert [(p.value, p.day, p.stated) for p in answer.timeline] == [
        ("16,000", date(2019, 3, 1), "March 2019"), ("12,000", date(2020, 2, 15), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("In 2018 the RSM had 16,000 soldiers.", "2018"),
        ("The RSM had 16,000 soldiers in February 2019.", "February 2019"),
        ("The RSM, founded in 2015, has 16,000 soldiers.", None),
        ("The RSM has 16,000 soldiers sent in 2015.", None),
        ("The RSM has 16,000 soldiers, and in 2015 it began.", None),
        ("NATO said on Thursday that the RSM has 16,000 soldiers.", None),
        ("The RSM will have 16,000 soldiers in March 2021.", None),
        ("The RSM has had 16,000 soldiers since 2018.", None),
    ],
    ids=["opening", "behind", "aside", "participle", "another clause", "the day of the news", "ahead", "since"],
)
def test_a_time_is_a_values_only_within_its_clause(sentence: str, stated: str | None) -> None:
    found = time_of_value(sentence, "16,000", date(2020, 2, 15))
    assert (found.text if found else None) == stated


@pytest.mark.parametrize(
    ("claim", "sentence", "day", "outcome"),
    [
        ("In February 2020 the RSM had 16,000 soldiers.", OLD, FEBRUARY, "agrees"),
        ("In February 2020 the RSM had 12,000 soldiers.", OLD, FEBRUARY, "differs"),
        ("In February 2020 the RSM had 12,000 soldiers.", CUT, JULY, "other_time"),
        ("In February 2020 the RSM had 16,000 soldiers.", CUT, JULY, "other_time"),
        ("As of July 2020 the RSM has 12,000 soldiers.", OLD, FEBRUARY, "other_time"),
        ("In February 2020 the RSM had 12,000 soldiers.", "It had 16,000 soldiers in February 2020.", JULY, "differs"),
        ("In 2018 the RSM had 16,000 soldiers.", "The RSM had 16,000 soldiers in July 2020.", JULY, "other_time"),
        ("On 3 June 2021 nine sirens failed.", "Nine sirens failed on 3 May 2021.", "2021-05-04", "differs"),
        ("Last year the RSM had 16,000 soldiers.", OLD, FEBRUARY, None),
        ("In February 2020 nine sirens failed.", "Five sirens failed.", JULY, None),
    ],
    ids=[
        "of that time", "another value of that time", "told later", "another value told later", "told before",
        "a later article names the time", "it names another", "the day of an event", "relative to nothing",
        "told later of what was past",
    ],
)  # fmt: skip
def test_a_claim_about_a_time_is_compared_with_values_of_that_time(
    claim: str, sentence: str, day: str, outcome: str | None
) -> None:
    found = compare(claim, sentence, published=date.fromisoformat(day))
    assert (found.outcome if found else None) == outcome


def test_a_claim_about_a_time_is_judged_by_articles_of_that_time_and_later_ones_are_on_its_timeline(
    settings: Settings,
) -> None:
    verdict = checked(settings, "In February 2020 the RSM had 16,000 soldiers.", (OLD, FEBRUARY), (CUT, JULY))
    assert (verdict.label, verdict.citations[0].published) == ("supported", date(2020, 2, 15))
    assert [(value, day) for value, day, _ in told(verdict)] == [("16,000", FEBRUARY), ("12,000", JULY)]
    assert {(w.stance, w.outdated_by) for w in verdict.sub_claims[0].evidence} == {("supports", 2)}


def test_articles_of_another_time_alone_settle_nothing_and_the_verdict_says_so(settings: Settings) -> None:
    verdict = checked(settings, "In February 2020 the RSM had 16,000 soldiers.", (CUT, JULY))
    assert verdict.label == "not_enough_evidence"
    assert "gives 12,000, but of another time than the claim's" in verdict.explanation


def test_an_older_value_that_a_later_article_changes_is_in_conflict_as_of_when_is_said(settings: Settings) -> None:
    verdict = checked(settings, "The RSM has 16,000 soldiers.", (OLD, FEBRUARY), (CUT, JULY))
    assert verdict.label == "conflicting"
    assert "It was told so as of 15 Feb 2020, and otherwise as of 9 Jul 2020." in verdict.explanation
    outdated = {w.stance: w.outdated_by is not None for w in verdict.sub_claims[0].evidence}
    assert outdated == {"supports": True, "refutes": False}


def test_a_text_tells_values_by_date_and_which_a_later_article_gives_otherwise(settings: Settings) -> None:
    verdict = checked(settings, "The RSM has 16,000 soldiers.", (OLD, FEBRUARY), (CUT, JULY))
    whole = CheckedText.of(verdict)
    for told in (as_page(whole, day=date(2021, 1, 1)), as_markdown(whole).replace("\\", ""), as_text(whole)):
        assert re.search(r"20: 16,000, 0 News \[\d\] \(later: \[(\d)\]\); 9 Jul 2020: 12,000, 1 News \[\1\]", told)


def test_every_text_of_an_answer_tells_both_values_with_their_dates() -> None:
    answer = answered(reading("12,000", JULY, probability=0.9), reading("16,000", FEBRUARY, probability=0.3))
    plain, markdown = rendered(answer), rendered(answer, markdown=True)
    for text in (plain, markdown):
        assert "By date:" in text
        assert text.index("- 15 Feb 2020: 16,000") < text.index("- 9 Jul 2020: 12,000")
        assert re.search(
            r"15 Feb 2020: 16,000, 2020-02-15 Wire \\?\[\d\\?\] \(later: \[1\]\)", text.replace("\\-", "-")
        )
    assert "16,000 (15 Feb 2020, 2020-02-15 Wire; later: 12,000, 9 Jul 2020 [1]): “The RSM has 16,000" in plain
