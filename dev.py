#!/usr/bin/env python3
"""One door to the work: sets up, starts, tests and packages caseapp. Standard library only.

python3 dev.py start | test | setup | bench | screens | lock | package   (--help on each)
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "caseapp-setup"
LOCK = ROOT / "requirements.lock"

# Lowest share of lines and of branches that the tests must reach, in per cent.
COVERAGE_FLOORS = {"domain": 100, "catalogue": 100, "service": 100, "store": 100, "desktop": 90}

# What Qt's libraries and its xcb and offscreen plugins take from the system, and Debian's name for it.
QT_SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


class StopError(Exception):
    """Known trouble: its text is one clear sentence that says what to do."""


def run(*command: object, **environment: str) -> int:
    """Run a command in the project's root and return its exit code; its output is the user's to see."""
    sys.stdout.flush()
    return subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **environment})


def must(*command: object, **environment: str) -> None:
    """Run a command and stop when it fails."""
    if code := run(*command, **environment):
        raise StopError(f"This command failed with exit code {code}: {' '.join(map(str, command))}")


# --- setup ------------------------------------------------------------------------------------------


def setup(_: argparse.Namespace) -> int:
    """Make or refresh .venv from requirements.lock; does nothing when it is up to date."""
    ensure_environment()
    print(f"Ready: {PYTHON.relative_to(ROOT)}")
    return 0


def ensure_environment() -> None:
    if sys.version_info < (3, 11):
        raise StopError(f"caseapp needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    ensure_qt_libraries()
    wanted = environment_fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    make_venv()
    print("Installing what requirements.lock names; the first time takes a minute or two.")
    pip("install", "--require-hashes", "-r", LOCK)
    pip("install", "--no-build-isolation", "--no-deps", "-e", ".")
    STAMP.write_text(wanted)


def environment_fingerprint() -> str:
    """Changes when anything that decides the content of .venv does."""
    parts = [sys.version.encode(), LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv() -> None:
    if PYTHON.exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        # Debian splits ensurepip out of Python, and venv fails half-way without it.
        install_debian_packages([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
    # A process of its own: the one that is running may not see a newly installed ensurepip.
    must(sys.executable, "-m", "venv", VENV)


def pip(*arguments: object) -> None:
    """Pip in .venv; only its errors are shown, for its warnings concern how this machine is configured."""
    must(PYTHON, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments)


def ensure_qt_libraries() -> None:
    """On Linux, Qt's wheels expect some libraries from the system, and say so only when a window opens."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in QT_SYSTEM_LIBRARIES.items() if not loads(library)]
    if not has_fonts():
        missing.append("fonts-dejavu-core")
    if missing:
        install_debian_packages(missing)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts() -> bool:
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"]
    return any(next(Path(folder).expanduser().rglob("*.[to]tf"), None) for folder in folders)


