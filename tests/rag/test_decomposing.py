"""Sentences to what they state: development sentences, other than those that are measured on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.splitting import sentences
from rag.decomposing import decompose, kind_of
from rag.decomposing.dictated import Dictated
from rag.decomposing.parting import parts_of
from rag.decomposing.subjects import in_full
from rag.verifying import Pair, Stances
from tests.helpers import ROOT, CountingVerifier
from tests.rag.scripted import ScriptedModel

DIVIDED = [
    ("The mine closed in 1998 and reopened under a new owner.",
     ["The mine closed in 1998.", "The mine reopened under a new owner."]),
    ("Rebels took the airport, and 200 families fled.", ["Rebels took the airport.", "200 families fled."]),
    ("The suspect was arrested in Brennick and charged with arson.",
     ["The suspect was arrested in Brennick.", "The suspect was charged with arson."]),
    ("The club was founded in 1904 and won its first cup in 1911.",
     ["The club was founded in 1904.", "The club won its first cup in 1911."]),
    ("In 2019, the bank closed 12 branches but kept its staff.",
     ["In 2019, the bank closed 12 branches.", "In 2019, the bank kept its staff."]),
    ("The club owns a ground and employs 40 people.", ["The club owns a ground.", "The club employs 40 people."]),
    ("The ministry has bought two ferries and sold three barges.",
     ["The ministry has bought two ferries.", "The ministry has sold three barges."]),
    ("Officials said that the pipe had burst and that 40 homes were without water.",
     ["Officials said that the pipe had burst.", "Officials said that 40 homes were without water."]),
    ("The roof collapsed and two workers died, the fire service said.",
     ["The roof collapsed, the fire service said.", "Two workers died, the fire service said."]),
    ("The hospital, which opened in 1975, has 300 beds.",
     ["The hospital has 300 beds.", "The hospital opened in 1975."]),
    ("Lena Voss, the head of the agency, left in June.",
     ["Lena Voss left in June.", "Lena Voss is the head of the agency."]),
    ("The queen opened a library, a clinic and a bridge on Friday.",
     ["The queen opened a library on Friday.", "The queen opened a clinic on Friday.",
      "The queen opened a bridge on Friday."]),
    ("Tilda Moor, Jon Aske and Rut Hald were released in May.",
     ["Tilda Moor was released in May.", "Jon Aske was released in May.", "Rut Hald was released in May."]),
    ("The mission has 16,000 soldiers, half of whom are Americans.",
     ["The mission has 16,000 soldiers.", "Half of the 16,000 soldiers are Americans."]),
    ("Eight climbers, three of whom were guides, died on Monday.",
     ["Eight climbers died on Monday.", "Three of the eight climbers were guides."]),
    ("The bus carried 40 pupils, of whom none was hurt.",
     ["The bus carried 40 pupils.", "None of the 40 pupils was hurt."]),
]  # fmt: skip
WHOLE = [
    "Nine hundred people marched in Karrow, Marsk and Lowmere.",
    "The minister said inflation would fall to 3 percent and that taxes would not rise.",
    "Smith, who was born in Karrow, and Jones, who was born in Marsk, won.",
    "The talks between Spain, Italy and France ended on Sunday.",
    "The chain bought Marks and Spencer in 2003.",
    "The storm damaged and flooded two houses.",
    "The fire destroyed a school and a church built in 1850.",
    "Two men aged 34 and 51 were arrested.",
    "The guide did not visit Karrow, Marsk and Lowmere.",
    "The company, most of whose shares are owned by the state, lost money.",
    "He spoke of the flood, of which little is known.",
    "If the dam breaks, the lower town floods and the bridge falls.",
]
KINDS = [
    ("The tower is a wonderful building.", "opinion"),
    ("Parliament should reject the plan.", "opinion"),
    ("The flood was the worst since 1950.", "claim"),
    ("Who wrote the report?", "question"),
    ("The station is set to close in May.", "prediction"),
    ("The tunnel, due to open in May, cost $5 million.", "claim"),
    ("The mayor said the station will close in May.", "claim"),
    ("It rained in May.", "claim"),
    ("Subscribe to our newsletter.", "no_statement"),
    ("The week in pictures", "no_statement"),
]


@pytest.mark.parametrize(("sentence", "stated"), DIVIDED, ids=[sentence for sentence, _ in DIVIDED])
def test_a_sentence_is_divided_into_what_it_states(sentence: str, stated: list[str]) -> None:
    assert sorted(part.text for part in decompose(sentence)) == sorted(stated)


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_sentence_that_is_not_surely_several_claims_stays_one(sentence: str) -> None:
    assert [part.text for part in decompose(sentence)] == [sentence]


@pytest.mark.parametrize(("sentence", "kind"), KINDS, ids=[sentence for sentence, _ in KINDS])
def test_a_sentence_is_recognised_for_what_it_is(sentence: str, kind: str) -> None:
    assert kind_of(sentence) == kind


def test_places_point_at_the_words_of_the_sentence() -> None:
    sentence = "The dam, which was built in 1950,\ncollapsed and killed 12 people."
    assert [(part.text, sentence[part.start : part.end]) for part in decompose(sentence)] == [
        ("The dam collapsed.", "The dam, which was built in 1950,\ncollapsed"),
        ("The dam was built in 1950.", "was built in 1950"),
        ("The dam killed 12 people.", "killed 12 people"),
    ]


@given(st.text(alphabet=st.sampled_from("aA, .;“”and\n1whichwas'’The said that"), max_size=120))
def test_whatever_the_text_places_lie_within_it(text: str) -> None:
    for part in decompose(text):
        assert 0 <= part.start <= part.end <= len(text)


def test_every_word_of_a_part_is_in_its_sentence() -> None:
    for file in sorted((ROOT / "eval" / "sets" / "wire" / "articles").glob("*.md"))[:12]:
        text = file.read_text(encoding="utf-8").split("---", 2)[2]
        for start, end in sentences(text):
            known = {*text[start:end].lower().replace(".", " ").replace(",", " ").split(), "is", "was"}
            for part in decompose(text[start:end]):
                assert set(part.text.lower().replace(".", " ").replace(",", " ").split()) <= known


@pytest.mark.parametrize(
    ("claim", "before", "told"),
    [
        ("She left on Tuesday.", "Mila Sand met the king.", "Mila Sand left on Tuesday."),
        ("It opened in 2023.", "The Karrow bridge cost 640 million crowns.", "The Karrow bridge opened in 2023."),
        ("They took six paintings.", "Burglars broke into the museum.", "burglars took six paintings."),
        ("Its director resigned.", "The museum lost six paintings.", "The museum's director resigned."),
        ("It rained on Monday.", "The museum lost six paintings.", "It rained on Monday."),
        ("The dam broke.", "The museum lost six paintings.", "The dam broke."),
    ],
    ids=["a person", "a thing", "several", "an owner", "it for nothing", "no pronoun"],
)
def test_a_pronoun_is_put_in_words_from_the_text_before(claim: str, before: str, told: str) -> None:
    assert (in_full(claim, [before]) or "").lower() == told.lower()


@pytest.mark.parametrize("claim", ["They left early.", "This led to a strike.", "He was arrested."])
def test_who_is_not_known_is_not_guessed(claim: str) -> None:
    assert in_full(claim, ["The dam broke in March."]) is None
    assert parts_of(claim, ["The dam broke in March."])[0].kind == "unclear"


def test_marks_of_citations_and_emphasis_are_passed_over_and_move_nothing() -> None:
    sentence = "The **dam** broke in March [1][2]."
    (part,) = parts_of(sentence)
    assert part.text == "The dam broke in March."
    assert sentence[part.start : part.end] == sentence


def test_what_a_language_model_adds_to_a_sentence_is_dropped_and_told() -> None:
    model = ScriptedModel("The dam broke in March.\nThe dam was old.\n")
    dictated = Dictated(model, CountingVerifier())
    (part,) = dictated("The dam broke in March.")
    assert part.text == "The dam broke in March."
    assert dictated.notes == ("Dropped, for its sentence does not say so: “The dam was old.” (scripted).",)
    assert model.asked[0][1] == "> The dam broke in March."


def test_what_is_made_of_other_words_is_dropped_whatever_the_verifier_says() -> None:
    class Believing(CountingVerifier):
        def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
            return [Stances(supports=0.9, refutes=0.05, neither=0.05) for _ in pairs]

    dictated = Dictated(ScriptedModel("A sentence shows the image of one dam.\nThe dam broke.\n"), Believing())
    assert [part.text for part in dictated("The dam broke.")] == ["The dam broke."]
    assert "image of one dam" in dictated.notes[0]


def test_what_a_language_model_leaves_whole_is_divided_by_rules() -> None:
    sentence = "The dam broke in March and killed 12 people."
    assert len(Dictated(ScriptedModel(f"{sentence}\n"), CountingVerifier())(sentence)) == 2


def test_what_a_language_model_puts_so_that_it_claims_nothing_is_left_to_the_rules() -> None:
    sentence = "The mission has 16,000 soldiers and NATO extended its mandate."
    dictated = Dictated(ScriptedModel("Full sentence: The mission has 16,000 soldiers, and NATO extended its mandate.\n"
                                      "NATO extended its mandate.\n"), CountingVerifier())  # fmt: skip
    parts = dictated(sentence)
    assert [part.text for part in parts] == ["NATO extended its mandate.", "The mission has 16,000 soldiers."]
    assert {part.kind for part in parts} == {"claim"}


def test_what_a_language_model_leaves_out_of_a_sentence_is_added_and_told() -> None:
    dictated = Dictated(ScriptedModel("The dam broke in March.\n"), CountingVerifier())
    parts = dictated("The dam broke in March and killed 12 people.")
    assert [part.text for part in parts] == ["The dam broke in March.", "The dam killed 12 people."]
    assert dictated.notes == ("Added, for scripted left out some of it: “The dam killed 12 people.”",)


def test_where_a_language_model_fails_rules_divide() -> None:
    dictated = Dictated(ScriptedModel(failure="cannot be reached"), CountingVerifier())
    assert len(dictated("The dam broke in March and killed 12 people.")) == 2
    assert len(dictated("The mine closed in 1998 and reopened in 2001.")) == 2
    assert dictated.notes == ("scripted cannot be reached; from there on sentences were divided by rules.",)
