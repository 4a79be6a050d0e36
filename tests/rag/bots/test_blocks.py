"""Answers as messages of every platform: within its limits, each quote marked, and nothing of an article active."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.doors.bots import discord, slack, telegram
from rag.doors.bots.blocks import LONGEST_ADDRESS, Part, Run, opening_at, packed, parts_of, units
from rag.records import Alternative, Answer, Citation, Written, WrittenSentence
from tests.rag.bots import chats
from tests.rag.bots.chats import Reply
from tests.rag.bots.slack_api import shown
from tests.rag.bots.telegram_api import Shown

HOSTILE = (
    "<!channel> <@U200> @everyone <@200> <#400> </ask:1> <t:0:R> :bomb: *b* _i_ ~s~ `c` [x](https://evil.example/?q)"
    " https://evil.example www.evil.example @ada #tag /start $USD +49 30 1234567 <b>x</b> &lt;i&gt; > # - ||x|| \\* [2]"
)


def citation(number: int, *, quote: str = "It rained.", title: str = "Rain", **more: Any) -> Citation:  # noqa: ANN401
    known = {"source": "Wire", "author": None, "url": None, "published": date(2020, 2, 15), "sha256": ""} | more
    return Citation(
        number=number, article_id=f"{number:016}", title=title, quote=quote, start=0, end=len(quote), **known
    )  # fmt: skip


def answer(*citations: Citation, answer: str = "rain", written: Written | None = None) -> Answer:
    return Answer(
        question="What fell?", status="answered", answer=answer, statement=citations[0].quote, confidence=0.8,
        as_of=date(2020, 2, 15), citations=citations, written=written,
    )  # fmt: skip


def differing(*citations: Citation, values: Sequence[str]) -> Answer:
    others = tuple(
        Alternative(answer=value, confidence=0.5, as_of=None, citations=(number,))
        for number, value in enumerate(values, start=2)
    )
    return replace(answer(*citations), status="conflicting", alternatives=others)


def in_slack(parts: Sequence[Part]) -> list[Reply]:
    messages = slack.messages_of(parts)
    for message in messages:
        assert len(message["blocks"]) <= 50
        assert len(message["text"]) <= 4_000
        for block in message["blocks"]:
            assert len(shown({"blocks": [block]})) <= 3_000
    return [chats.shown_in_slack(message) for message in messages]


def in_discord(parts: Sequence[Part]) -> list[Reply]:
    messages = discord.messages_of(parts)
    assert all(units(message) <= 2_000 for message in messages)
    return [chats.shown_in_discord({"content": message}) for message in messages]


def in_telegram(parts: Sequence[Part]) -> list[Reply]:
    messages = [chats.shown_in_telegram({"text": message}) for message in telegram.messages_of(parts)]
    assert all(units(message.text) <= 4_096 for message in messages)
    return messages


EVERYWHERE = pytest.mark.parametrize("drawn", [in_slack, in_discord, in_telegram], ids=lambda drawn: drawn.__name__)
Drawn = Callable[[Sequence[Part]], list[Reply]]
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)
texts = st.builds(lambda word, many: f"{word} " * many, words, st.integers(1, 90))


@EVERYWHERE
@settings(max_examples=40, deadline=None)
@given(quotes=st.lists(texts, min_size=1, max_size=9), title=texts, source=texts, short=texts)
def test_however_long_no_limit_is_passed_and_no_mark_is_lost(
    drawn: Drawn, quotes: list[str], title: str, source: str, short: str
) -> None:
    cited = [citation(n, quote=f"{n}: {quote}", title=title, source=source) for n, quote in enumerate(quotes, start=1)]
    link = opening_at("https://news.example.org")
    replies = drawn(parts_of(differing(*cited, values=[short] * (len(cited) - 1)), link=link, asked=title))
    together = "\n".join(reply.text for reply in replies)
    for number in range(1, len(cited) + 1):
        assert len(re.findall(rf"[”’](?: \.\.\.)? \[{number}\]$", together, re.MULTILINE)) == 1
        assert together.count("characters 0-") == len(cited)
    assert sum(len(reply.links) for reply in replies) == len(cited)


@EVERYWHERE
def test_a_quote_that_no_message_holds_is_cut_and_that_is_told_outside_of_it(drawn: Drawn) -> None:
    long = "word " * 2_000
    replies = drawn(parts_of(answer(citation(1, quote=long))))
    told = re.search(r"“((?:word ?)+)” \.\.\. \[1\]", "\n".join(reply.text for reply in replies))
    assert told
    assert long.startswith(told[1])
    assert len(told[1]) > 1_500


@EVERYWHERE
def test_an_answer_that_no_message_holds_becomes_several_each_quote_whole(drawn: Drawn) -> None:
    cited = [citation(n, quote=f"{n} " + "word " * 150 + "end.") for n in range(1, 9)]
    replies = drawn(parts_of(answer(*cited)))
    assert len(replies) > 1
    for one in cited:
        assert sum(f"“{one.quote}” [{one.number}]" in reply.text for reply in replies) == 1


@EVERYWHERE
def test_what_an_article_says_is_shown_letter_by_letter(drawn: Drawn) -> None:
    hostile = citation(1, quote=HOSTILE, title=HOSTILE, source="Wire <@U1>")
    (reply,) = drawn(parts_of(answer(hostile, answer=HOSTILE)))
    assert reply.text.count(HOSTILE) == 3
    assert f"“{HOSTILE}” [1]" in reply.text
    assert reply.links == []


def test_in_slack_an_article_can_neither_mention_nor_link() -> None:
    hostile = citation(1, quote=HOSTILE, title=HOSTILE, url="https://wire.example/?a=1&b=<!here>|x")
    (message,) = slack.messages_of(parts_of(answer(hostile, answer=HOSTILE)))
    link = "<https://wire.example/?a=1&amp;b=%3C!here%3E%7Cx|open>"
    assert re.findall(r"<[^>]*>", message["text"]) == [link]
    elements = [element for block in message["blocks"] for element in block["elements"]]
    parsed = [element["text"] for element in elements if element["type"] == "mrkdwn"]
    assert parsed == [link]
    rich = [inner["type"] for element in elements for inner in element.get("elements", ())]
    assert set(rich) == {"text"}


def test_in_discord_every_sign_of_an_article_is_escaped() -> None:
    (message,) = discord.messages_of(parts_of(answer(citation(1, quote=HOSTILE, title=HOSTILE), answer=HOSTILE)))
    ours = re.compile(r"^\*\*|\*\* \(as of|^> |^-# ", re.MULTILINE)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~`|<\[@/]|(?<!\\):(?=\S)", ours.sub("", message))


def test_in_discord_what_begins_a_line_makes_no_heading_or_list() -> None:
    for begins in ("# A", "- A", "> A", "1. A", "-# A", ">>> A"):
        sentence = WrittenSentence(text=begins, citations=(1,), supported=True, problem=None)
        written = Written(writer="a model", sentences=(sentence,), note=None)
        (message,) = discord.messages_of(parts_of(answer(citation(1), written=written)))
        assert f"\\{begins}"[:2] in message or "1\\. A" in message


def test_in_telegram_nothing_of_an_article_stands_where_links_are_looked_for() -> None:
    (message,) = telegram.messages_of(parts_of(answer(citation(1, quote=HOSTILE, title=HOSTILE), answer=HOSTILE)))
    bare = Shown.of(message).bare
    assert not re.search(r"[@#]\w|://|\w\.[a-z]{2}|(?<!\w)/\w|\$[A-Z]|\+\d", bare)
    assert "&lt;i&gt; > # - ||x|| \\*" in bare


def test_copies_of_a_story_have_their_marks_and_links() -> None:
    cited = [citation(n, source=f"Wire {n}", url=f"https://wire.example/{n}") for n in (1, 2, 3)]
    (reply,) = in_discord(parts_of(answer(*cited)))
    assert "also in: Wire 2 (15 Feb 2020) [2], open\nalso in: Wire 3 (15 Feb 2020) [3], open" in reply.text
    assert reply.links == [f"https://wire.example/{n}" for n in (1, 2, 3)]


def test_what_a_language_model_wrote_has_its_marks_and_who_wrote_it() -> None:
    sentences = (
        WrittenSentence(text="It rained.", citations=(1, 2), supported=True, problem=None),
        WrittenSentence(text="It snowed.", citations=(), supported=False, problem="No passage says so."),
    )
    said = answer(citation(1), citation(2), written=Written(writer="a model", sentences=sentences, note=None))
    (reply,) = in_telegram(parts_of(said))
    assert reply.text.splitlines()[1:4] == [
        "It rained. [1] [2]",
        "Not supported: It snowed. (No passage says so.)",
        "Written by a model.",
    ]


def test_an_address_that_is_too_long_for_a_link_is_told_and_no_link() -> None:
    long = citation(1, url=f"https://wire.example/{'a' * LONGEST_ADDRESS}")
    (reply,) = in_discord(parts_of(answer(long)))
    assert "its address is too long for a link" in reply.text
    assert reply.links == []


def test_parts_are_packed_in_order_as_closely_as_they_go() -> None:
    parts = [Part(kind="said", lines=((Run(text="x" * size),),)) for size in (4, 5, 3, 6, 1)]
    packs = packed(parts, most=10, size=lambda part: len(part.lines[0][0].text), count=2)
    assert [[len(part.lines[0][0].text) for part in pack] for pack in packs] == [[4, 5], [3, 6], [1]]
