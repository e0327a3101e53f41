"""Which language a text is in, told by its smallest words. Only so far as the check needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

# Small words that are frequent in one of these languages and rare in the others; none of one letter.
_SMALL: dict[str, str] = {
    "en": "the and of to is for with that are this you we from have will your our not be as it",
    "de": "der die und das ist nicht mit den ein eine wir sie von zu auf für werden sind auch dem",
    "fr": "le la les des et est une pour dans nous vous que qui pas sur avec sont au du cette",
    "es": "el los las es una para con que por del se como más su este son nos usted al",
    "it": "il di che per una con non del della sono gli le nel questo alla più anche si ai",
    "pt": "os as que não uma para com do da em são mais seu este nos pela ao dos",
    "nl": "de het een en van is niet met voor zijn op dat wij we deze worden ook naar bij uw",
    "sv": "och att det som är för inte med av den på vi ni har till ett kan från om era",
    "da": "og at det som er for ikke med af den på vi har til et kan fra jeres hver",
    "nb": "og det som er for ikke med av den på vi dere har til et kan fra deres hver",
    "fi": "ja on ei että se me te ovat kun tai myös voi joka ovat hän mutta jos niin kuin",
    "pl": "nie na się jest to że do jak są dla ten przez oraz od po ich nasz",
    "cs": "je se na že nebo jsou pro jako není do by ale který jsme ve",
}
_KNOWN = {language: frozenset(words.casefold().split()) for language, words in _SMALL.items()}
LOOKED_AT = 400
LEAST_HITS = 3


def guess(words: Iterable[str], *, otherwise: str = "en") -> str:
    """The language with most of its small words among the first few hundred; `otherwise` where that tells nothing."""
    counted = Counter(word.casefold() for _number, word in zip(range(LOOKED_AT), words, strict=False))
    hits = {language: sum(counted[word] for word in small) for language, small in _KNOWN.items()}
    best = max(hits, key=lambda language: (hits[language], language == otherwise))
    return best if hits[best] >= LEAST_HITS and hits[best] > hits.get(otherwise, 0) else otherwise
