"""The house rules that no linter checks: nothing heavy on import, packages whole, names of modules said in the first line."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [path for package in ("index", "qa", "api", "eval") for path in sorted((ROOT / package).rglob("*.py")) if path.stat().st_size]
HEAVY = (
    "torch", "chromadb", "sentence_transformers", "transformers", "langchain_text_splitters", "numpy", "sqlalchemy", "flask",
    "trafilatura", "htmldate", "feedparser", "dateparser", "lxml", "yaml", "warcio",
)  # fmt: skip


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name for name in HEAVY if name in result.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["ingest", "--help"], ["watch", "--help"], ["ask"], ["nonsense"], ["ask", "x", "-k", "0"]]
)
def test_help_and_usage_errors_load_nothing_heavy(arguments: list[str]) -> None:
    """Help and usage errors answer at once: no model, no database, no numpy."""
    assert set() == loaded_after(f"from api.cli.main import run; run({arguments!r})")


@pytest.mark.parametrize("package", ["index", "qa", "api", "eval"])
def test_importing_a_package_does_no_work(package: str) -> None:
    """Importing a package loads neither torch nor chromadb nor anything else heavy."""
    assert set() == loaded_after(f"import {package}")


@pytest.mark.parametrize("module", ["index.index", "qa.answer", "api.app", "eval.command"])
def test_the_working_modules_load_no_model_library(module: str) -> None:
    """Models and Chroma are loaded when they are used, not when their callers are imported."""
    assert not {"torch", "chromadb", "sentence_transformers", "transformers"} & loaded_after(f"import {module}")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    """A module begins with a docstring whose first line is a sentence."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert text, "no docstring"
    assert text.splitlines()[0].rstrip().endswith((".", "?", ":", ";", ",", '"')) or len(text.splitlines()) > 1


def test_packages_are_found_whole_and_tests_stay_out() -> None:
    """The include pattern finds every package and subpackage of the four, and nothing else."""
    from setuptools import find_packages

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = set(find_packages(str(ROOT), include=settings["tool"]["setuptools"]["packages"]["find"]["include"]))
    there = {str(path.parent.relative_to(ROOT)).replace("/", ".") for path in MODULES}

    assert there <= found
    assert {"index", "qa", "api", "eval"} == {name.split(".")[0] for name in found}


def test_the_sample_travels_with_the_package() -> None:
    """The shipped articles and cases are package data."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]["eval"]
    matched = {path for pattern in patterns for path in (ROOT / "eval").glob(pattern)}

    assert ROOT / "eval/data/sample/articles.jsonl" in matched
    assert ROOT / "eval/data/sample/cases.jsonl" in matched


def test_reading_text_and_json_loads_no_page_library(tmp_path: Path) -> None:
    """Libraries for pages, feeds, front matter and archives are loaded when there is one to read."""
    (tmp_path / "a.txt").write_text("It runs.", encoding="utf-8")
    (tmp_path / "a.json").write_text('{"text": "It runs."}', encoding="utf-8")
    read = f"import datetime as dt; from index.sources import read_paths; assert len(list(read_paths([{str(tmp_path)!r}], {{}}, today=dt.date(2024, 1, 1)))) == 2"

    assert not {"trafilatura", "htmldate", "feedparser", "dateparser", "lxml", "yaml", "warcio"} & loaded_after(read)


@pytest.mark.parametrize(
    ("library", "door"),
    [
        ("trafilatura", "page"),
        ("htmldate", "page"),
        ("feedparser", "feed"),
        ("dateparser", "moments"),
        ("yaml", "markdown"),
        ("warcio", "warc"),
    ],
)
def test_each_format_library_has_one_door(library: str, door: str) -> None:
    """Only one module of ours imports it."""
    importing = {
        path.stem
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if name.split(".")[0] == library
    }

    assert importing == {door}
