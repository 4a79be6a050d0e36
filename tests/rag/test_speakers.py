"""Who says a sentence of an article: whom it quotes or reports, or nobody but itself."""

from __future__ import annotations

import pytest

from index.splitting import sentences
from rag.speakers import Attribution, attribution
from rag.speakers.names import names_of, same_speaker
from tests.helpers import document

BEFORE = "Mark Rutter, the defence minister, came to Lowmere on Monday. The mayor of Lowmere, Ann Lee, met him there. "


def told(text: str) -> list[Attribution | None]:
    """Sentence by sentence."""
    made = document(text)
    return [attribution(made, span) for span in sentences(text)]


def speakers(text: str) -> list[str | None]:
    """Names alone; None where the article says it."""
    return [said.speaker if said else None for said in told(text)]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        pytest.param('"The dam held," said Rutter.', "Mark Rutter", id="said behind a quotation"),
        pytest.param('"The dam held," Rutter said on Monday.', "Mark Rutter", id="a name before said"),
        pytest.param('"The dam," Rutter said, "will hold."', "Mark Rutter", id="a name within a quotation"),
        pytest.param("Rutter said that the dam had held.", "Mark Rutter", id="that"),
        pytest.param("Rutter said the dam had held.", "Mark Rutter", id="no that"),
        pytest.param("Rutter told the crowd in Lowmere that it had held.", "Mark Rutter", id="told"),
        pytest.param("Mark Rutter, the defence minister, said: “It held.”", "Mark Rutter", id="office and colon"),
        pytest.param("According to Rutter, the dam had held.", "Mark Rutter", id="according to"),
        pytest.param("The dam had held, according to the mayor, Ann Lee.", "Ann Lee", id="according to, at the end"),
        pytest.param("The dam had held, the mayor, Ann Lee, said.", "Ann Lee", id="office and name, at the end"),
        pytest.param("Rutter warned that the dam would break.", "Mark Rutter", id="warned"),
        pytest.param("Rutter put the cost at 40 million crowns.", "Mark Rutter", id="put the cost at"),
        pytest.param("Rutter was quoted as saying the dam had held.", "Mark Rutter", id="quoted as saying"),
        pytest.param("Rutter has said that the dam would hold.", "Mark Rutter", id="has said"),
        pytest.param("The dam held, the police said.", "the police", id="police"),
        pytest.param("A spokesman for the army said the dam had held.", "a spokesman for the army", id="a spokesman"),
    ],
)
def test_somebody_says_it(sentence: str, speaker: str) -> None:
    assert speakers(f"{BEFORE}{sentence}")[-1] == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Rutter visited the dam.", id="what he does"),
        pytest.param("Rutter did not say what it cost.", id="what he does not say"),
        pytest.param("The bank, which said in May that it was sound, has failed.", id="said in passing"),
        pytest.param('"Low Tide" won the prize.', id="a title"),
        pytest.param("The so-called “experts” were wrong.", id="a doubted word"),
        pytest.param("The dam cost 40 million, according to a count by this newspaper.", id="its own count"),
        pytest.param("In a survey 17 percent said they would leave.", id="a share of those asked"),
    ],
)
def test_the_article_says_it_itself(sentence: str) -> None:
    assert told(f"{BEFORE}{sentence}")[-1] is None


def test_a_pronoun_is_who_spoke_before_or_was_named() -> None:
    text = f'{BEFORE}Rutter said the dam had held. "We were lucky," he added. The mayor left. "It was close," she said.'
    assert speakers(text)[2:] == ["Mark Rutter", "Mark Rutter", None, "Mark Rutter"]  # the last is wrong: no gender


def test_a_quotation_goes_on_over_sentences_and_paragraphs() -> None:
    text = (
        "Rutter, the minister, said: “The dam held. It will hold.\n\n“Nobody will be left behind.”\n\nThe dam is old."
    )
    assert speakers(f"{BEFORE}{text}")[2:] == ["Mark Rutter"] * 3 + [None]


