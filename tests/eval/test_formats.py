"""Public formats are told apart by what is in them, read whole, and refused with the place that is broken."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.formats import averitec, multihop, read_format
from eval.records import Dataset
from index.cleaning import clean
from index.errors import UserError
from index.records import Article

BRIDGE = "The bridge over the Akerselva in Oslo was opened by the mayor on Monday, after six years of work."
HARBOUR = "The harbour of Lima handled nine million tonnes of freight last year, the port authority said."


def write(file: Path, *rows: object, text: str | None = None) -> Path:
    """JSON lines or a text, gzipped where the name says so."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = (text if text is not None else "".join(f"{json.dumps(row)}\n" for row in rows)).encode()
    file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)
    return file


def read(path: Path) -> Dataset:
    dataset = read_format(path)
    assert dataset is not None
    return dataset


def articles(dataset: Dataset) -> dict[str, Article]:
    """By the name that cases know them by."""
    assert dataset.articles is not None
    return {article.key.rpartition("#")[2]: article for article in dataset.articles() if isinstance(article, Article)}


def squad(folder: Path, **changed: object) -> Path:
    asked: dict[str, Any] = {
        "id": "q1", "question": "Who opened the bridge?", "answers": [{"text": t, "answer_start": 47} for t in
        ("the mayor", "mayor", "the mayor")], "is_impossible": False, **changed,
    }  # fmt: skip
    never = {"id": "q2", "question": "Who closed it?", "answers": [], "plausible_answers": [], "is_impossible": True}
    paragraphs = [{"context": HARBOUR, "qas": []}, {"context": BRIDGE, "qas": [asked, never]}]
    return write(folder / "dev-v2.0.json", {"version": "v2.0", "data": [{"title": "No_#1", "paragraphs": paragraphs}]})


def beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\n7\td1\t2\n7\td#2\t0\n") -> Path:
    write(folder / "corpus.jsonl.gz", {"_id": "d1", "title": "Oslo", "text": BRIDGE, "metadata": {}},
          {"_id": "d#2", "title": "", "text": HARBOUR, "metadata": {}})  # fmt: skip
    write(folder / "queries.jsonl", {"_id": "7", "text": "bridge in Oslo"}, {"_id": "8", "text": "snow in Quito"})
    write(folder / "qrels" / "train.tsv", text="9\td1\t1\n")
    return write(folder / "qrels" / "test.tsv.gz", text=qrels).parent.parent


def fever(folder: Path, label: str = "NOT ENOUGH INFO") -> Path:
    return write(
        folder / "paper_dev.jsonl",
        {"id": 1, "verifiable": "VERIFIABLE", "label": "SUPPORTS", "claim": "Oslo has a bridge.",
         "evidence": [[[1, 2, "Oslo", 7], [1, 3, "Akerselva", 0]], [[4, 5, "Oslo", 9]]]},
        {"id": 2, "verifiable": "NOT VERIFIABLE", "label": label, "claim": "It is red.",
         "evidence": [[[6, None, None, None]]]},
        {"id": 3, "label": "REFUTES", "claim": "Oslo is dry.", "evidence": [[7, 8, "Oslo", 1]]},
    )  # fmt: skip


def scifact(folder: Path, sentence: int = 1) -> Path:
    write(folder / "corpus.jsonl", {"doc_id": 41, "title": "Oslo", "abstract": [BRIDGE, "It is\nlong. "]})
    write(folder / "claims_train.jsonl", {"id": 9, "claim": "Not read.", "evidence": {}, "cited_doc_ids": []})
    for_, against = ({"41": [{"sentences": [sentence], "label": label}]} for label in ("SUPPORT", "CONTRADICT"))
    claims = [("It is long.", for_), ("It is short.", against), ("It is red.", {})]
    rows = [{"id": n, "claim": claim, "evidence": found} for n, (claim, found) in enumerate(claims)]
    return write(folder / "claims_dev.jsonl", *rows).parent


def averitec_claims(label: str = "Conflicting Evidence/Cherrypicking") -> list[dict[str, Any]]:
    url = "https://Example.org/bridge#top"
    found = {"answer": "No.", "answer_type": "Boolean", "boolean_explanation": "It was\nMonday.", "source_url": url}
    none = {"answer": "No answer could be found.", "answer_type": "Unanswerable", "source_url": ""}
    said = {"answer": "The mayor opened it.", "answer_type": "Extractive", "source_url": "Metadata"}
    questions = [{"question": "Was it Sunday?", "answers": [found, none]}, {"question": "Who?", "answers": [said]}]
    return [{"claim": "The bridge was opened on Sunday.", "label": label, "questions": questions}]


