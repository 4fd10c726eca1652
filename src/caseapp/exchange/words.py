"""How written words are compared: without case, accents, spaces and, for headers, punctuation."""

from __future__ import annotations

import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")


def folded(text: str) -> str:
    """`  Förlängd  t.o.m. ` → `forlangd t.o.m.`: for values, where a sign can be all there is."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_DASHES))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def letters(text: str) -> str:
    """`Förlängd t.o.m.` → `forlangdtom`: for headers and names, where only letters and digits tell."""
    return "".join(c for c in folded(text) if c.isalnum())
