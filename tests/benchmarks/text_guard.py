"""How often the text guard is wrong on ordinary text, and how fast it reads.

    python -m tests.benchmarks.text_guard FOLDER

FOLDER holds text files (*.txt) of published documents, which name no client: every stop in them is false. A
warning of a name may be right, since officials are named; the commonest are listed to be judged. The texts
are no part of the program; without a folder there is nothing to measure. What stops is shown with digits as
9.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from caseapp.catalogue.text_words import name_words
from caseapp.domain.text_guard import Finding, guard, stops
from tests.benchmarks.timing import best

_COMMONEST = 20
_CONTEXT = 20


def tell_rates(name: str, text: str, found: list[Finding]) -> None:
    """One line: words, lines, false stops and warnings, each also as a rate."""
    words, lines = len(text.split()), sum(1 for line in text.splitlines() if line.strip())
    stopped = [finding for finding in found if finding.stop]
    struck = {text.count("\n", 0, finding.start) for finding in stopped}
    warned = len(found) - len(stopped)
    print(
        f"{name}: {words} words, {lines} lines; {len(stopped)} stops"
        f" = {1000 * len(stopped) / words:.3f} per 1000 words, {100 * len(struck) / lines:.3f} % of lines;"
        f" {warned} names = {1000 * warned / words:.3f} per 1000 words"
    )
    for finding in stopped:
        around = text[max(0, finding.start - _CONTEXT) : finding.end + _CONTEXT]
        print(f"  {finding.kind}: {re.sub(r'[0-9]', '9', around)!r}")


def main(folder: Path) -> None:
    """Measure every text in the folder, and all of them together."""
    words = name_words()
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
    named: Counter[str] = Counter()
    for name, text in texts.items():
        found = guard(text, words)
        tell_rates(name, text, found)
        named.update(" ".join(text[f.start : f.end].split()) for f in found if not f.stop)
    if texts:
        whole = "\n".join(texts.values())
        tell_rates("all", whole, guard(whole, words))
        print("names:", ", ".join(f"{word} {count}" for word, count in named.most_common(_COMMONEST)))
        for what, work in (("stops", lambda: stops(whole)), ("all", lambda: guard(whole, words))):
            seconds = best(work, 3)
            print(f"{what}: {seconds * 1e3:.0f} ms for {len(whole)} characters")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        print("text_guard: nothing to measure without a folder of texts")
