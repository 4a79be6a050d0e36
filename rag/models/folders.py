"""Whether a folder holds a model of the kind that is wanted: told from its small files, before torch is loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.encoders import model_folder, weight_files
from index.errors import ModelError

Role = Literal["reader", "reranker", "verifier"]

_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
"""One of these makes a fast tokenizer; without any, transformers makes one that knows no word, and says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a role needs."""

    words: str
    """With its article."""
    head: str
    """Part of the architecture's name in config.json."""
    example: str
    """On the model hub."""


KINDS: dict[Role, Kind] = {
    "reader": Kind(
        words="a question-answering model", head="ForQuestionAnswering", example="deepset/tinyroberta-squad2"
    ),
    "reranker": Kind(
        words="a cross-encoder", head="ForSequenceClassification", example="cross-encoder/ms-marco-MiniLM-L6-v2"
    ),
    "verifier": Kind(
        words="an entailment model", head="ForSequenceClassification", example="cross-encoder/nli-deberta-v3-small"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A model that has the right kind of head, as its config says."""

    name: str
    """As it was set."""
    role: Role
    path: Path
    labels: tuple[str, ...]
    """What each output of a classifier means, in the order of the outputs."""

    def refused(self, why: str, *, hint: str | None = None) -> ModelError:
        """The error that says why this model cannot take its role, and which can."""
        return refused(self.name, self.role, why, hint=hint)


def find_model(name: str, *, role: Role) -> ModelFolder:
    """The folder of a foreign model.

    Args:
        name: A folder, or a name on the model hub; that is fetched once, with a network.
        role: What it is to do.

    Raises:
        ModelError: no such model; no safetensors, no config or no tokenizer in it; a head for another task.
    """
    path = model_folder(name, role=role, hint=_hint(role))
    config = _config(name, role, path)
    _check_head(name, role, config)
    weight_files(name, path)
    if not any(any(path.glob(pattern)) for pattern in _TOKENIZERS):
        raise refused(
            name,
            role,
            "has no tokenizer.json",
            hint="Put it beside the weights: AutoTokenizer.from_pretrained(NAME).save_pretrained(FOLDER) writes it.",
        )
    return ModelFolder(name=name, role=role, path=path, labels=_labels(config))


def refused(name: str, role: Role, why: str, *, hint: str | None = None) -> ModelError:
    """A `ModelError` with what was set, what is wrong with it, and what to do next."""
    return ModelError(f"{role.capitalize()} {name!r} {why}.", hint=hint or _hint(role))


def _hint(role: Role) -> str:
    return (
        f"Set {role} to {KINDS[role].words}, by its folder or (fetched once, with a network) by its name on the"
        f" model hub, such as {KINDS[role].example!r}; or leave it out."
    )


def _config(name: str, role: Role, path: Path) -> dict[str, Any]:
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise refused(name, role, f"has no config.json that can be read ({type(error).__name__})") from error
    if not isinstance(config, dict):
        raise refused(name, role, "has a config.json that is no object")
    return config


def _check_head(name: str, role: Role, config: dict[str, Any]) -> None:
    """By the architecture, where the config names it; loading looks at the weights as well."""
    found = config.get("architectures") or []
    if found and not any(KINDS[role].head in str(architecture) for architecture in found):
        raise refused(name, role, f"is not {KINDS[role].words}: its architecture is {found[0]}")


def _labels(config: dict[str, Any]) -> tuple[str, ...]:
    named = config.get("id2label")
    if isinstance(named, dict) and all(str(number).isdecimal() for number in named):
        return tuple(str(named[number]) for number in sorted(named, key=int))
    count = config.get("num_labels", 2)
    return tuple(f"LABEL_{number}" for number in range(count if isinstance(count, int) else 2))
