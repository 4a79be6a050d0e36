"""A quotation is what the passages hold, word by word, or it is invented."""

from __future__ import annotations

import pytest

from rag.quoting import invented

TOLD = "However, the minister said: “It is out of the question to take over combat activities, and [we] won’t.”"


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister said that it was out of the question.",
        "She said: “It is out of the question.”",
        'She said it was "out of the question" to fight.',
        "She called it ‘out of the question’ in Madrid.",
        "She said 'we won't', and left.",
        "Sie sagte: „out of the question“.",
        "Elle a dit « out of the question ».",
        "She said: “It is ... to take over combat […] activities.”",
        "The soldiers' families and the minister's office agree.",
        'The “” and "!" are empty.',
        "“It is out of the question",
        "combat activities,” she said.",
    ],
    ids=[
        "no quotation", "curly", "straight", "single", "with an apostrophe", "German", "French", "with words left out",
        "possessives", "empty", "goes on in the next sentence", "began in the one before",
    ],
)  # fmt: skip
def test_what_the_passages_hold_may_be_quoted(sentence: str) -> None:
    assert invented(sentence, ["Something else.", TOLD]) is None


@pytest.mark.parametrize(
    ("sentence", "quotation"),
    [
        ("She said: “It is a question of honour.”", "It is a question of honour"),
        ('It is "out of the question" and "shameful".', "shameful"),
        ("She called it ‘a shame’.", "a shame"),
        ("Sie sagte: „niemals“.", "niemals"),
        ("She said: “It is ... to take over Madrid.”", "It is ... to take over Madrid"),
        ("“We will fight", "We will fight"),
        ("to the end,” she said.", "to the end"),
    ],
    ids=["curly", "the second", "single", "German", "with words left out", "goes on", "began before"],
)
def test_what_no_passage_holds_is_an_invented_quotation(sentence: str, quotation: str) -> None:
    assert invented(sentence, ["Something else.", TOLD]) == quotation


def test_a_quotation_is_not_put_together_from_two_passages() -> None:
    assert invented("“The dam held ... for a night.”", ["The dam held.", "It rained for a night."])
    assert invented("“The dam held ... for a night.”", ["The dam held, they say, for a night."]) is None