def install_debian_packages(packages: list[str]) -> None:
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        line = f"sudo apt-get install {' '.join(packages)}"
        raise StopError(
            f"Some system packages are missing. Run this line (on other systems than Debian and Ubuntu,"
            f" install what corresponds) and try again:\n{line}"
        )
    print("Installing system packages:", *packages)
    must("apt-get", "update", "-qq")
    must(
        *("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages),
        DEBIAN_FRONTEND="noninteractive",
    )


# --- the program --------------------------------------------------------------------------------------


def start(arguments: argparse.Namespace) -> int:
    """Open the program; with --demo on a synthetic municipality in a database of its own."""
    ensure_environment()
    program = BIN / "caseapp"
    if not arguments.demo:
        return run(program)
    question = "import platformdirs; print(platformdirs.user_data_path('caseapp', appauthor=False))"
    answer = subprocess.run([PYTHON, "-c", question], check=True, capture_output=True, text=True)
    database = Path(answer.stdout.strip()) / "demo.db"
    if not database.exists():
        database.parent.mkdir(parents=True, exist_ok=True)
        print(f"Making the demo municipality in {database}")
        if code := run(program, "demo", "--database", database):
            database.unlink(missing_ok=True)  # half a municipality would be opened next time
            return code
    return run(program, "--database", database)


def screens(arguments: argparse.Namespace) -> int:
    """Paint every screen into picture files, without a display."""
    ensure_environment()
    return run(
        *(PYTHON, "-m", "caseapp.desktop.screens", "--out", arguments.out.resolve()),
        QT_QPA_PLATFORM="offscreen",
    )


def bench(_: argparse.Namespace) -> int:
    """Run every benchmark in tests/benchmarks; each prints its own ratios."""
    ensure_environment()
    scripts = sorted((ROOT / "tests" / "benchmarks").glob("[a-z]*.py"))
    failed = [
        script.stem
        for script in scripts
        if run(PYTHON, "-m", f"tests.benchmarks.{script.stem}", QT_QPA_PLATFORM="offscreen")
    ]
    print(f"{len(scripts) - len(failed)} benchmarks done, {len(failed)} failed", *failed)
    return 1 if failed else 0


def lock(_: argparse.Namespace) -> int:
    """Resolve pyproject.toml anew for every platform and write requirements.lock."""
    make_venv()  # not the whole setup: the lock may be what is broken
    return run(PYTHON, ROOT / "packaging" / "lock.py")


def package(_: argparse.Namespace) -> int:
    """Build the wheel into dist/."""
    ensure_environment()
    pip("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", "dist", ".")
    print(*sorted(path.relative_to(ROOT) for path in (ROOT / "dist").glob("*.whl")), sep="\n")
    return 0


# --- test ---------------------------------------------------------------------------------------------


def test(arguments: argparse.Namespace) -> int:
    """Style, types, tests, coverage: all of them, also when one fails, so that every fault shows at once."""
    ensure_environment()
    failed = []
    for name, command in {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
    }.items():
        print(f"== {name}")
        if run(PYTHON, "-m", *command):
            failed.append(name)

    print("== pytest")
    results = VENV / "test-results.xml"
    results.unlink(missing_ok=True)
    chosen = arguments.pytest
    command = ["pytest", "-n", "auto", f"--junitxml={results}", *chosen]
    if not chosen:
        command += ["--cov", "--cov-report="]
    if run(PYTHON, "-m", *command, QT_QPA_PLATFORM="offscreen"):
        failed.append("pytest")

    print("== coverage")
    if chosen:
        print("Not judged: only the chosen tests were run.")
    elif not coverage_holds():
        failed.append("coverage")

    print(f"== {'failed: ' + ', '.join(failed) if failed else 'all good'}")
    print(count_tests(results))
    return 1 if failed else 0


def coverage_holds() -> bool:
    """Print lines and branches reached per area, with the places missed, and judge them by the floors."""
    report = VENV / "coverage.json"
    report.unlink(missing_ok=True)
    run(PYTHON, "-m", "coverage", "json", "-q", "-o", report)
    if not report.exists():
        return False
    files = json.loads(report.read_text())["files"]
    holds = True
    print(f"{'area':<12}{'lines':>9}{'branches':>10}{'floor':>8}")
    for area, floor in COVERAGE_FLOORS.items():
        inside = {name: entry for name, entry in files.items() if Path(name).parts[2] == area}
        lines, branches = share(inside, "lines", "statements"), share(inside, "branches", "branches")
        good = min(lines, branches) >= floor
        holds = holds and good
        print(f"{area:<12}{lines:>8.1f}%{branches:>9.1f}%{floor:>7}%{'' if good else '  too low'}")
        for name, entry in {} if good else inside.items():
            missed = [str(line) for line in entry["missing_lines"]]
            missed += [f"{origin}→{target}" for origin, target in entry["missing_branches"]]
            if missed:
                print(f"    {name}: {', '.join(missed[:12])}{' …' if len(missed) > 12 else ''}")
    return holds


def share(files: dict, covered: str, total: str) -> float:
    """Per cent of lines or branches reached; nothing to reach is all of it."""
    whole = sum(entry["summary"][f"num_{total}"] for entry in files.values())
    reached = sum(entry["summary"][f"covered_{covered}"] for entry in files.values())
    return 100 * reached / whole if whole else 100.0


def count_tests(results: Path) -> str:
    if not results.exists():
        return "0 passed, 0 failed: the tests did not start"
    count = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in ET.parse(results).getroot().iter("testsuite"):
        for kind in count:
            count[kind] += int(suite.get(kind, 0))
    failed = count["failures"] + count["errors"]
    return f"{count['tests'] - failed - count['skipped']} passed, {failed} failed, {count['skipped']} skipped"


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (start, test, setup, bench, screens, lock, package):
        entry = commands.add_parser(command.__name__, help=command.__doc__, description=command.__doc__)
        entry.set_defaults(command=command)
        if command is start:
            entry.add_argument("--demo", action="store_true", help="open a synthetic municipality")
        elif command is screens:
            entry.add_argument("--out", type=Path, default=Path("build/screens"), metavar="DIR")
        elif command is test:
            entry.epilog = "All further arguments go to pytest, for example: test -k deadline"
    arguments, rest = parser.parse_known_args()
    if rest and arguments.command is not test:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.pytest = [argument for argument in rest if argument != "--"]
    try:
        return arguments.command(arguments)
    except StopError as trouble:
        print(trouble, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
