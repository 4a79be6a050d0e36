"""Hugging Face folders that are made in a moment: real files and real classes, few weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PASSAGE = "Zürich: the mission has sixteen thousand soldiers — so it says."
ANSWER = "sixteen thousand"
SILENT = "Rain is expected in the north; the roads are closed."
QUESTION = "How many soldiers has the mission?"

TEXT = f"a {PASSAGE} {SILENT} {QUESTION}"
"""Its words are the tokens."""

SIZES = {"hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 32}


def make_reader(folder: Path, *, family: str) -> Path:
    """A question-answering model without layers: each token's logits are known.

    "sixteen" starts an answer and "thousand" ends one (5 each); the first token of all stands between that and
    the other words (3 each, against 0).
    """
    import torch
    from transformers import AutoModelForQuestionAnswering

    tokenizer = bert_tokenizer() if family == "bert" else roberta_tokenizer()
    auto: Any = AutoModelForQuestionAnswering
    model = auto.from_config(_config(family, tokenizer, num_hidden_layers=0))
    first, start, end, _ = tokenizer(f" {ANSWER}")["input_ids"]
    tables = model.base_model.embeddings
    with torch.no_grad():
        for table in (tables.word_embeddings, tables.position_embeddings, tables.token_type_embeddings):
            table.weight.zero_()
        tables.word_embeddings.weight[:, 3:].normal_(generator=torch.Generator().manual_seed(0))
        for dimension, token in enumerate((start, end, first)):
            tables.word_embeddings.weight[token] = 10 * torch.eye(SIZES["hidden_size"])[dimension]
        model.qa_outputs.weight.zero_()
        model.qa_outputs.weight[0, 0] = model.qa_outputs.weight[1, 1] = 0.9
        model.qa_outputs.weight[:, 2] = 0.54
    return _saved(folder, model, tokenizer)


def make_classifier(folder: Path, *, labels: Sequence[str]) -> Path:
    """A sequence classifier of one layer, by chance, but always the same one."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(0)
    tokenizer = bert_tokenizer()
    config = _config("bert", tokenizer, num_hidden_layers=1, initializer_range=0.5, id2label=dict(enumerate(labels)))
    return _saved(folder, BertForSequenceClassification(config), tokenizer)


def logits_of(folder: Path, first: str, second: str) -> NDArray[np.float32]:
    """(labels,): what transformers itself makes of a pair; of a long pair the longer text is cut."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    encoded = AutoTokenizer.from_pretrained(folder)(first, second, truncation=True, max_length=512, return_tensors="pt")
    with torch.inference_mode():
        return np.asarray(AutoModelForSequenceClassification.from_pretrained(folder)(**encoded).logits[0])


def edit_config(folder: Path, **changes: object) -> None:
    """Let a model's config say something else."""
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def bert_tokenizer() -> Any:  # noqa: ANN401 -- transformers' classes are typed as anything
    """WordPiece, lower case, [CLS] a [SEP] b [SEP]; a token for each word."""
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from transformers import BertTokenizer

    text = TEXT.lower().replace("ü", "u")  # as BERT strips accents
    words = sorted({word for word, _ in BertPreTokenizer().pre_tokenize_str(text)})
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    return BertTokenizer(vocab={token: i for i, token in enumerate(tokens)})


def roberta_tokenizer() -> Any:  # noqa: ANN401
    """Byte-level BPE, <s> a </s></s> b </s>; a token for each word with the space before it."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import RobertaTokenizer

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=800, special_tokens=special, initial_alphabet=letters, show_progress=False)
    bpe.train_from_iterator([TEXT], trainer)
    learned = json.loads(bpe.to_str())["model"]
    merges: Any = [tuple(pair) for pair in learned["merges"]]
    return RobertaTokenizer(vocab=learned["vocab"], merges=merges)


def _config(family: str, tokenizer: Any, **more: Any) -> Any:  # noqa: ANN401
    from transformers import AutoConfig

    limits = {
        "bert": {"max_position_embeddings": 512},
        "roberta": {"max_position_embeddings": 514, "type_vocab_size": 1},
    }
    known = {"vocab_size": len(tokenizer), "pad_token_id": tokenizer.pad_token_id, **SIZES, **limits[family], **more}
    return AutoConfig.for_model(family, **known)


def _saved(folder: Path, model: Any, tokenizer: Any) -> Path:  # noqa: ANN401
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