def realtimeqa(folder: Path, answer: object = "3") -> Path:
    shared = {"question_date": "2022/06/16", "choices": ["Squid Game", "Friends", "ER", "None of the above"]}
    linked = 'Netflix said “<a href="https://www.cnn.com/a">Squid Game</a>” &amp; more is back.'
    first = {"question_id": "20220617_0", "question_sentence": "Which show?", "answer": ["0"], "evidence": linked}
    second = {"question_id": "20220617_1", "question_sentence": "Which?", "answer": [answer], "evidence": ""}
    return write(folder / "20220617_qa_nota.jsonl", {**first, **shared}, {**second, **shared})


def multihop_rows(answer: object = "Yes") -> list[dict[str, Any]]:
    oslo = {"title": "Oslo", "source": "A", "url": "https://a.org/1#x", "published_at": "2023-09-26", "fact": BRIDGE}
    lima = {"title": "Lima", "source": "B", "url": "https://b.org/2", "published_at": "2023-10-01", "fact": HARBOUR}
    asked = {"query": "Do A and B agree?", "answer": answer, "question_type": "comparison_query"}
    none = {"query": "And C?", "answer": "Insufficient information.", "question_type": "null_query"}
    return [{**none, "evidence_list": []}, {**asked, "evidence_list": [oslo, lima]}]


def multihop_rag(folder: Path, answer: object = "Yes") -> Path:
    file = write(folder / "MultiHopRAG.json", text=json.dumps(multihop_rows(answer), indent=1))
    corpus = [{**fact, "body": f"{fact['fact']} More."} for fact in multihop_rows()[1]["evidence_list"]]
    write(folder / "corpus.json", text=json.dumps([{k: v for k, v in row.items() if k != "fact"} for row in corpus]))
    return file


def test_squad_asks_about_paragraphs_and_knows_which_it_cannot_answer(tmp_path: Path) -> None:
    dataset = read(squad(tmp_path))
    asked, never = dataset.cases
    assert (dataset.name, dataset.files) == ("dev-v2.0", (tmp_path / "dev-v2.0.json",))
    assert (asked.kind, asked.status, asked.answers) == ("answerable", "answered", ("the mayor", "mayor"))
    assert (never.kind, never.status, never.answers) == ("unanswerable", "not_in_articles", ())
    assert asked.relevant == dict.fromkeys(asked.holding, 1) == {"No_%231/1": 1}
    assert articles(dataset)["No_%231/1"].metadata == {"title": "No #1"}


def test_beir_takes_the_test_judgments_and_keeps_queries_without_any(tmp_path: Path) -> None:
    dataset = read(beir(tmp_path / "made"))
    judged, other = dataset.cases
    assert (dataset.name, judged.kind, judged.status, judged.answers) == ("made", "ranking", None, ())
    assert (judged.relevant, other.relevant) == ({"d1": 2, "d%232": 0}, {})
    assert judged.holding == {"d1"}
    assert articles(dataset).keys() == {"d1", "d%232"}
    assert [file.name for file in dataset.files] == ["corpus.jsonl.gz", "queries.jsonl", "test.tsv.gz"]
    assert dataset.article_files == dataset.files[:1]


def test_beir_takes_dev_or_the_only_judgments_where_there_are_no_others(tmp_path: Path) -> None:
    folder = beir(tmp_path)
    (folder / "qrels" / "test.tsv.gz").rename(folder / "qrels" / "dev.tsv.gz")
    assert read(folder).files[-1].name == "dev.tsv.gz"
    (folder / "qrels" / "train.tsv").unlink()
    (folder / "qrels" / "dev.tsv.gz").rename(folder / "qrels" / "valid.tsv.gz")
    assert read(folder).cases[0].relevant == {"d1": 2, "d%232": 0}


