"""A run is shown as one page that loads nothing, hides nothing, and takes no markup from what it shows."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from eval.page import Bar, depth_curve, latencies, outcome, page, reliability, risk_coverage
from eval.records import Row, Run
from index.errors import UserError

STORIES = (
    ("harbour-bridge", "Harbour bridge to close for nine weeks", "The Evening Courier", "2025-03-04",
     "How long will the harbour bridge be closed?", "nine weeks",
     "The harbour bridge will be closed to all traffic for nine weeks from 17 March, the port authority said."),
    ("ferry-fares", "Ferry fares rise for the third year running", "Coast & County", "2025-02-11",
     "By how much did ferry fares rise?", "6.5 percent",
     "Fares on the island ferries rose 6.5 percent on Monday, the third rise in as many years."),
    ("reservoir", "Reservoirs at their lowest since 1995", "The Evening Courier", "2025-04-22",
     "How full is the Aldmere reservoir?", "41 percent",
     "Aldmere, the largest of the three reservoirs, stood at 41 percent of its capacity on Easter Monday."),
    ("mayor", "Lindqvist wins the mayoralty by 212 votes", "Northern Dispatch", "2025-05-09",
     "Who was elected mayor of Norrhamn?", "Elsa Lindqvist",
     "Elsa Lindqvist was elected mayor of Norrhamn on Friday after a recount that left her 212 votes ahead."),
    ("hospital", "New children’s ward opens a year late", "The Evening Courier", "2025-01-30",
     "When did the children's ward open?", "30 January 2025",
     "The children’s ward took in its first patients on Thursday, a year and four months behind schedule."),
    ("steelworks", "Steelworks to shed 1,150 jobs", "Northern Dispatch", "2025-06-02",
     "How many jobs will the steelworks cut?", "1,150",
     "The company confirmed that 1,150 jobs would go at the Norrhamn steelworks by the end of the year."),
    ("library", "City library drops late fees", "Coast & County", "2025-03-19",
     "What did the library do about late fees?", "dropped them",
     "Late fees, which brought in less than they cost to collect, were dropped from the first of the month."),
)  # fmt: skip
KINDS = ("numeric", "person", "date", "as-of", "not in articles", "claim")
CONFIDENCES = (0.97, 0.94, 0.91, 0.86, 0.83, 0.77, 0.72, 0.64, 0.58, 0.53)
FIGURES: dict[str, dict[str, float | int | str | None]] = {
    "right": {"value": 0.7857, "low": 0.6071, "high": 0.9286, "cases": 28, "left_out": 2, "why": "only ranking judged"},
    "short answer right": {"value": 0.8125, "low": 0.625, "high": 1.0, "cases": 16, "left_out": 14,
                           "why": "12 gave no short answer, 2 have no accepted one"},
    "declined, of unanswerable": {"value": 0.8, "low": 0.4, "high": 1.0, "cases": 5, "left_out": 25, "why": None},
    "nDCG@10": {"value": 0.8412, "low": 0.7604, "high": 0.9127, "cases": 25, "left_out": 5, "why": "none relevant"},
    "Brier score of confidence": {"value": 0.1533, "low": 0.094, "high": 0.221, "cases": 28, "left_out": 2,
                                  "why": "no right or wrong"},
    "milliseconds": {"value": 184.2, "low": 151.0, "high": 233.9, "cases": 30, "left_out": 0, "why": None},
    "faithfulness": {"value": None, "low": None, "high": None, "cases": 0, "left_out": 30, "why": "no judge was named"},
}  # fmt: skip


def made_row(number: int) -> Row:
    """Every sixth case cannot be answered; some go wrong; two are judged by their ranking alone; one crashes."""
    name, title, source, day, question, answer, quote = STORIES[number % len(STORIES)]
    kind = KINDS[number % len(KINDS)]
    absent, ranking_only, wrong = kind == "not in articles", number in {8, 20}, number in {3, 9, 14, 16, 25}
    declined = number == 9 or (absent and not wrong)
    confidence = round(CONFIDENCES[number * 7 % 10] - (0.2 if wrong else 0) - number / 1000, 4)
    url = f"https://news.example/{name}" if number % 3 else None
    cited = {"article_id": f"{number:016x}", "title": title, "source": source, "author": None, "url": url,
             "published": day, "quote": quote, "start": 112, "end": 112 + len(quote), "sha256": "0" * 64}  # fmt: skip
    other = {**cited, "number": 2, "title": f"Analysis: {title.lower()}", "quote": quote[: len(quote) // 2]}
    status = "not_in_articles" if declined else "conflicting" if number == 13 else "answered"
    got: dict[str, Any] = {
        "question": question, "status": status, "answer": None if declined else answer if not wrong else "two years",
        "statement": None if declined else quote, "confidence": confidence, "as_of": None if declined else day,
        "citations": [{**cited, "number": 1}, other][: 1 + number % 2],
        "alternatives": [{"answer": "halved them", "confidence": 0.31, "as_of": "2025-02-01", "citations": [2]}]
        if status == "conflicting" else [],
    }  # fmt: skip
    articles = [name, *(story[0] for story in STORIES if story[0] != name)]
    place = (0, 0, 1, 0, 3, 0, 6)[number * 3 % 7]
    articles[0], articles[place] = articles[place], articles[0]
    expected = {
        "status": "not_in_articles" if absent else "answered", "label": "supported" if kind == "claim" else None,
        "answers": () if absent else (answer,), "evidence": () if absent else ({"article": name, "quote": quote},),
        "relevant": {} if absent else {name: 1},
        "as_of": day if kind == "as-of" else None, "since": None, "until": None,
    }  # fmt: skip
    right = None if ranking_only else float(not wrong)
    scores = {"right": right, "short answer right": None if declined else right, "hit@10": None if absent else 1.0}
    reasons = {"right": "only its ranking is judged", "short answer right": "no short answer was given",
               "hit@10": "no article is known to be relevant"}  # fmt: skip
    row = Row(
        id=f"{kind.replace(' ', '-')}-{number:02}", kind=kind, question=question, expected=expected,
        got=None if ranking_only else got, retrieved=tuple(articles), scores=scores,
        why_not={measure: reasons[measure] for measure, score in scores.items() if score is None},
    )  # fmt: skip
    if number == 18:
        error = "ModelError: the reader's file model.onnx is not the published one"
        return dataclasses.replace(row, got=None, retrieved=(), scores=dict.fromkeys(scores, 0.0), error=error)
    return row


def made_run() -> Run:
    """Thirty made-up cases of six kinds."""
    rows = tuple(made_row(number) for number in range(30))
    facts = {
        "set": "made-up-news", "cases": 30, "data": "3f9a01c77be2", "articles": 1204, "archive": "~/news/archive",
        "commit": "8c1f0e2d4a57+", "seed": 0, "machine": "x86_64, 2 cores, Python 3.11.9",
        "settings": {"embedder": "all-MiniLM-L6-v2", "reader": "plain", "threshold": 0.5, "as_of": None},
        "models": {"all-MiniLM-L6-v2": "sha256 6b1c…"}, "versions": {"newscheck": "0.1.0", "torch": "2.13.0"},
    }  # fmt: skip
    cases = {row.id: 90.0 + (i * 37 % 90) + (240 if i in {7, 22} else 0) + (900 if i == 18 else 0)
             for i, row in enumerate(rows)}  # fmt: skip
    times = {
        "started": "2025-06-08T09:30:00+00:00",
        "seconds": 6.2,
        "cases_per_s": 4.8,
        "peak_mb": 612.0,
        "stages": {"retrieve": [48.1, 77.0], "rerank": [61.9, 90.3], "read": [33.0, 51.2]},
        "cases": cases,
    }
    return Run(name="made-up-news", facts=facts, rows=rows, times=times)


class Reader(HTMLParser):
    """Tags with their attributes, the text outside scripts and styles, and whether each tag is closed in turn."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(run: Run, figures: dict[str, dict[str, float | int | str | None]] = FIGURES) -> Reader:
    reader = Reader(page(run, figures))
    assert reader.open == []
    return reader


