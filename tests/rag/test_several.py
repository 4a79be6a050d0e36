"""Several questions in one are answered one by one, each in full and with citations of its own."""

from __future__ import annotations

import pytest

from rag.answering import compose
from rag.asking import Ask
from rag.checker import FactChecker
from rag.pipeline import Stage, Step
from rag.reading import Reading
from rag.records import Answer
from rag.rendering import lay_out, rendered
from rag.settings import Settings
from rag.several import one_by_one, questions_in
from tests.helpers import RSM, add, article, document, newscheck
from tests.rag.scripted import ScriptedModel
from tests.rag.test_terminal import WHOLE

BOTH = "How many troops serve in RSM, and how many of them are American?"
AMERICAN = "How many of the troops that serve in RSM are American?"

SEVERAL = {
    "Who leads NATO and when did the ministers meet?": ["Who leads NATO?", "When did the ministers meet?"],
    "Who is Anja Roth? What did she say?": ["Who is Anja Roth?", "What did she say?"],
    "Will the troops leave Iraq, and why will they stay?": ["Will the troops leave Iraq?", "Why will they stay?"],
    "When was it built and by whom?": ["When was it built?", "By whom?"],
    "What will be discussed, and on which day?": ["What will be discussed?", "On which day?"],
    "In which year and by whom was it built?": None,
    "In which city did they meet and who was there?": ["In which city did they meet?", "Who was there?"],
    "What does KFOR stand for, and also how many soldiers does it have?": [
        "What does KFOR stand for?", "How many soldiers does it have?",
    ],
    "Did NATO agree, and will the US leave Iraq?": ["Did NATO agree?", "Will the US leave Iraq?"],
    "Did Roth resign? Why?": ["Did Roth resign?", "Why?"],
    "Who ran the office and did the work?": None,
    "Who founded KFOR and is the leader of NATO?": None,
    "How large is it, where does it operate, and who leads it?": [
        "How large is it?", "Where does it operate?", "Who leads it?",
    ],
    "When it was built, what did it cost?": None,
    "who won, and what did the winner get": ["Who won?", "What did the winner get?"],
    "What he did and what she said is known.": None,
    "What colour and what size is it?": None,
    "Which countries and which organisations take part?": None,
    "How many countries and how many organisations take part?": None,
    "Which minister represents Germany and who leads NATO?": ["Which minister represents Germany?", "Who leads NATO?"],
    "What happened and who was there?": ["What happened?", "Who was there?"],
    "How many troops serve in RSM and where?": ["How many troops serve in RSM?", "Where?"],
    "Who was mayor, who is mayor, and who wants to be mayor?": [
        "Who was mayor?", "Who is mayor?", "Who wants to be mayor?",
    ],
    "Where and when did they meet?": None,
    "Who said what the mission costs and who pays for it?": None,
    "How many men and women were hurt?": None,
    "What do Spain and Germany want?": None,
    "Which is larger, KFOR or RSM? And why?": None,
    "A bridge fell on Monday. Where was it?": None,
    "Did the ministers meet in Brussels and agree to send troops?": None,
    "What happened when the bridge opened and who was there?": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), SEVERAL.items(), ids=SEVERAL)
def test_only_what_is_surely_several_questions_is_parted(text: str, parts: list[str] | None) -> None:
    assert list(questions_in(text)) == (parts or [text])


def said(question: str, _: str = "") -> Answer:
    """One citation."""
    reading = Reading(document=document(RSM), sentence=WHOLE, answer="16,000", probability=0.9)
    return compose(question, [reading], threshold=0.1)


def test_each_is_put_in_full_by_those_before_it_and_cited_by_numbers_that_go_on() -> None:
    answer = one_by_one(f"{BOTH} Where do they serve?", said)
    assert answer is not None
    assert answer.question == f"{BOTH} Where do they serve?"
    assert [also.question for also in answer.also][:1] == [AMERICAN]
    assert [[citation.number for citation in one.citations] for one in (answer, *answer.also)] == [[1], [2], [3]]


def test_where_it_is_not_clear_what_a_later_one_refers_to_all_is_asked_as_it_is() -> None:
    assert one_by_one("What happened then, and who paid for it?", said) is None
    assert one_by_one("Who resigned, and why?", lambda question, _: compose(question, [], threshold=0.1)) is None