def test_fever_names_pages_that_are_not_in_the_set(tmp_path: Path) -> None:
    dataset = read(fever(tmp_path))
    assert dataset.articles is None
    assert [case.label for case in dataset.cases] == ["supported", "not_enough_evidence", "refuted"]
    assert [set(case.relevant) for case in dataset.cases] == [{"Oslo", "Akerselva"}, set(), {"Oslo"}]
    assert {(case.kind, case.status) for case in dataset.cases} == {("claim", None)}


def test_scifact_quotes_sentences_of_its_abstracts(tmp_path: Path) -> None:
    dataset = read(scifact(tmp_path))
    [quote] = dataset.cases[0].evidence
    assert [case.label for case in dataset.cases] == ["supported", "refuted", "not_enough_evidence"]
    assert (quote.quote, quote.article, dataset.cases[0].relevant) == ("It is long.", "41", {"41": 1})
    assert articles(dataset)["41"].content == f"{BRIDGE} It is long."
    assert [file.name for file in dataset.files] == ["corpus.jsonl", "claims_dev.jsonl"]


@pytest.mark.parametrize("lines", [False, True], ids=["a list", "lines, gzipped"])
def test_averitec_makes_an_article_of_each_answer_that_was_found(tmp_path: Path, lines: bool) -> None:
    claims = averitec_claims()
    file = write(tmp_path / "dev.jsonl.gz", *claims) if lines else write(tmp_path / "d.json", text=json.dumps(claims))
    dataset = read(file)
    [case] = dataset.cases
    assert (case.id, case.label, case.relevant) == ("0", "conflicting", {"0/0": 1, "0/2": 1})
    assert [one.quote for one in case.evidence] == ["No. It was Monday.", "The mayor opened it."]
    made = articles(dataset)
    assert made["0/0"].content == "Was it Sunday? No. It was Monday."
    assert made["0/0"].metadata == {"url": "https://example.org/bridge"}
    assert made["0/2"].metadata == {}


def test_realtimeqa_answers_with_its_choice_and_none_of_them_is_not_in_articles(tmp_path: Path) -> None:
    dataset = read(realtimeqa(tmp_path))
    first, second = dataset.cases
    assert dataset.articles is None
    assert (first.status, first.answers, first.as_of) == ("answered", ("Squid Game",), None)
    assert first.evidence == ()
    assert (second.status, second.answers, second.evidence) == ("not_in_articles", (), ())


def test_multihop_rag_reads_the_corpus_beside_it(tmp_path: Path) -> None:
    dataset = read(multihop_rag(tmp_path))
    none, asked = dataset.cases
    assert (none.status, none.answers, none.relevant, none.kind) == ("not_in_articles", (), {}, "null_query")
    assert (asked.status, asked.answers, asked.kind) == ("answered", ("Yes",), "comparison_query")
    assert asked.relevant == {"https://a.org/1": 1, "https://b.org/2": 1}
    assert (asked.evidence[0].quote, asked.evidence[0].article) == (BRIDGE, "https://a.org/1")
    made = articles(dataset)["https://a.org/1"]
    assert made.content == f"{BRIDGE} More."
    assert made.metadata == {"title": "Oslo", "source": "A", "url": "https://a.org/1", "published": "2023-09-26"}


def test_a_folder_is_read_by_the_one_file_in_it_that_is_of_a_format(tmp_path: Path) -> None:
    multihop_rag(tmp_path)
    assert (read(tmp_path).name, len(read(tmp_path).cases)) == ("MultiHopRAG", 2)
    squad(tmp_path)
    with pytest.raises(UserError, match="holds several sets") as told:
        read_format(tmp_path)
    assert told.value.hint == "Name one: MultiHopRAG.json, dev-v2.0.json"


def test_multihop_rag_makes_articles_of_facts_where_there_is_no_corpus(tmp_path: Path) -> None:
    file = write(tmp_path / "questions.jsonl.gz", *multihop_rows())
    assert read(file).articles is None
    write(tmp_path / "facts.jsonl.gz", *multihop_rows()[1]["evidence_list"])
    dataset = read(file)
    assert dataset.cases[1].relevant == {"fact/0": 1, "fact/1": 1}
    assert articles(dataset)["fact/1"].content == HARBOUR
    assert [file.name for file in dataset.article_files] == ["facts.jsonl.gz"]