def scored(*cases: tuple[float, float | None], status: str = "answered") -> Run:
    """Cases of a confidence and whether it was right."""
    rows = (
        Row(id=str(i), kind="made", question="?", expected={}, got={"status": status, "confidence": confidence},
            retrieved=(), scores={"right": right}, why_not={})
        for i, (confidence, right) in enumerate(cases)
    )  # fmt: skip
    return Run(name="made", facts={}, rows=tuple(rows))


def test_the_page_loads_nothing_and_forbids_loading() -> None:
    reader = read(made_run())
    policy = next(meta for meta in reader.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    )
    assert not any("src" in attributes for _, attributes in reader.tags)
    assert {tag for tag, attributes in reader.tags if str(attributes.get("href", "#")).startswith("http")} == {"a"}
    assert [link["href"] for link in reader.of("link")] == ["data:,"]
    assert not re.search(r"@import|url\((?!#)", page(made_run(), FIGURES))


def test_the_same_run_gives_the_same_page() -> None:
    assert page(made_run(), FIGURES) == page(made_run(), FIGURES)


def test_markup_in_cases_and_articles_stays_text() -> None:
    evil = "</details><script>alert('x')</script>"
    first, *others = made_run().rows
    assert first.got is not None
    cited = {**first.got["citations"][0], "quote": evil, "title": evil, "url": "javascript:alert(1)"}
    row = dataclasses.replace(
        first, id=evil, kind=evil, question=evil, retrieved=(evil,), error=evil, why_not={"right": evil},
        scores={"right": None}, expected={"answers": (evil,), "evidence": [{"article": evil, "quote": evil}]},
        got={**first.got, "statement": evil, "answer": evil, "verdict": {evil: [evil]}, "citations": [cited]},
    )  # fmt: skip
    plain = read(made_run())
    run = dataclasses.replace(
        made_run(), rows=(row, *others), name=evil, facts={"archive": evil, "settings": {"a": evil}}
    )
    reader = read(run, {evil: FIGURES["right"] | {"why": evil}})
    assert len(reader.of("script")) == len(plain.of("script")) == 1
    assert reader.text.count(evil) > 15
    assert not any(str(link["href"]).startswith("javascript:") for link in reader.of("a"))


