"""Writes requirements.lock: every package for every platform and Python we support, pinned by hash.

Run by `dev.py lock`, with the pip that .venv has. Pip resolves for one environment at a time, and reads
conditions like `sys_platform == "win32"` by the machine it runs on; so it is asked once per environment,
with that environment's answers put in place of the machine's own. Where the packages come from is pip's
configuration and nobody else's business: no address is written here or in the lock.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# Platform tags that pip may pick files by, and the conditions that packages ask about.
PLATFORMS = {
    "linux": (
        [f"manylinux_2_{minor}_x86_64" for minor in (34, 31, 28, 27, 26, 24, 17)]
        + ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"],
        {
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "platform_machine": "x86_64",
        },
    ),
    "win32": (
        ["win_amd64"],
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    ),
    "darwin": (
        ["macosx_14_0_arm64"],
        {
            "sys_platform": "darwin",
            "platform_system": "Darwin",
            "os_name": "posix",
            "platform_machine": "arm64",
        },
    ),
}
Environment = tuple[str, str]  # platform, Python

PIP_ELSEWHERE = """
import json, sys
from pip._vendor.packaging import markers
from pip._internal.cli.main import main
answers = json.loads(sys.argv[1])
original = markers.default_environment
markers.default_environment = lambda: {**original(), **answers}
sys.exit(main(sys.argv[2:]))
"""


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    environments = [(platform, python) for python in PYTHONS for platform in PLATFORMS]

    # The oldest Python decides the versions; every other environment follows, so that all run the same ones.
    versions = resolve(environments[0], wanted, {})
    found = {environments[0]: versions}
    for platform in list(PLATFORMS)[1:]:
        found[platform, PYTHONS[0]] = resolve((platform, PYTHONS[0]), wanted, versions)
        versions = versions | found[platform, PYTHONS[0]]
    rest = [environment for environment in environments if environment not in found]
    with ThreadPoolExecutor(4) as pool:
        results = pool.map(lambda environment: resolve(environment, wanted, versions), rest)
        found.update(zip(rest, results, strict=True))

    lines = [
        "# Every package, runtime and development, pinned by version and by the hash of each of its files.",
        f"# For {', '.join(PLATFORMS)} and Python {PYTHONS[0]} to {PYTHONS[-1]}; renew it with dev.py lock.",
    ]
    pinned = sorted({pin for resolved in found.values() for pin in resolved.items()})
    for name, version in pinned:
        where = [environment for environment in environments if found[environment].get(name) == version]
        condition = marker(where)
        entry = [f"{name}=={version}{condition and ' ; ' + condition}"]
        entry += [f"    --hash=sha256:{value}" for value in file_hashes(name, version)]
        lines.append(" \\\n".join(entry))
    (ROOT / "requirements.lock").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"requirements.lock: {len(pinned)} packages")


def resolve(environment: Environment, wanted: list[str], pins: dict[str, str]) -> dict[str, str]:
    """Name and version of everything that one environment needs; `pins` decides where it has an opinion."""
    platform, python = environment
    tags, answers = PLATFORMS[platform]
    answers = {**answers, "python_version": python, "python_full_version": f"{python}.0"}
    print(f"Resolving for {platform}, Python {python}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        constraints, report = Path(folder, "constraints.txt"), Path(folder, "report.json")
        constraints.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()))
        command = [sys.executable, "-c", PIP_ELSEWHERE, json.dumps(answers)]
        command += ["-qq", "install", "--dry-run", "--ignore-installed", "--report", str(report)]
        command += ["--only-binary=:all:", "--target", folder, "--python-version", python]
        command += [f"--platform={tag}" for tag in tags]
        subprocess.run([*command, "--constraint", str(constraints), *wanted], check=True)
        installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {canonical(item["metadata"]["name"]): item["metadata"]["version"] for item in installs}


def canonical(name: str) -> str:
    from pip._vendor.packaging.utils import canonicalize_name

    return str(canonicalize_name(name))


def marker(where: Iterable[Environment]) -> str:
    """The condition that holds in these environments and in no other of ours; empty when it always holds."""
    where = set(where)
    platforms = [platform for platform in PLATFORMS if any(place[0] == platform for place in where)]
    pythons = [python for python in PYTHONS if any(place[1] == python for place in where)]
    if where != {(platform, python) for platform in platforms for python in pythons}:
        parts = [marker({place}) for place in sorted(where)]
        return " or ".join(f"({part})" for part in parts)
    conditions = []
    if len(platforms) < len(PLATFORMS):
        either = " or ".join(f'sys_platform == "{platform}"' for platform in platforms)
        conditions.append(f"({either})" if len(platforms) > 1 else either)
    if pythons[0] != PYTHONS[0]:
        conditions.append(f'python_version >= "{pythons[0]}"')
    if pythons[-1] != PYTHONS[-1]:
        conditions.append(f'python_version <= "{pythons[-1]}"')
    return " and ".join(conditions)


def file_hashes(name: str, version: str) -> list[str]:
    """The sha256 of every file of one release, as the index that pip is configured with states them."""
    from pip._internal.commands import create_command
    from pip._internal.index.collector import LinkCollector, parse_links
    from pip._internal.models.link import Link
    from pip._vendor.packaging.utils import parse_sdist_filename, parse_wheel_filename
    from pip._vendor.packaging.version import Version

    command = create_command("index")
    hashes = set()
    with command.main_context():
        options, _ = command.parse_args([])
        collector = LinkCollector.create(command.get_default_session(options), options=options)
        for address in collector.search_scope.get_index_urls_locations(name):
            # A folder on this machine may hold files that nobody else has.
            page = None if address.startswith("file:") else collector.fetch_response(Link(address))
            for link in parse_links(page) if page else ():
                read = parse_wheel_filename if link.filename.endswith(".whl") else parse_sdist_filename
                try:
                    release = read(link.filename)[1]
                except ValueError:  # formats that pip no longer installs
                    continue
                if release == Version(version) and link.hash_name == "sha256":
                    hashes.add(link.hash)
    if not hashes:
        sys.exit(f"The index states no sha256 for {name} {version}; the lock is left as it was.")
    return sorted(hashes)


if __name__ == "__main__":
    main()
