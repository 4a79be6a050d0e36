"""Case files are read line by line, and a fault is told with its line."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from eval.cases import NAMES, SHIPPED, CaseError, load_cases, read_cases
from eval.records import Dataset, Evidence
from eval.retrieval import built, dataset_settings, names_of
from index.errors import UserError
from index.records import Article
from rag.settings import Settings
from tests.eval.helpers import CITIES, make_set, sentence
from tests.helpers import add, article

QUESTION = {"id": "a", "question": "How many?", "answers": ["16,000"]}
TROOPS = "# Troops\n\nThere are 16,000 soldiers in the mission now.\n"
CLAIM = {"id": "b", "claim": "There are 12,000.", "label": "refuted", "change": "number", "evidence": []}


def write(folder: Path, *lines: object, name: str = "cases.jsonl") -> Path:
    file = folder / name
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return file


def test_a_question_says_what_is_right_and_where_it_stands(tmp_path: Path) -> None:
    evidence = [{"article": "a.md", "quote": "There are 16,000."}]
    (case,) = read_cases(write(tmp_path, {**QUESTION, "evidence": evidence, "as_of": "2020-03-01", "kind": "as-of"}))
    assert (case.status, case.label, case.as_of, case.kind) == ("answered", None, date(2020, 3, 1), "as-of")
    assert case.evidence == (Evidence(quote="There are 16,000.", article="a.md"),)
    assert (case.relevant, case.holding) == ({"a.md": 1}, frozenset({"a.md"}))


def test_a_question_without_answers_should_be_declined(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, {**QUESTION, "answers": []}))
    assert case.status == "not_in_articles"


def test_a_claim_has_a_label(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, CLAIM))
    assert (case.question, case.label, case.status) == ("There are 12,000.", "refuted", None)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: not JSON"),
        ([1], "line 2: neither a question nor a claim"),
        ({"id": "x", "question": "Who?"}, "line 2: 'answers': field required"),
        (
            {**QUESTION, "id": "x", "answer": "16,000"},
            "line 2: no key 'answer'; keys are: id, question, answers, kind,",
        ),
        ({**QUESTION, "id": "x", "question": " "}, "line 2: 'question': is blank"),
        ({**QUESTION, "id": "x", "answers": [""]}, "line 2: 'answers.0': is blank"),
        ({**QUESTION, "id": "x", "evidence": [{"artikle": "a.md", "quote": "So."}]}, "keys are: quote, article"),
        ({**QUESTION, "id": "x", "evidence": [5]}, "line 2: 'evidence.0': neither a sentence nor"),
        ({**QUESTION, "id": "x", "since": "2022-01-02", "until": "2022-01-01"}, "line 2: since is after until"),
        ({**QUESTION, "id": "x", "as_of": "soon"}, "line 2: 'as_of'"),
        ({**QUESTION, "id": "x", "status": "not_in_articles"}, "line 2: answers and status disagree"),
        ({**QUESTION, "id": "x", "answers": [], "status": "answered"}, "line 2: answers and status disagree"),
        ({**CLAIM, "id": "x", "label": "wrong"}, "line 2: 'label': input should be 'supported'"),
        (QUESTION, "line 2: the id 'a' is used twice"),
    ],
    ids=[
        "no JSON",
        "a list",
        "no answers",
        "unknown key",
        "blank question",
        "blank answer",
        "unknown key of evidence",
        "no evidence",
        "days",
        "no day",
        "too many answers",
        "none",
        "label",
        "twice",
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path: Path, line: object, told: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_cases(write(tmp_path, QUESTION, line))
    assert told in str(caught.value)


def test_all_bad_lines_are_named_and_of_very_many_the_first(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_cases(write(tmp_path, *["{"] * 30, QUESTION, {**QUESTION, "id": "x", "answer": "me", "answers": "me"}))
    told = str(caught.value).splitlines()
    assert told[0].endswith("31 lines cannot be used:")
    assert (len(told), told[-1]) == (22, "  and 11 more")
    assert told[20].startswith("  line 20: not JSON")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"id": "x", "question": "Who?", "answer": "me"}, "'answers': field required; no key 'answer'; keys are: id,"),
        ({**CLAIM, "label": "SUPPORTED"}, "'label': input should be 'supported'"),
        ("{", "not JSON"),
        ("", "no question or claim in it"),
    ],
    ids=["unknown key", "label", "stray brace", "empty file"],
)
def test_a_file_by_any_name_is_told_what_is_wrong_with_it(tmp_path: Path, line: object, told: str) -> None:
    with pytest.raises(UserError) as caught:
        load_cases(str(write(tmp_path, line, name="my.jsonl")))
    assert told in str(caught.value)


def test_a_folder_is_a_set_with_its_articles(tmp_path: Path) -> None:
    write(tmp_path, QUESTION)
    write(tmp_path, CLAIM, name="claims.jsonl")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(TROOPS)
    dataset = load_cases(str(tmp_path))
    assert [case.id for case in dataset.cases] == ["a", "b"]
    assert dataset.articles is not None
    assert len(list(dataset.articles())) == 1


def test_everything_that_can_be_added_is_read_from_the_folder_of_articles(tmp_path: Path) -> None:
    write(tmp_path, QUESTION)
    (tmp_path / "articles" / "sub").mkdir(parents=True)
    for name in ("a.TXT", "y.htm", "sub/b.md"):
        (tmp_path / "articles" / name).write_text(TROOPS)
    write(tmp_path / "articles", {"id": "n1", "text": "The harbour of Lima is closed."}, name="x.jsonl")
    dataset = load_cases(str(tmp_path))
    assert dataset.articles is not None
    keys = [found.key for found in dataset.articles() if isinstance(found, Article)]
    assert [Path(key).name for key in keys] == ["a.TXT", "x.jsonl#n1", "y.htm", "b.md"]


def test_a_question_and_a_claim_of_a_set_may_not_share_an_id(tmp_path: Path) -> None:
    write(tmp_path, QUESTION)
    write(tmp_path, {**CLAIM, "id": "a"}, name="claims.jsonl")
    with pytest.raises(UserError, match="the id 'a' is used in cases.jsonl too"):
        load_cases(str(tmp_path))


def test_a_line_separator_within_a_sentence_ends_no_line(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, json.dumps({**QUESTION, "question": "How\u2028many?"}, ensure_ascii=False)))
    assert case.question == "How\u2028many?"


def test_new_cases_leave_the_archive_of_a_set_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, QUESTION)
    (tmp_path / "a.md").write_text("# Troops\n\nThere are 16,000 soldiers.\n")
    before = load_cases(str(tmp_path))
    articles, everything = before.articles_digest, before.digest
    write(tmp_path, QUESTION, {**QUESTION, "id": "c"})
    after = load_cases(str(tmp_path))
    assert after.articles_digest == articles
    assert after.digest != everything


def test_evidence_that_is_in_no_article_of_the_set_is_refused_case_by_case(tmp_path: Path, settings: Settings) -> None:
    made = make_set(tmp_path / "set")
    evidence = [
        {"article": "Rome.md", "quote": "It is long."}, {"article": "Oslo.md", "quote": sentence("Lima")},
        "It is nowhere.", sentence("Oslo"), {"article": "Oslo.md", "quote": "THE  MAYOR opened it, on Monday"},
    ]  # fmt: skip
    write(made, {**QUESTION, "evidence": evidence})
    dataset = load_cases(str(made))
    with pytest.raises(UserError) as caught, built(dataset, dataset_settings(settings, dataset, None)):
        pass
    assert str(caught.value).splitlines()[1:] == [
        "  'a': there is no article 'Rome.md'",
        "  'a': 'The new bridge in Lima is 340 metres long.' does not stand in Oslo.md",
        "  'a': 'It is nowhere.' does not stand in any article",
    ]


def test_an_article_by_another_name_makes_another_archive(tmp_path: Path, settings: Settings) -> None:
    for name in ("mine", "same", "renamed"):
        make_set(tmp_path / name)
    (tmp_path / "renamed" / "cases.jsonl").write_text(json.dumps({**QUESTION, "answers": []}))
    (tmp_path / "renamed" / "articles" / "Oslo.md").rename(tmp_path / "renamed" / "articles" / "Bergen.md")
    mine, same, renamed = (load_cases(str(tmp_path / name)) for name in ("mine", "same", "renamed"))
    assert mine.articles_digest == same.articles_digest != renamed.articles_digest
    for dataset, known in ((mine, "Oslo.md"), (renamed, "Bergen.md")):
        with built(dataset, dataset_settings(settings, dataset, None)) as archive:
            names = {name for document in archive.documents() for name in names_of(archive, document.id)}
        assert {"Oslo.md", "Bergen.md"} & names == {known}


def test_the_archive_of_one_file_of_articles_is_found_by_what_is_in_it(tmp_path: Path) -> None:
    file = write(tmp_path, QUESTION, name="corpus.jsonl")
    dataset = Dataset(name="made", files=(file,), article_files=(file,), articles=None, cases=())
    assert dataset.articles_digest == hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def test_a_file_of_cases_takes_nothing_that_merely_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\nNot an article.\n")
    file = write(tmp_path, QUESTION, name="mine.jsonl")
    assert load_cases(str(file)).articles is None
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(TROOPS)
    assert [path.name for path in load_cases(str(file)).article_files] == ["a.md"]


def test_an_archive_that_is_named_is_asked_as_it_is_or_made(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    add(settings, [article("The harbour of Lima is closed.", key="lima")])
    dataset = load_cases(str(make_set(tmp_path / "set")))
    with built(dataset, dataset_settings(settings, dataset, settings.archive)) as archive:
        assert archive.counts()[0] == 1
    assert "the articles of 'set' are not added to it" in capsys.readouterr().err
    with built(dataset, dataset_settings(settings, dataset, None)) as own:
        assert own.counts()[0] == len(CITIES)
    with built(dataset, dataset_settings(settings, dataset, tmp_path / "new")) as new:
        assert new.counts()[0] == len(CITIES)


def test_cases_without_articles_are_asked_of_the_archive_that_is_set(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = load_cases(str(write(tmp_path, QUESTION, name="mine.jsonl")))
    with pytest.raises(UserError, match="come without articles, and no archive is in"):
        dataset_settings(settings, dataset, None)
    add(settings, [article("The harbour of Lima is closed.", key="lima")])
    assert dataset_settings(settings, dataset, None).archive == settings.archive
    assert f"Asked of the archive in {str(settings.archive)!r}" in capsys.readouterr().err


def test_an_unknown_set_or_format_says_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCHECK_DATA", raising=False)
    with pytest.raises(UserError, match="no set of cases 'squid'") as caught:
        load_cases("squid")
    assert all(name in str(caught.value.hint) for name in NAMES)
    with pytest.raises(UserError, match="No data at"):
        load_cases("time", tmp_path)
    with pytest.raises(UserError, match="is not known"):
        load_cases(str(write(tmp_path, {"something": "else"}, name="other.jsonl")))


def test_a_shipped_set_that_is_not_installed_is_told_or_read_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHIPPED, "seeds", tmp_path / "absent")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="'seeds' comes with the source of newscheck, and is not installed here"):
        load_cases("seeds")
    make_set(tmp_path / "seeds")
    assert len(load_cases("seeds").cases) == len(CITIES) + 2


def test_a_folder_that_is_called_as_a_set_is_reached_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    make_set(tmp_path / "wire")
    assert len(load_cases("wire").cases) > 300
    assert "For what is here: ./wire" in capsys.readouterr().err
    assert len(load_cases("./wire").cases) == len(CITIES) + 2
    assert capsys.readouterr().err == ""
    (tmp_path / "scifact").mkdir()
    with pytest.raises(UserError, match="No data at"):
        load_cases("scifact", tmp_path)
    assert "For what is here: ./scifact" in capsys.readouterr().err


def test_no_language_model_is_asked_what_is_not_judged(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"id": "1", "question": "Who?", "answers": ["She"]}\n')
    asking = settings.model_copy(update={"llm": "openai:any"})
    assert dataset_settings(asking, load_cases(str(tmp_path)), tmp_path).llm is None
