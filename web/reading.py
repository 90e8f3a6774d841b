"""The reading page: an article beside its translation, sentence by sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise

from flask import Blueprint, Response, abort, current_app, render_template, request

from archive.article import Article, Block, Flag, Flagged, Role, TranslatedArticle, Translation
from archive.entities.catalogue import Catalogue
from archive.errors import UnknownArticle
from archive.passages.sharing import shared_with
from archive.store import Archive
from index.highlight import Highlighter, Marked, Stretch
from index.naming import NamedPair, Naming
from index.query import Language
from web.alike import no_meaning, same_story
from web.form import highlighter, read_form
from web.language import message

blueprint = Blueprint("reading", __name__)

_PLACES = 3  # articles named for a shared passage

_GONE = message("No article has this address: it may have been removed.")


class View(StrEnum):
    """How the two sides of an article are laid out."""

    BESIDE = "beside"
    SWAPPED = "swapped"
    INTERLEAVED = "interleaved"
    ARABIC = "ar"
    ENGLISH = "en"


@dataclass(frozen=True)
class Pair:
    """A sentence pair as pages show it: the query's words marked, what it names, its flags.

    ``correction`` is the English where a person made it.
    """

    n: int
    arabic: Marked
    english: Marked | None
    named: NamedPair
    flags: tuple[Flagged, ...] = ()
    correction: Translation | None = None

    @property
    def has_lost_numbers(self) -> bool:
        """Whether a number of the Arabic is missing in the English."""
        return any(one.flag is Flag.NUMBERS for one in self.flags)

    @property
    def is_hit(self) -> bool:
        """Whether a word of the query is in it."""
        return bool(self.arabic.marks or (self.english and self.english.marks))


@dataclass(frozen=True)
class _Elsewhere:
    """Where a passage also stands: an article, and its sentence there."""

    article: Article
    n: int


@dataclass(frozen=True)
class _SharedPassage:
    """Sentences ``first`` to ``last``, and some of the articles that have them too."""

    first: int
    last: int
    others: list[_Elsewhere]
    articles: int


@dataclass(frozen=True)
class _NearDuplicate:
    """An article that has most of this one's text, and which share of it, from 0 to 1."""

    article: Article
    share: float


@dataclass(frozen=True)
class _ShownBlock:
    """A block with its sentence pairs, and the shared passages that begin in it."""

    block: Block
    pairs: list[Pair]
    passages: list[_SharedPassage]


@dataclass(frozen=True)
class _Hits:
    """The sentences with words of the query, and from each of them the one before and after."""

    numbers: Sequence[int] = ()
    before: Mapping[int, int] = field(default_factory=dict)
    after: Mapping[int, int] = field(default_factory=dict)


@blueprint.get("/article/<article_id>")
def page(article_id: str) -> str:
    """Show an article, with the words of the query it was found by marked if there is one."""
    archive: Archive = current_app.extensions["archive"]
    translated = _get(archive, article_id)
    form = read_form()
    naming = Naming(Catalogue(archive), [article_id])
    passages, near = _shared(archive, article_id)
    blocks = list(_blocks(translated, highlighter(form), naming, passages))
    view = request.args.get("view", "")
    return render_template(
        "article.html",
        translated=translated,
        article=translated.article,
        blocks=blocks,
        hits=_hits(blocks),
        near=near,
        stories=same_story(article_id, [one.article.id for one in near]),
        has_meaning=no_meaning() is None,
        made_on=_made_on(translated),
        missing=sum(pair.translation is None for pair in translated.pairs),
        corrected=sum(pair.correction is not None for shown in blocks for pair in shown.pairs),
        losing=sum(pair.has_lost_numbers for shown in blocks for pair in shown.pairs),
        doubtful=sum(
            bool(pair.flags) and not pair.has_lost_numbers
            for shown in blocks
            for pair in shown.pairs
        ),
        has_names=bool(naming.entities(article_id)),
        neighbours=_neighbours(archive, article_id),
        views=list(View),
        view=View(view) if view in list(View) else View.BESIDE,
        form=form,
    )


