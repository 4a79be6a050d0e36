"""The bot without a platform: who is answered, in which order, and how much it remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from rag.checker import FactChecker
from rag.doors.bots import talking
from rag.doors.bots.blocks import Part
from rag.doors.bots.talking import BUSY, HELP, Bot, Heard, NotDelivered
from rag.following import Rewriter, Turn, Understood, by_rules
from rag.records import Answer, Verdict
from rag.rewriting import ModelRewriter
from tests.rag.scripted import ScriptedModel

FOLLOWING = "And how many of them are American?"


class Asked:
    """Answers whatever it is asked, and notes it."""

    can_check = True

    def __init__(self, rewriter: Rewriter = by_rules) -> None:
        self.rewriter = rewriter
        self.questions: list[str] = []
        self.claims: list[str] = []

    def ask(self, question: str) -> Answer:
        self.questions.append(question)
        return Answer(
            question=question, status="answered", answer="16,000", statement=None, confidence=0.9, as_of=None,
            citations=(),
        )  # fmt: skip

    def in_full(self, question: str, previous: Sequence[Turn]) -> Understood:
        return self.rewriter(question, previous)

    def check(self, claim: str) -> Verdict:
        self.claims.append(claim)
        return Verdict(
            claim=claim, label="not_enough_evidence", confidence=0.9, as_of=None, citations=(), sub_claims=()
        )  # fmt: skip

    def reach(self, _: object) -> tuple[int, int]:
        return 1, 1

    async def do(self, work: Callable[[FactChecker], Any]) -> Any:  # noqa: ANN401
        return work(self)  # type: ignore[arg-type]


class Place:
    """Where replies are put."""

    def __init__(self) -> None:
        self.replies: list[str] = []

    async def send(self, parts: Sequence[Part]) -> None:
        self.replies.append("\n".join("".join(run.shown for run in line) for part in parts for line in part.lines))


def talk(bot: Bot, *messages: str, thread: str = "a") -> list[str]:
    """The replies to what was said one after the other in a thread."""
    place = Place()

    async def main() -> None:
        for number, text in enumerate(messages):
            await bot.hear(Heard(id=(thread, number), thread=thread, text=text), place.send)

    asyncio.run(main())
    return place.replies


def test_a_follow_up_is_one_in_its_own_thread_alone() -> None:
    asked = Asked()
    bot = Bot(asked.do)
    talk(bot, "How many troops serve in RSM?", "And in KFOR?")
    talk(bot, "And in KFOR?", thread="b")
    assert asked.questions == ["How many troops serve in RSM?", "How many troops serve in KFOR?", "And in KFOR?"]


def test_a_language_model_puts_in_full_what_the_rules_leave_and_it_is_told_where_it_fails() -> None:
    for written, asked_as, told in [
        ("What did the steel of the Karrow Bridge cost?",) * 2
        + ("asked as: “What did the steel of the Karrow Bridge",),
        ("It cost 3 million.", "What did the steel cost?", "The writer wrote no question; asked as it is."),
    ]:
        asked = Asked(ModelRewriter(ScriptedModel(written), seconds=5))
        replies = talk(Bot(asked.do), "How long is the Karrow Bridge?", "What did the steel cost?")
        assert asked.questions[1] == asked_as
        assert replies[1].startswith(told)
        assert "asked as" not in replies[0]


def test_what_stands_behind_check_and_a_statement_are_claims() -> None:
    asked = Asked()
    talk(Bot(asked.do), "check that Spain left", "Check: Spain left", "Spain left NATO.", "Who left?")
    assert asked.claims == ["that Spain left".removeprefix("that "), "Spain left", "Spain left NATO."]
    assert asked.questions == ["Who left?"]


@pytest.mark.parametrize("text", ["", "  ", "help", "Help!", "?"])
def test_who_asks_nothing_is_told_how_to_ask(text: str) -> None:
    assert talk(Bot(Asked().do), text) == [HELP]


def test_a_conversation_that_was_silent_for_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "THREADS", 2)
    asked = Asked()
    bot = Bot(asked.do)
    for thread in ("a", "b", "c"):
        talk(bot, f"How many troops serve in RSM {thread}?", thread=thread)
    for thread in ("a", "c"):
        asyncio.run(bot.hear(Heard(id=(thread, "later"), thread=thread, text="And in KFOR?"), Place().send))
    assert asked.questions[3:] == ["And in KFOR?", "How many troops serve in KFOR?"]


def test_of_a_conversation_only_the_last_questions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    for kept, understood in ((2, "How many of the troops that serve in RSM are American?"), (1, FOLLOWING)):
        monkeypatch.setattr(talking, "TURNS", kept)
        talk(Bot(asked.do), "How many troops serve in RSM?", "Ada won.", FOLLOWING)
        assert asked.questions[-1] == understood


def test_a_follow_up_waits_for_the_answer_that_it_follows() -> None:
    asked, go_on = Asked(), asyncio.Event()

    async def slow(work: Callable[[FactChecker], Any]) -> Any:  # noqa: ANN401
        found = await asked.do(work)
        await go_on.wait()
        return found

    async def main() -> None:
        bot = Bot(slow)
        heard = [
            Heard(id=n, thread="a", text=t) for n, t in enumerate(["How many troops serve in RSM?", "And in KFOR?"])
        ]
        hearing = [asyncio.ensure_future(bot.hear(one, Place().send)) for one in heard]
        asyncio.get_running_loop().call_soon(go_on.set)
        await asyncio.gather(*hearing)

    asyncio.run(main())
    assert asked.questions[1] == "How many troops serve in KFOR?"


def test_who_asks_when_too_many_wait_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "WAITING", 2)
    go_on, place, asked = asyncio.Event(), Place(), Asked()

    async def slow(work: Callable[[FactChecker], Any]) -> Any:  # noqa: ANN401
        await go_on.wait()
        return await asked.do(work)

    async def main() -> None:
        bot = Bot(slow)
        hearing = [bot.hear(Heard(id=n, thread=n, text="Who?"), place.send) for n in range(3)]
        asyncio.get_running_loop().call_later(0.01, go_on.set)
        await asyncio.gather(*hearing)

    asyncio.run(main())
    assert place.replies[0] == BUSY
    assert len(asked.questions) == 2


def test_when_it_ends_it_waits_for_what_it_heard_and_hears_nothing_more() -> None:
    asked, go_on, place = Asked(), asyncio.Event(), Place()

    async def slow(work: Callable[[FactChecker], Any]) -> Any:  # noqa: ANN401
        await go_on.wait()
        return await asked.do(work)

    async def main() -> None:
        bot = Bot(slow)
        hearing = asyncio.ensure_future(bot.hear(Heard(id=1, thread="a", text="Who?"), place.send))
        await asyncio.sleep(0)  # it has begun
        await bot.finish(within=0.01)
        finished.append(bot.finished)
        await bot.hear(Heard(id=2, thread="a", text="Who else?"), place.send)
        go_on.set()
        await bot.finish(within=10)
        finished.append(bot.finished)
        await hearing

    finished: list[bool] = []
    asyncio.run(main())
    assert finished == [False, True]
    assert asked.questions == ["Who?"]


def test_a_reply_that_a_platform_does_not_take_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def refuse(_: Sequence[Part]) -> None:
        raise NotDelivered("not_in_channel")

    async def main(send: Callable[[Sequence[Part]], Awaitable[None]]) -> None:
        await Bot(Asked().do).hear(Heard(id=1, thread="a", text="Who?"), send)

    asyncio.run(main(refuse))
    assert [record.getMessage() for record in caplog.records] == ["A reply was not delivered: not_in_channel"]
    assert not caplog.records[0].exc_info


def test_every_answer_and_verdict_is_counted() -> None:
    said: list[Answer | Verdict] = []
    talk(Bot(Asked().do, told=said.append), "Who?", "Nobody left.")
    assert [type(one).__name__ for one in said] == ["Answer", "Verdict"]
