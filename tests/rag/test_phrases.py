"""A clause and the question's own words are no answer; and of several sentences the one that asks counts."""

import pytest

from index.splitting import Span
from rag.editions import told_of_another_year
from rag.misfits import misfit
from rag.phrases import a_figure, a_sentence, another_kind, asked_again, repeats, told_beside
from rag.questions import asked_sentence, parse
from rag.unlike import unlike


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which show was renewed?", "South Korean show is green lit for a second season"),
        ("Which billionaire lost his place?", "Arnault had already ousted Musk"),
        ("Supermarkets are out of which condiment?", "shelves are now empty"),
        ("Who sold the painting?", "the museum has sold it"),
        ("In which city did they meet?", "ministers will meet"),
    ],
)
def test_what_says_something_of_a_thing_is_not_the_thing(question: str, answer: str) -> None:
    assert a_sentence(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which show was renewed?", "the show that was renewed first"),
        ("Which film won?", "“All Is Lost”"),
        ("Which solution was found?", "the first attack deals more and can be repeated"),
        ("What happened to the show?", "it was renewed"),
        ("What did she say?", "the bridge is safe"),
        ("Who won?", "Will Ferrell"),
    ],
)
def test_a_clause_is_an_answer_where_one_may_be_asked_for(question: str, answer: str) -> None:
    assert not a_sentence(question, answer)


@pytest.mark.parametrize(
    ("question", "answer", "known"),
    [
        ("Charles followed Queen Elizabeth II. Who is next in line?", "Queen Elizabeth II", True),
        ("Charles followed Queen Elizabeth II. Who is next in line?", "Queen Elizabeth II, who died", True),
        ("Charles followed Queen Elizabeth II. Who is next in line?", "Prince William", False),
        ("Which city in Texas is largest?", "Texas", True),
        ("Which city in Texas is largest?", "Texas City", False),
        ("Who is older, Ada Roe or Bo Lund?", "Bo Lund", False),
        ("What is the Kosovo Force?", "the Kosovo Force", False),
        ("What does “RSM” stand for?", "the “RSM", True),
        ("What does RSM stand for?", "Resolute Support Mission", False),
        ("How is the mission called that NATO calls RSM?", "RSM", False),
    ],
)
def test_a_name_that_the_question_gives_is_not_the_one_asked_for(question: str, answer: str, known: bool) -> None:
    assert repeats(question, answer, asked_sentence(question)) is known


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("Which alliance leads the mission?", "Kosovo Force", True),
        ("Which alliance leads the mission?", "Kosovo Force (KFOR) and the Resolute", True),
        ("Which alliance leads the mission?", "NATO", False),
        ("Which alliance leads the mission?", "the Warsaw Treaty", False),
        ("In which city is it?", "the Great Lakes", True),
        ("In which city is it?", "Salt Lake City", False),
        ("Which communist country was it?", "the Soviet Union", False),
        ("Which mission does she lead?", "the Kosovo Force", False),
        ("Which university found it?", "Imperial College", False),
        ("Which Ivy League school ended loans?", "Dartmouth College", False),
    ],
)
def test_a_name_that_tells_another_kind_is_not_of_the_kind_that_is_asked_for(
    question: str, answer: str, other: bool
) -> None:
    assert another_kind(question, answer) is other


def test_what_stands_before_the_question_does_not_change_what_is_asked_for() -> None:
    told = "Prices have tumbled by 86 cents since their record of $5.02."
    asked = parse("Prices have been falling for 50 days. What was the record price?")
    assert misfit(asked, told, Span(23, 31), Span(0, len(told)))
    assert not misfit(asked, told, Span(54, 59), Span(0, len(told)))


def test_a_sentence_that_asks_the_same_does_not_say_it() -> None:
    asked = "What was the total value of the plants that the police seized?"
    assert asked_again(asked, "4. What was the total value of 180,000 plants that the police seized?")
    assert not asked_again(asked, "The total value of the plants that the police seized was what they asked?")
    assert not asked_again(asked, "The plants that the police seized had a total value of 130 million pounds.")


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "beside"),
    [
        ("Which state is he from?", "WASHINGTON (AP) — The congressman was expelled.", "WASHINGTON", True),
        ("Which state is he from?", "NORTH CHARLESTON, S.C. - Tim Lund ran.", "NORTH CHARLESTON", True),
        ("Who lost 100 pounds?", "Contributing: Kristin Lam", "Kristin Lam", True),
        ("Who contributed to the report?", "Contributing: Kristin Lam", "Kristin Lam", False),
        ("Where did the quake strike?", "TOKYO (AP) — A quake struck on Monday.", "TOKYO", False),
        ("Which mission is the largest?", "NATO leads the RSM — the largest of all.", "RSM", False),
        ("Which alliance leads it?", "NATO - the largest of all - leads the RSM.", "NATO", False),
    ],
)
def test_where_an_article_was_written_and_by_whom_is_no_answer_to_anything_else(
    question: str, sentence: str, answer: str, beside: bool
) -> None:
    before, _, after = sentence.partition(answer)
    assert told_beside(question, before, answer, after) is beside


@pytest.mark.parametrize(
    ("question", "answer", "bare"),
    [
        ("Which state does she represent?", "2021", True),
        ("Who is he now tied with?", "36", True),
        ("Where did the fourth debate take place?", "8 to 10 p.m. ET", True),
        ("Where did the fourth debate take place?", "Room 8", False),
        ("In what year did President Roe sign it?", "2009", False),
        ("Which company is first?", "3M", False),
        ("Which channel shows it?", "4", False),
    ],
)
def test_a_bare_number_is_nobody_and_no_place(question: str, answer: str, bare: bool) -> None:
    assert a_figure(question, answer) is bare


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("Who won the 2023 Song Contest?", "Netta won the 2022 Song Contest amid goodwill.", True),
        ("Who won the 2023 Masters?", "Netta won the 2022 tournament with three strokes.", True),
        ("Who won the 2023 Masters?", "Netta won the 2023 tournament, as she had the 2022 tournament.", False),
        ("Who won the 2023 Masters?", "Netta won in Augusta.", False),
        ("Who won the 2023 Masters?", "Netta, who won the 2022 tournament, won again on Sunday.", False),
        ("Who was born in 2023?", "Netta won the 2022 tournament.", False),
    ],
)
def test_who_won_another_edition_did_not_win_the_one_that_is_asked_about(
    question: str, sentence: str, other: bool
) -> None:
    assert told_of_another_year(question, sentence, "Netta", None) is other


def test_an_office_is_no_organisation() -> None:
    assert unlike("Which organisation is she a member of?", "Spanish defence minister")
    assert unlike("Which organisation is she a member of?", "Spanish defence minister, Ada Roe")
    assert not unlike("Which office does she hold?", "Spanish defence minister")
    assert not unlike("Which ministry does she head?", "Spanish defence minister")
    assert not unlike("Which organisation is she a member of?", "the International Bureau")
