"""Citations for wherever text can be pasted: an article, or one sentence pair of it."""

from collections.abc import Iterator

from archive.article import SentencePair, TranslatedArticle
from archive.citation.reference import Link, credit, one_line, reference, title_credit

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def plain_text(
    translated: TranslatedArticle, link: Link | None = None, pair: SentencePair | None = None
) -> str:
    """Cite an article in a line, a sentence of it in two more, and its address in the last.

    Arabic stands in isolates (Unicode Standard Annex #9), so that no line is reordered by it.
    """
    lines = [" – ".join(_parts(translated))]
    if pair is not None:
        lines.append(f"[{pair.sentence.n}] {isolated(one_line(pair.sentence.text))}")
    if pair is not None and pair.translation is not None:
        english = one_line(pair.translation.text)
        lines.append(f"[{pair.sentence.n}] {english} ({credit([pair.translation])})")
    if link is not None:
        lines.append(link(translated.article.id))
    return "".join(f"{line}\n" for line in lines)


def isolated(text: str) -> str:
    """Keep a text of either direction from reordering the line it stands in."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def _parts(translated: TranslatedArticle) -> Iterator[str]:
    cited = reference(translated, None)
    yield isolated(cited.title)
    if cited.english_title:
        yield f"{cited.english_title} ({title_credit(translated)})"
    where = [isolated(text) for text in (cited.source, cited.place) if text]
    yield ", ".join([*where, cited.published.isoformat() if cited.published else "undated"])
    if cited.url:
        yield cited.url