def test_what_names_nothing_is_looked_for_by_what_was_asked_before() -> None:
    sought = list[tuple[str, str]]()

    def ask(question: str, about: str) -> Answer:
        sought.append((about, question))
        return said(question)

    first = "Who won the 2022 World Cup?"
    assert one_by_one("Who won the 2022 World Cup, and who lost the final?", ask) is not None
    assert sought == [("", first), (first, "Who lost the final?")]
    sought.clear()
    assert one_by_one("Who won the 2022 World Cup, and who leads NATO?", ask) is not None
    assert sought == [("", first), ("", "Who leads NATO?")]


def test_the_one_before_only_finds_the_articles(settings: Settings) -> None:
    opened = "The Karrow bridge opened in 1990. It was built by the state. Some 4,500 cars cross it every day."
    others = [
        article(f"The tunnel at Ely {n} was opened in 1950 and built by a company.", key=str(n)) for n in range(9)
    ]
    add(settings, [article(opened, key="karrow"), *others])
    with FactChecker.open(settings=settings) as checker:
        answer = checker.ask("When did the Karrow bridge open, and how many cars cross every day?")
    (also,) = answer.also
    assert also.question == "How many cars cross every day?"
    assert also.answer is not None
    assert "4,500" in also.answer


def test_a_text_tells_each_question_with_its_answer_and_marks_every_citation_once() -> None:
    answer = one_by_one(BOTH, said)
    assert answer is not None
    lines = rendered(answer).splitlines()
    assert lines[1] == f"“{RSM}” [1]"
    assert lines[lines.index(AMERICAN) + 1 :][:2] == [
        "half of the 16,000 (undated, 90 % sure)", "Derived: half of 16,000 is 8,000.",
    ]  # fmt: skip
    assert f"“{RSM}” [2]" in lines
    assert f"**{AMERICAN}**\n\n**half of the 16,000** (undated, 90 % sure)" in rendered(answer, markdown=True)
    assert [mark.citation.number for mark in lay_out(answer).marks] == [1, 2]


def test_where_nothing_could_be_read_that_is_told_once() -> None:
    answer = one_by_one(BOTH, lambda question, _: compose(question, [], threshold=0.1))
    assert answer is not None
    assert len(answer.also) == 1
    assert rendered(answer, nothing="none is stored") == "The articles do not say: none is stored."


def test_every_question_is_answered_from_the_archive(checker: FactChecker) -> None:
    answer = checker.ask(BOTH)
    assert (answer.answer, [also.question for also in answer.also]) == ("16,000", [AMERICAN])
    assert answer.also[0].citations[0].quote == RSM
    assert checker.chain.invoke(BOTH).also[0].citations == answer.also[0].citations


def test_each_is_told_while_it_is_worked_on(plain: FactChecker) -> None:
    steps: list[Step] = []
    plain.answer(Ask(question=BOTH), steps.append)
    assert [step.name for step in steps if isinstance(step, Stage)] == ["retrieve", "rerank", "read"] * 2


def test_a_language_model_answers_all_of_it_in_one_text(newsroom: Settings) -> None:
    model = ScriptedModel("There are 16,000 soldiers [1], half of them American [1].")
    with FactChecker.open(settings=newsroom.model_copy(update={"models": False}), llm=model) as checker:
        answer = checker.ask(BOTH)
    assert (answer.question, answer.also) == (BOTH, ())


@pytest.mark.slow
def test_the_terminal_shows_each_opens_every_citation_and_strictly_wants_all_of_them(
    seed_settings: Settings,
) -> None:
    run = newscheck("ask", BOTH, archive=seed_settings.archive)
    assert run.stdout.startswith("16,000 ")
    assert f"\n\n{AMERICAN}\nhalf of the 16,000 " in run.stdout
    article = run.stdout.split(" show ")[1].split()[0]
    shown = newscheck("show", article, "--citation", "2", archive=seed_settings.archive)
    assert f">>{RSM}<<" in " ".join(shown.stdout.split())
    assert newscheck("ask", BOTH, "--strict", archive=seed_settings.archive).returncode == 0
    vain = newscheck(
        "ask", "How many troops serve in RSM, and who leads KFOR?", "--strict", archive=seed_settings.archive
    )
    assert vain.returncode == 3