@blueprint.get("/article/<article_id>/original")
def original(article_id: str) -> Response:
    """Send the file that an article came from, byte for byte, to be saved and not shown."""
    archive: Archive = current_app.extensions["archive"]
    try:
        kept = archive.original(article_id)
    except UnknownArticle:
        abort(404, _GONE)
    response = Response(kept.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=kept.filename)
    return response


def named_pairs(
    translated: TranslatedArticle, marking: Highlighter, naming: Naming
) -> Iterator[Pair]:
    """Yield an article's sentence pairs with the query's words and what they name marked."""
    named = naming.pairs(translated)
    for pair in translated.pairs:
        found = named.get(pair.sentence.n, NamedPair())
        is_title = translated.article.blocks[pair.sentence.block].role is Role.TITLE
        text, translation = pair.sentence.text, pair.translation
        stretches: list[Stretch] = [*naming.stretches(found.arabic), *found.dated, *found.termed]
        arabic = marking.mark(text, Language.ARABIC, stretches, is_title=is_title).marked
        if translation is None:
            yield Pair(pair.sentence.n, arabic, None, found)
            continue
        stretches = [*naming.stretches(found.english)]
        english = marking.mark(
            translation.text, Language.ENGLISH, stretches, is_title=is_title
        ).marked
        correction = translation if translation.author is not None else None
        yield Pair(pair.sentence.n, arabic, english, found, pair.flags, correction)


def _get(archive: Archive, article_id: str) -> TranslatedArticle:
    try:
        return archive.get(article_id)
    except UnknownArticle:
        abort(404, _GONE)


def _blocks(
    translated: TranslatedArticle,
    marking: Highlighter,
    naming: Naming,
    passages: Sequence[_SharedPassage],
) -> Iterator[_ShownBlock]:
    shown = {pair.n: pair for pair in named_pairs(translated, marking, naming)}
    for index, found in groupby(translated.pairs, key=lambda pair: pair.sentence.block):
        pairs = [shown[pair.sentence.n] for pair in found]
        numbers = range(pairs[0].n, pairs[-1].n + 1)
        begun = [passage for passage in passages if passage.first in numbers]
        yield _ShownBlock(translated.article.blocks[index], pairs, begun)


def _shared(archive: Archive, article_id: str) -> tuple[list[_SharedPassage], list[_NearDuplicate]]:
    """Return the passages that other articles have too, and the articles nearly the same."""
    sharing = shared_with(archive, article_id)
    ids = {place.article_id for passage in sharing.passages for place in passage.places}
    ids |= {near.article_id for near in sharing.near_duplicates}
    known = {found.article.id: found.article for found in archive.get_many(sorted(ids))}
    passages = [
        _SharedPassage(
            passage.first,
            passage.last,
            [
                _Elsewhere(known[place.article_id], place.n)
                for place in passage.places[:_PLACES]
                if place.article_id in known
            ],
            passage.articles,
        )
        for passage in sharing.passages
    ]
    near = [
        _NearDuplicate(known[one.article_id], one.share)
        for one in sharing.near_duplicates
        if one.article_id in known
    ]
    return passages, near


def _hits(blocks: Sequence[_ShownBlock]) -> _Hits:
    numbers = [pair.n for shown in blocks for pair in shown.pairs if pair.is_hit]
    after = dict(pairwise(numbers))
    return _Hits(numbers, {later: earlier for earlier, later in after.items()}, after)


def _made_on(translated: TranslatedArticle) -> date | None:
    """Return the day on which the newest of the engines' translations was made."""
    shown = (pair.translation for pair in translated.pairs if pair.translation)
    days = [translation.made_on for translation in shown if translation.author is None]
    return max((day for day in days if day is not None), default=None)


def _neighbours(archive: Archive, article_id: str) -> list[TranslatedArticle | None]:
    """Return the articles published before and after one."""
    ids = archive.neighbours(article_id)
    found = {a.article.id: a for a in archive.get_many([i for i in ids if i])}
    return [found.get(i) if i else None for i in ids]