def test_a_quotation_takes_the_name_that_follows_it_within_the_same_marks() -> None:
    assert speakers(f'{BEFORE}"It held. It will hold," said Lee.')[2:] == ["Ann Lee", "Ann Lee"]


def test_a_quotation_whose_pronoun_follows_it_is_of_who_was_named_before() -> None:
    assert speakers("Mark Rutter came. “The dam is old. It will fall,” he said.")[1:] == ["Mark Rutter", "Mark Rutter"]


def test_a_quotation_whose_pronoun_follows_it_and_stands_for_nobody_is_nobodys() -> None:
    (first, last) = told("“The dam is old. It will fall,” he said.")
    assert first == Attribution(speaker=None, quoted=True)
    assert last
    assert last.speaker is None


def test_a_quotation_without_a_name_near_it_is_nobodys_but_not_the_articles() -> None:
    (*_, last) = told('The hall was dark.\n\n"It held all night long."')
    assert last == Attribution(speaker=None, quoted=True)


def test_what_is_quoted_is_told_from_what_is_reported() -> None:
    _, _, direct, reported = told(f'{BEFORE}"The dam held," said Rutter. Rutter said it had held.')
    assert direct
    assert reported
    assert (direct.quoted, reported.quoted) == (True, False)


def test_to_deny_is_told_from_to_say() -> None:
    found = told(f"{BEFORE}Rutter denied that the dam had failed. Lee rejected claims that it had.")[2:]
    assert [said and said.denied for said in found] == [True, True]


def test_a_headline_has_somebody_say_it_where_the_article_names_him() -> None:
    text = "came to Lowmere on Monday. He looked at the dam."
    assert speakers(f"Rutter: the dam will hold\n\nMark Rutter {text}")[0] == "Mark Rutter"
    assert speakers(f"Iraq: the dam will hold\n\nMark Rutter {text}")[0] is None


@pytest.mark.parametrize(
    ("claimed", "same"),
    [
        pytest.param("Rutter", True, id="surname"),
        pytest.param("Mark Rutter", True, id="full name"),
        pytest.param("M. Rutter", True, id="initial"),
        pytest.param("Minister Rutter", True, id="office and surname"),
        pytest.param("The defence minister", True, id="office that the article ties to him"),
        pytest.param("its defence minister", True, id="his office, of a country told before"),
        pytest.param("The transport minister", False, id="office that it does not"),
        pytest.param("The mayor", False, id="another's office"),
        pytest.param("Paul Rutter", False, id="another with his surname"),
        pytest.param("Ann Lee", False, id="another"),
    ],
)
def test_names_are_compared_with_care(claimed: str, same: bool) -> None:
    assert same_speaker(claimed, "Mark Rutter", names_of(BEFORE)) is same


@pytest.mark.parametrize(
    ("claimed", "speaker", "same"),
    [
        pytest.param("the police", "a spokesman for the police", True, id="whom a spokesman speaks for"),
        pytest.param("the NRS", "the National Rescue Service", True, id="an abbreviation"),
        pytest.param("Halden Rail", "Tern Orbital", False, id="two companies"),
        pytest.param("Halden Rail", "the police", False, id="a company and the police"),
        pytest.param("Halden Rail", "the company", None, id="a company that may be meant"),
        pytest.param("the inquiry", "the report", None, id="a report that may be an inquiry's"),
    ],
)
def test_bodies_are_compared_as_far_as_that_can_be(claimed: str, speaker: str, same: bool | None) -> None:
    assert same_speaker(claimed, speaker, names_of(""), [("NRS", "National Rescue Service")]) is same


def test_what_is_expected_has_no_speaker() -> None:
    text = "After the government agreed on Wednesday, the mission is expected to be strengthened."
    assert attribution(document(text), sentences(text)[0]) is None
