"""What the code must not do: read what can carry code, run what it was given, or let others in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

CARRIERS = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
"""Modules that read files which can carry code."""

CALLS = {
    "compile", "eval", "exec", "hub.pull", "load_prompt", "load_prompt_from_config", "os.popen", "os.system",
    "PythonREPLTool", "ssl._create_unverified_context", "tempfile.mktemp", "yaml.full_load", "yaml.unsafe_load",
}  # fmt: skip
"""Calls that run what they are given, or fetch it."""

KEYWORDS = {
    "allow_dangerous_code": True, "allow_dangerous_deserialization": True, "allow_pickle": True,
    "allow_dangerous_requests": True, "anonymized_telemetry": True, "resolve_entities": True, "shell": True,
    "trust_remote_code": True, "verify": False, "weights_only": False,
}  # fmt: skip
"""Arguments that switch a guard off."""

LOADERS = {"BaseLoader", "CSafeLoader", "SafeLoader"}
"""Of yaml, that make nothing but plain values."""


def denied(source: str) -> Iterator[str]:
    """Each in a few words, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from (f"line {node.lineno}: imports {name}" for name in names if name.split(".")[0] in CARRIERS)
        if isinstance(node, ast.Call):
            yield from (f"line {node.lineno}: {found}" for found in _calls(node))


def _calls(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    if name in CALLS or name.split(".")[-1] in {"load_prompt", "PythonREPLTool"} or name.endswith("hub.pull"):
        yield f"calls {name}"
    given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    for argument, value in given.items():
        if argument in KEYWORDS and isinstance(value, ast.Constant) and value.value is KEYWORDS[argument]:
            yield f"calls {name} with {argument}={value.value}"
    if name == "torch.load" and "weights_only" not in given:
        yield "calls torch.load without weights_only"
    if name == "yaml.load" and ast.unparse(given.get("Loader", node)).split(".")[-1] not in LOADERS:
        yield "calls yaml.load without a safe loader"
