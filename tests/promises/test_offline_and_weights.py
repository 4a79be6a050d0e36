"""Nothing is fetched, other weights than the published ones are not used, and nothing that can carry code is read."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import index.encoders
from index.embedding import SentenceTransformerEmbedder
from index.encoders import BUNDLED, bundled_folder, find_encoder, sha256_of
from index.errors import ModelError
from rag.models.own import Manifest, OwnReader, OwnVerifier
from rag.settings import Settings
from tests.helpers import ROOT, SEED
from tests.processes import done
from tests.promises.conftest import Figure
from tests.promises.denied import denied

QUESTION, CLAIM = "How many troops serve in RSM?", "The RSM has 12,000 soldiers."

COMMANDS = (
    ["add", str(SEED)], ["ask", QUESTION], ["check", CLAIM], ["search", "troops"], ["list"], ["doctor"],
    ["show", "530c"], ["remove", "530c"],
)  # fmt: skip

REACHING = {"socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
"""Events of Python's audit, which no library can go round."""


def audited(work: Callable[[], object]) -> list[str]:
    """What work does that reaches for a network, by Python's own audit. For a process of its own: it stays on."""
    reached: list[str] = []
    sys.addaudithook(lambda event, given: reached.append(f"{event} {given}") if event in REACHING else None)
    work()
    return reached


def work_through(archive: Path, cache: Path) -> list[str]:
    """All commands, with the bundled models and the Chroma index."""
    with pytest.MonkeyPatch.context() as patching:
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            patching.delenv(name, raising=False)
        patching.setenv("NEWSCHECK_CACHE", str(cache))
        patching.setenv("NEWSCHECK_INDEX_FROM", "0")
        from rag.doors.commands import run

        def all_of_them() -> None:
            for command in COMMANDS:
                assert run(["--archive", str(archive), *command]) in {0, 1}, command

        return audited(all_of_them)


@pytest.mark.slow
def test_no_command_reaches_for_the_network(tmp_path: Path, cache: Path, figure: Figure) -> None:
    reached = done(work_through, tmp_path / "archive", cache)
    figure(f"offline: {len(COMMANDS)} commands with models and index, {len(reached)} attempts to reach a network")
    assert reached == []


def look_up() -> list[str]:
    """As a library does that tells home."""
    import socket

    def tell_home() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            opened.connect(("127.0.0.1", 9))

    return audited(tell_home)


def test_a_program_that_tells_home_is_found_out() -> None:
    (reached,) = done(look_up)
    assert reached.startswith("socket.connect")


def flip(file: Path) -> None:
    """One bit in the middle."""
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        (byte,) = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte ^ 1]))


def embedder(folder: Path) -> None:
    """The one that travels in a package."""
    shutil.copytree(bundled_folder(), folder)
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(index.encoders, "bundled_folder", lambda: folder)
        flip(folder / "model.safetensors")
        find_encoder(BUNDLED, cache=folder)


def own(kind: str, folder: Path) -> None:
    """One of those that travel with newscheck."""
    shutil.copytree(ROOT / "rag" / "models" / kind, folder)
    assert Manifest.read(folder, kind).kind == kind
    flip(folder / "model.onnx")
    (OwnReader if kind == "reader" else OwnVerifier)(folder).open()


def test_weights_with_one_flipped_bit_are_refused(tmp_path: Path, figure: Figure) -> None:
    refused = []
    for kind in ("embedder", "reader", "verifier"):
        with pytest.raises(ModelError, match="are not (those that were shipped|the published ones)"):
            embedder(tmp_path / kind) if kind == "embedder" else own(kind, tmp_path / kind)
        refused.append(kind)
    figure(f"weights: one flipped bit refused in {len(refused)} of 3 models ({', '.join(refused)})")


def test_weights_that_are_not_looked_at_are_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = Manifest.load(ROOT / "rag" / "models" / "reader").sha256
    monkeypatch.setattr("rag.models.own.sha256_of", lambda _: published)
    own("reader", tmp_path / "reader")  # raises nothing


def test_an_export_with_one_flipped_bit_is_made_again(settings: Settings, cache: Path, tmp_path: Path) -> None:
    whole = find_encoder(BUNDLED, cache=cache)
    assert whole.folder
    copy = tmp_path / "encoders" / whole.folder.name / "model.onnx"
    shutil.copytree(whole.folder, copy.parent, ignore=lambda *_: ["compiled"])
    flip(copy)
    SentenceTransformerEmbedder(BUNDLED, cache=tmp_path).open()
    assert sha256_of(copy) == whole.onnx


def test_an_export_that_is_believed_is_found_out(
    settings: Settings, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = find_encoder(BUNDLED, cache=cache).onnx
    monkeypatch.setattr("index.encoders.sha256_of", lambda _: whole)
    with pytest.raises(AssertionError):
        test_an_export_with_one_flipped_bit_is_made_again(settings, cache, tmp_path)


def test_nothing_that_is_shipped_can_run_what_it_reads(figure: Figure) -> None:
    files = [path for package in ("index", "rag", "eval", "train") for path in sorted((ROOT / package).rglob("*.py"))]
    found = [f"{path.relative_to(ROOT)}, {each}" for path in files for each in denied(path.read_text())]
    figure(f"deny-list: {len(found)} of its calls in {len(files)} files")
    assert found == []


@pytest.mark.parametrize("line", [
    "import pickle", "from joblib import load", "import torch\ntorch.load('x')", "torch.load(f, weights_only=False)",
    "from langchain_core.prompts import load_prompt\nload_prompt('x')", "hub.pull('owner/prompt')",
    "langchain.hub.pull('x')", "AutoModel.from_pretrained(name, trust_remote_code=True)", "yaml.load(text)",
    "yaml.load(text, Loader=yaml.Loader)", "FAISS.load_local(f, e, allow_dangerous_deserialization=True)",
    "np.load(f, allow_pickle=True)", "subprocess.run(line, shell=True)", "eval(text)", "os.system(line)",
    "httpx.get(url, verify=False)", "Settings(anonymized_telemetry=True)", "etree.XMLParser(resolve_entities=True)",
])  # fmt: skip
def test_what_is_denied_is_found_out(line: str) -> None:
    assert list(denied(line))
