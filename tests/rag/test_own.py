"""The models that travel with newscheck: exported from a network, checked when opened, read without torch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import ModelError
from rag.models.own import Manifest, OwnReader, OwnVerifier
from rag.verifying import Pair

if TYPE_CHECKING:
    from train.records import Row

PASSAGE = "The mission is old. The RSM has 16,000 soldiers in 34 places. " * 12
TEXTS = ["Short.", "It has 34 places, and more soldiers.", PASSAGE[:300]]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    from train import network
    from train.export import export

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("reader")
    export(network.reader(), folder, kind="reader", max_tokens=256, seen=seen())
    return folder


def seen() -> list[Row]:
    """What ranges are taken from."""
    from train.reader import tokenizer
    from train.records import Row

    read = [tokenizer(256).encode("How many soldiers?", text) for text in TEXTS]
    return [Row(ids=tuple(one.ids), types=tuple(one.type_ids), first=6) for one in read]


def test_spans_lie_within_the_passage_and_are_of_the_best_first(reader: Path) -> None:
    (scores,) = OwnReader(reader).score("How many?", [PASSAGE], titles=["A title"])
    assert scores.relevance is not None
    assert [s.score for s in scores.spans] == sorted((s.score for s in scores.spans), reverse=True)
    assert all(PASSAGE[s.start : s.end].strip() for s in scores.spans)


def test_a_passage_says_the_same_in_any_company(reader: Path) -> None:
    texts = [PASSAGE, "Short.", PASSAGE[:300], PASSAGE[1:301], "Short too."]
    together = OwnReader(reader).score("How many?", texts)
    alone = [OwnReader(reader).score("How many?", [text])[0] for text in texts]
    assert together == alone


def test_several_threads_read_with_one_model(reader: Path) -> None:
    model, texts = OwnReader(reader), [PASSAGE[:length] for length in range(60, 300, 20)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: model.score("How many?", [text])[0], texts))
    assert found == model.score("How many?", texts)


def test_int8_says_nearly_the_same_as_the_network(reader: Path) -> None:
    import torch

    from train import network
    from train.reader import tokenizer

    torch.manual_seed(0)
    whole = network.reader().eval()
    encoding = tokenizer(256).encode("How many soldiers?", PASSAGE[:200])
    given = [torch.tensor([row]) for row in (encoding.ids, encoding.attention_mask, encoding.type_ids)]
    with torch.inference_mode():
        judged = whole(*given)[1][0].numpy()
    (scores,) = OwnReader(reader).score("How many soldiers?", [PASSAGE[:200]])
    assert scores.spans[0].score - scores.no_answer == pytest.approx(judged[0], abs=0.1)
    assert scores.relevance == pytest.approx(judged[1], abs=0.1)


def test_other_weights_than_those_shipped_are_refused(reader: Path, tmp_path: Path) -> None:
    for file in reader.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "model.onnx").open("ab") as weights:
        weights.write(b"more")
    with pytest.raises(ModelError, match="not those that were shipped"):
        OwnReader(tmp_path).score("How many?", [PASSAGE])


def test_a_reader_is_no_verifier(reader: Path) -> None:
    with pytest.raises(ModelError, match="is a reader, not a verifier"):
        OwnVerifier(reader).verify([Pair(statement="It is old.", passage=PASSAGE)])


def test_a_folder_without_manifest_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No usable manifest") as refused:
        Manifest.read(tmp_path, "reader")
    assert "--no-models" in str(refused.value.hint)


def test_stances_are_probabilities(tmp_path: Path) -> None:
    from train import network
    from train.export import export

    export(network.verifier(), tmp_path, kind="verifier", max_tokens=256, seen=seen())
    (stances,) = OwnVerifier(tmp_path).verify([Pair(statement="It is old.", passage=PASSAGE)])
    assert stances.supports + stances.refutes + stances.neither == pytest.approx(1.0)