def test_every_case_is_there_with_its_outcome_in_words() -> None:
    run, reader = made_run(), read(made_run())
    cases = [details for details in reader.of("details") if details.get("class") == "case"]
    assert len(cases) == len(run.rows) == 30
    assert Counter(outcome(row) for row in run.rows) == {
        "right": 18, "rightly declined": 4, "wrong": 4, "wrongly declined": 1, "crashed": 1, "not scored": 2,
    }  # fmt: skip
    assert not any("hidden" in case for case in cases)
    for told in ("wrongly declined", "crashed", "the reader's file model.onnx is not the published one",
                 "cannot be scored: no short answer was given", "Nearest passages, which do not answer:"):  # fmt: skip
        assert told in reader.text


def test_a_declined_case_is_found_as_declined_and_as_right_or_wrong() -> None:
    filters = {case["data-filters"] for case in read(made_run()).of("details") if "data-filters" in case}
    assert filters == {"right", "wrong", "right|declined", "wrong|declined", "crashed", "not scored"}


def test_figures_are_told_with_interval_and_what_was_left_out() -> None:
    reader = read(made_run())
    for told in ("0.786", "0.607 to 0.929", "left out: 2only ranking judged", "left out: 30no judge was named"):
        assert told in reader.text
    tracks = [svg["aria-label"] for svg in reader.of("svg") if svg.get("class") == "track"]
    assert tracks[0] == "0.786, between 0.607 and 0.929, on a scale from 0 to 1"
    assert len(tracks) == 5 + 6


def test_every_picture_has_words() -> None:
    for svg in read(made_run()).of("svg"):
        assert svg.get("aria-hidden") == "true" or svg["role"] == "img"
        assert {"aria-hidden", "aria-label", "aria-labelledby"} & set(svg)


@pytest.mark.parametrize(
    "rows",
    [(), (Row(id="1", kind="k", question="?", expected={}, got=None, retrieved=(), scores={}, why_not={}),)],
    ids=["no case", "a case of which nothing is known"],
)
def test_a_bare_run_has_a_page(rows: tuple[Row, ...]) -> None:
    reader = read(Run(name="bare", facts={}, rows=rows), {})
    assert "so there is no curve" in reader.text
    assert "No time was taken." in reader.text


def test_answers_of_one_confidence_come_together_in_the_curve_of_risk() -> None:
    points = risk_coverage(scored((0.9, 1.0), (0.7, 0.0), (0.7, 1.0), (0.2, None)))
    assert [(p.x, p.y, p.cases, p.least) for p in points] == [
        (pytest.approx(1 / 3), 0.0, 1, 0.9),
        (1.0, pytest.approx(1 / 3), 3, 0.7),
    ]


def test_declined_cases_are_no_answers_but_have_a_confidence() -> None:
    run = scored((0.9, 1.0), (0.7, 0.0), status="not_in_articles")
    assert risk_coverage(run) == []
    assert [(p.x, p.y) for p in reliability(run)] == [(0.7, 0.0), (0.9, 1.0)]


def test_where_there_are_claims_alone_the_curves_are_of_their_labels() -> None:
    got = {"confidence": 0.8, "label": "refuted"}
    row = Row(id="1", kind="claim", question="?", expected={}, got=got, retrieved=(), scores={"label": 1.0}, why_not={})
    run = Run(name="claims", facts={}, rows=(row,), times={})
    assert [(p.x, p.y) for p in risk_coverage(run)] == [(1.0, 0.0)]
    assert [(p.x, p.y) for p in reliability(run)] == [(0.8, 1.0)]


def test_reliability_has_ten_groups_of_as_many_cases() -> None:
    points = reliability(scored(*((i / 25, float(i % 2)) for i in range(25))))
    assert [p.cases for p in points] == [2, 3] * 5
    assert points[0].x == pytest.approx(0.02)


def test_depth_comes_from_relevant_articles_or_else_from_scores() -> None:
    found = [(p.x, round(p.y, 2), p.cases) for p in depth_curve(made_run())]
    assert (len(found), found[0], found[-1]) == (10, (1, 0.56, 25), (10, 0.96, 25))
    rows = [dataclasses.replace(row, expected={}, scores={"hit@1": 0.0, "hit@5": 1.0}) for row in made_run().rows]
    told = depth_curve(dataclasses.replace(made_run(), rows=tuple(rows)))
    assert [(p.x, p.y) for p in told] == [(1, 0.0), (5, 1.0)]


def test_the_slowest_cases_share_a_bar_and_none_is_lost() -> None:
    times = {str(i): 100.0 + i for i in range(99)} | {"slow": 60_000.0}
    bars = latencies(Run(name="made", facts={}, rows=(), times={"cases": times}))
    assert sum(bar.cases for bar in bars) == 100
    assert bars[-1] == Bar(low=260.0, high=None, cases=1)


def test_without_jinja2_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UserError, match="needs jinja2") as raised:
        page(made_run(), FIGURES)
    assert raised.value.hint == "pip install 'newscheck[eval]'"
