"""Every embedder keeps the same promises; the two forms of one model agree."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embedding import BULK_FROM, Embedder, LetterEmbedder, SentenceTransformerEmbedder, open_embedder
from index.encoders import BUNDLED, bundled_folder, find_encoder, sha256_of
from index.errors import ModelError
from index.transformer import load_transformer

TEXTS = ["The ministers met in Brussels.", "Prices rose by 4.5 per cent.", ""]


@pytest.fixture(params=["letters", BUNDLED], scope="module")
def embedder(request: pytest.FixtureRequest, cache: Path) -> Embedder:
    return open_embedder(request.param, cache=cache)


def test_vectors_have_length_one_and_a_row_per_text(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    assert rows.shape == (3, embedder.fingerprint.dimension)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows[:2], axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.fingerprint.dimension)


def test_a_question_is_one_vector_of_the_same_kind(embedder: Embedder) -> None:
    vector = embedder.embed_question(TEXTS[0])
    assert vector.shape == (embedder.fingerprint.dimension,)
    assert float(vector @ embedder.embed_passages(TEXTS[:1])[0]) == pytest.approx(1.0, abs=1e-4)


def test_the_order_of_texts_does_not_change_their_vectors(embedder: Embedder) -> None:
    forth, back = embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS[::-1])
    assert np.allclose(forth, back[::-1], atol=1e-5)


def test_tokens_are_counted_per_text(embedder: Embedder) -> None:
    assert embedder.count_tokens(["one two three", ""]) == [3, 0]


def test_letters_rank_as_one_can_tell_by_eye() -> None:
    rows = LetterEmbedder().embed_passages(["aab", "abb", "zzz"])
    assert (rows @ LetterEmbedder().embed_question("aaab")).argsort()[::-1].tolist() == [0, 1, 2]


@pytest.mark.slow
def test_the_exported_model_says_what_sentence_transformers_says_in_float32(embedder: Embedder) -> None:
    if isinstance(embedder, SentenceTransformerEmbedder):
        whole = load_transformer(bundled_folder(), half=False).encode([*TEXTS, " ".join(TEXTS * 20)])
        assert float((embedder.embed_passages([*TEXTS, " ".join(TEXTS * 20)]) * whole).sum(axis=1).min()) > 0.9999


def test_a_text_has_the_same_vector_in_any_company(embedder: Embedder) -> None:
    texts = [f"{TEXTS[0]} It was meeting number {i}." * (1 + i % 3) for i in range(20)]
    assert (embedder.embed_passages(texts)[7:8] == embedder.embed_passages(texts[7:8])).all()


@pytest.mark.parametrize("embedder", [BUNDLED], indirect=True)
def test_many_texts_load_torch_only_where_there_is_a_graphics_processor(
    embedder: SentenceTransformerEmbedder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedding.GRAPHICS", tmp_path)
    fast, kept = (open_embedder(BUNDLED, cache=cache, bulk=bulk) for bulk in (True, False))
    many = ["Yes."] * BULK_FROM
    rows = fast.embed_passages(many)
    assert "_bulk" in vars(fast)
    assert float((rows * embedder.embed_passages(many)).sum(axis=1).min()) > 0.999
    kept.embed_passages(many)
    assert "_bulk" not in vars(kept) | vars(embedder)


@pytest.mark.slow
def test_a_model_in_a_folder_is_the_same_model_under_another_name(tmp_path: Path) -> None:
    shutil.copytree(bundled_folder(), tmp_path / "model")
    ours = SentenceTransformerEmbedder(str(tmp_path / "model"), cache=tmp_path / "cache")
    assert ours.fingerprint == SentenceTransformerEmbedder(BUNDLED, cache=tmp_path / "cache").fingerprint


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelError, match=r"No \.safetensors"):
        find_encoder(str(tmp_path), cache=tmp_path / "cache")


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = tmp_path / "model"
    shutil.copytree(bundled_folder(), forged)
    weights = forged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x00")
    monkeypatch.setattr("index.encoders.bundled_folder", lambda: forged)
    with pytest.raises(ModelError, match="not the published ones"):
        find_encoder(BUNDLED, cache=tmp_path / "cache")


def test_a_torn_cache_is_made_anew(cache: Path, tmp_path: Path) -> None:
    encoder = find_encoder(BUNDLED, cache=cache)
    assert encoder.folder
    copied = tmp_path / "encoders" / encoder.folder.name
    shutil.copytree(encoder.folder, copied, ignore=lambda *_: ["compiled"])
    (copied / "model.onnx").write_bytes(b"torn")
    told = [open_embedder(BUNDLED, cache=where).embed_question("Who serves?") for where in (cache, tmp_path)]
    assert told[0] == pytest.approx(told[1], abs=1e-6)
    assert sha256_of(copied / "model.onnx") == encoder.onnx


def test_weights_that_were_compiled_are_not_read_again(cache: Path, tmp_path: Path) -> None:
    SentenceTransformerEmbedder(BUNDLED, cache=cache).open()
    encoder = find_encoder(BUNDLED, cache=cache)
    assert encoder.folder
    copied = tmp_path / "encoders" / encoder.folder.name
    shutil.copytree(encoder.folder, copied)
    (copied / "model.onnx").write_bytes(b"torn")
    assert open_embedder(BUNDLED, cache=tmp_path).embed_question("Who serves?").shape == (384,)
    assert (copied / "model.onnx").read_bytes() == b"torn"