BROKEN: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "SQuAD": (lambda folder: squad(folder, question=None),
              "dev-v2.0.json, data 1, paragraphs 2, qas 1: field 'question' is absent.", "Put text there"),
    "BEIR": (lambda folder: beir(folder, "7\td1\thigh\n"),
             r"qrels/test.tsv.gz line 1: '7\td1\thigh' is not query, article and grade.", "tabs between"),
    "FEVER": (lambda folder: fever(folder, "MAYBE"), "paper_dev.jsonl line 2: field 'label' is 'MAYBE'.", "REFUTES"),
    "SciFact": (lambda folder: scifact(folder, sentence=2),
                "claims_dev.jsonl line 1, evidence, 41 1: field 'sentences' is [2].", "numbers from 0 to 1"),
    "AVeriTeC": (lambda folder: write(folder / "dev.json", text=json.dumps(averitec_claims("Half true"))),
                 "dev.json item 1: field 'label' is 'Half true'.", "Cherrypicking"),
    "RealTimeQA": (lambda folder: realtimeqa(folder, "4"),
                   "20220617_qa_nota.jsonl line 2: field 'answer' is ['4'].", "numbers from 0 to 3"),
    "MultiHop-RAG": (lambda folder: multihop_rag(folder, 12),
                     "MultiHopRAG.json item 2: field 'answer' is 12.", "Put text there"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_with_place_field_and_remedy(name: str, tmp_path: Path) -> None:
    make, message, hint = BROKEN[name]
    with pytest.raises(UserError) as told:
        read_format(make(tmp_path))
    assert str(told.value).removeprefix(f"{tmp_path}/") == message
    assert hint in str(told.value.hint)


def test_damage_below_the_first_record_is_told_with_its_line(tmp_path: Path) -> None:
    file = fever(tmp_path)
    file.write_text(file.read_text()[:-20])
    with pytest.raises(UserError, match=r"paper_dev.jsonl line 3: not JSON: "):
        read_format(file)
    cut = write(tmp_path / "cut.jsonl.gz", *averitec_claims() * 2)
    cut.write_bytes(cut.read_bytes()[:-9])
    with pytest.raises(UserError, match=r"cut.jsonl.gz line \d: cannot be read: Compressed file ended"):
        read_format(cut)


def test_an_id_names_one_case(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"id 'q2' is given to 2 cases"):
        read_format(squad(tmp_path, id="q2"))


def test_judgments_of_another_release_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"query '12' is not in queries.jsonl"):
        read_format(beir(tmp_path, "12\td1\t1\n"))


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": "1", "question": "Who?", "answers": ["the mayor"], "evidence": []}],
        [{"id": "1", "claim": "It is long.", "label": "supported", "evidence": [{"quote": "It is long."}]}],
        [{"url": "https://a.org/1", "title": "Oslo", "text": BRIDGE}],
        [{"_id": "d1", "text": BRIDGE}],
        ["not an object"],
        [],
    ],
    ids=["questions of ours", "claims of ours", "articles", "a corpus alone", "strings", "an empty file"],
)
def test_anything_else_is_left_to_others(rows: list[object], tmp_path: Path) -> None:
    assert read_format(write(tmp_path / "claims_dev.jsonl", *rows)) is None
    assert read_format(tmp_path) is None
    assert read_format(tmp_path / "absent.json") is None


def given() -> Path:
    if "NEWSCHECK_DATA" not in os.environ:
        pytest.skip("needs the data sets: NEWSCHECK_DATA=FOLDER")
    return Path(os.environ["NEWSCHECK_DATA"])


def test_the_given_questions_over_facts_are_read_whole() -> None:
    dataset = multihop(given())
    assert (dataset.name, len(dataset.cases), len(articles(dataset))) == ("multihop", 245, 438)
    assert Counter(case.status for case in dataset.cases) == {"answered": 208, "not_in_articles": 37}
    assert {name for case in dataset.cases for name in case.relevant} <= articles(dataset).keys()


def test_every_given_answer_stands_in_its_article_once_that_is_cleaned() -> None:
    dataset = averitec(given())
    texts = {name: clean(article).text for name, article in articles(dataset).items()}
    labels = Counter(case.label for case in dataset.cases)
    assert (dataset.name, len(dataset.cases), len(texts)) == ("averitec", 253, 697)
    assert labels == {"refuted": 160, "supported": 65, "conflicting": 15, "not_enough_evidence": 13}
    assert all(one.quote in texts[one.article or ""] for case in dataset.cases for one in case.evidence)
