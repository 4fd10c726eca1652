"""The house of DESIGN §3: imports go downward only, and each floor knows only what it may know."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"
PACKAGE = SOURCE / "caseapp"

# What each floor may import besides itself. `caseapp` alone is the version; `files` finds the data files.
BELOW: dict[str, set[str]] = {
    "domain": set(),
    "catalogue": {"domain", "files"},
    "store": {"catalogue", "domain", "files"},
    "exchange": {"catalogue", "domain", "files"},
    "report": {"catalogue", "domain", "files"},
    "service": {"store", "exchange", "report", "catalogue", "domain", "files"},
    "cli": {"service", "store", "exchange", "report", "catalogue", "domain", "files"},
    "desktop": {"service", "store", "exchange", "report", "catalogue", "domain", "files"},
    "files": set(),
    "__main__": {"cli"},
}
# `caseapp` without a command starts the desktop program, so that one call stands inside a function.
WITHIN_A_FUNCTION: dict[str, set[str]] = {"cli": {"desktop"}}
HEAVY = {"reportlab", "xlsxwriter", "python_calamine", "icalendar", "keyring", "alembic", "holidays"}
MODULES = sorted(PACKAGE.rglob("*.py"))


class Import(NamedTuple):
    """One import: the module named, the line, and whether it runs as the file is loaded."""

    module: str
    line: int
    at_load: bool


def floor_of(path: Path) -> str:
    """The folder under caseapp, or the name of a file that stands at its root."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(path: Path) -> list[Import]:
    """Every import in a file, with relative ones spelt out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = [*path.relative_to(SOURCE).with_suffix("").parts]
    return list(_walk(tree, package, at_load=True))


def _walk(node: ast.AST, package: list[str], *, at_load: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for name in child.names:
                yield Import(name.name, child.lineno, at_load)
        elif isinstance(child, ast.ImportFrom):
            base = ".".join(package[: -child.level]) if child.level else ""
            module = ".".join(filter(None, (base, child.module)))
            if module == "caseapp":
                for name in child.names:
                    yield Import(f"caseapp.{name.name}", child.lineno, at_load)
            else:
                yield Import(module, child.lineno, at_load)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                yield from _walk(ast.Module([part], []), package, at_load=False)
            for part in child.orelse:
                yield from _walk(ast.Module([part], []), package, at_load=at_load)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(child, package, at_load=at_load and not inside)


def told(path: Path, found: Import) -> str:
    """`service/record.py:15 imports …`, as a fault is told."""
    return f"{path.relative_to(PACKAGE)}:{found.line} imports {found.module}"


def outside(path: Path) -> list[Import]:
    """The imports of other people's libraries."""
    return [found for found in imports_of(path) if found.module.partition(".")[0] != "caseapp"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downward_only(path: Path) -> None:
    floor = floor_of(path)
    faults = []
    for found in imports_of(path):
        parts = found.module.split(".")
        if parts[0] != "caseapp" or len(parts) < 2 or parts[1] in (floor, "__version__"):
            continue
        allowed = BELOW.get(floor, set()) | (set() if found.at_load else WITHIN_A_FUNCTION.get(floor, set()))
        if parts[1] not in allowed:
            faults.append(told(path, found))
    assert faults == []


def test_qt_lives_in_desktop_only() -> None:
    faults = [
        told(path, found)
        for path in MODULES
        if floor_of(path) != "desktop"
        for found in outside(path)
        if found.module.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph")
    ]
    assert faults == []


def test_sql_lives_in_store_only() -> None:
    faults = [
        told(path, found)
        for path in MODULES
        if floor_of(path) != "store"
        for found in outside(path)
        if found.module.partition(".")[0] in ("sqlalchemy", "alembic")
    ]
    assert faults == []


def test_the_domain_knows_nothing_but_the_standard_library() -> None:
    faults = [
        told(path, found)
        for path in MODULES
        if floor_of(path) == "domain"
        for found in outside(path)
        if found.module.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert faults == []


def test_heavy_libraries_are_imported_when_first_used() -> None:
    faults = [
        told(path, found)
        for path in MODULES
        for found in outside(path)
        if found.at_load and found.module.partition(".")[0] in HEAVY
    ]
    assert faults == []


def test_every_folder_says_what_lives_in_it() -> None:
    folders = {path.parent for path in MODULES}
    silent = [
        str(folder.relative_to(SOURCE))
        for folder in sorted(folders)
        if not (folder / "__init__.py").is_file()
        or not ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    ]
    assert silent == []
