"""Passages of an article that are in other articles too, and articles that are nearly the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from archive import tables
from archive.store import Archive

_FORMULA = 20
"""Sentences of the archive beyond which a fingerprint is a formula's, and counts for nothing.

In 30,197 articles of news no sentence of a report is printed in the same words by more than 15, and
what closes court notices, with the verses that they cite, is in 20 to 28. Of 1,337,595 fingerprints
148,649 are in two sentences or more and 426 in more than 20.
"""

_NEAR = 0.5
"""The share of an article's text that makes another one its near-duplicate.

Of 18 pairs looked at, six each at 0.50 to 0.53, at 0.60 to 0.65 and at 0.80 to 0.90, all but one at
0.63 are the same report, reworded; 8,556 of 30,197 articles have a near-duplicate.
"""

_SAME = 0.9  # of the text, both ways
_PASSAGES = 50  # of an article
_PLACES = 10  # of a passage
_DUPLICATES = 20  # of an article
_PORTION = 500  # values in one query


@dataclass(frozen=True)
class Place:
    """Where a passage is in another article: ``n`` is the sentence that its first one is there."""

    article_id: str
    n: int


@dataclass(frozen=True)
class Passage:
    """Sentences ``first`` to ``last`` of an article, all of which other articles have too.

    ``places`` holds those articles that have most of this article's text, ``articles`` counts all.
    """

    first: int
    last: int
    places: tuple[Place, ...]
    articles: int


@dataclass(frozen=True)
class NearDuplicate:
    """An article that has most of another's text: ``share``, from 0 to 1, by characters.

    ``is_same_text`` says that each has nearly all of the other's.
    """

    article_id: str
    share: float
    is_same_text: bool


@dataclass(frozen=True)
class Sharing:
    """What an article has in common with others: passages as they are read, best duplicates first.

    A passage may overlap another one that is in other articles.
    """

    passages: tuple[Passage, ...] = ()
    near_duplicates: tuple[NearDuplicate, ...] = ()


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the article asked about: its length in characters, and its fingerprints."""

    n: int
    length: int
    fingerprints: int


@dataclass(frozen=True)
class _Match:
    """A sentence that another article has: the share of it, and which sentence it is there."""

    sentence: _Sentence
    share: float
    is_passage: bool
    n: int


def shared_with(archive: Archive, article_id: str) -> Sharing:
    """Return what an article has in common with others, nothing where it has no fingerprints.

    A sentence is in another article if half of its fingerprints are or more; to be shown as a
    passage it takes two at least. Fingerprints that more than 20 sentences of the archive have are
    left out, and sentences that have mostly such ones: they are formulas. At most 50 passages, the
    longest ones, with 10 places each, and 20 duplicates. Among 30,197 articles one takes 2 ms in
    the median, 8 ms in 99 of 100 and 21 ms at most.
    """
    with archive.engine.connect() as connection:
        number = connection.execute(
            sa.select(tables.fingerprinted.c.number).where(
                tables.fingerprinted.c.article_id == article_id
            )
        ).scalar()
        if number is None:
            return Sharing()
        elsewhere, formulas = _known_elsewhere(connection, number)
        if not elsewhere:
            return Sharing()
        sentences = _sentences(connection, article_id, number, formulas)
        others = _matches(connection, number, elsewhere, sentences)
        return _sharing(connection, article_id, sentences, others)


def _known_elsewhere(
    connection: sa.Connection, number: int
) -> tuple[dict[int, list[int]], Counter[int]]:
    """Return which sentences have each fingerprint that others have, and how many a formula's."""
    own, other = tables.fingerprint.alias("own"), tables.fingerprint.alias("other")
    is_elsewhere = sa.exists().where(other.c.hash == own.c.hash, other.c.number != own.c.number)
    beyond = sa.select(other.c.n).where(other.c.hash == own.c.hash).limit(1).offset(_FORMULA)
    query = sa.select(own.c.n, own.c.hash, beyond.exists().label("is_formula"))
    elsewhere: defaultdict[int, list[int]] = defaultdict(list)
    formulas: Counter[int] = Counter()
    for n, one, is_formula in connection.execute(query.where(own.c.number == number, is_elsewhere)):
        if is_formula:
            formulas[n] += 1
        else:
            elsewhere[one].append(n)
    return elsewhere, formulas


def _sentences(
    connection: sa.Connection, article_id: str, number: int, formulas: Mapping[int, int]
) -> dict[int, _Sentence]:
    """Return the sentences that are no formulas, in order."""
    fingerprint, sentence = tables.fingerprint, tables.sentence
    counts = (
        sa.select(fingerprint.c.n, sa.func.count().label("count"))
        .where(fingerprint.c.number == number)
        .group_by(fingerprint.c.n)
        .subquery()
    )
    query = (
        sa.select(sentence.c.n, sentence.c.end - sentence.c.start, counts.c.count)
        .join(counts, counts.c.n == sentence.c.n)
        .where(sentence.c.article_id == article_id)
        .order_by(sentence.c.n)
    )
    return {
        n: _Sentence(n, length, count - formulas.get(n, 0))
        for n, length, count in connection.execute(query)
        if formulas.get(n, 0) * 2 <= count
    }


def _matches(
    connection: sa.Connection,
    number: int,
    elsewhere: Mapping[int, Sequence[int]],
    sentences: Mapping[int, _Sentence],
) -> dict[int, dict[int, _Match]]:
    """Return, by the number of each other article, which sentences it has in common."""
    shared: defaultdict[int, defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    places: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for one, other, n_there in _occurrences(connection, number, list(elsewhere)):
        for n in filter(sentences.__contains__, elsewhere[one]):
            shared[other][n].add(one)
            places[other, n][n_there] += 1
    matches: dict[int, dict[int, _Match]] = {}
    for other, by_sentence in shared.items():
        found = {}
        for n, hashes in sorted(by_sentence.items()):
            sentence, count = sentences[n], len(hashes)
            if count * 2 >= sentence.fingerprints:
                there = min(places[other, n].items(), key=lambda item: (-item[1], item[0]))[0]
                found[n] = _Match(sentence, count / sentence.fingerprints, count >= 2, there)
        if found:
            matches[other] = found
    return matches


def _occurrences(
    connection: sa.Connection, number: int, hashes: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield the fingerprint, article's number and sentence where fingerprints are elsewhere."""
    fingerprint = tables.fingerprint
    query = sa.select(fingerprint.c.hash, fingerprint.c.number, fingerprint.c.n)
    for start in range(0, len(hashes), _PORTION):
        portion = fingerprint.c.hash.in_(hashes[start : start + _PORTION])
        yield from connection.execute(query.where(portion, fingerprint.c.number != number))


def _sharing(
    connection: sa.Connection,
    article_id: str,
    sentences: Mapping[int, _Sentence],
    others: Mapping[int, Mapping[int, _Match]],
) -> Sharing:
    length = sum(sentence.length for sentence in sentences.values())
    shares = {
        other: sum(match.sentence.length * match.share for match in found.values()) / length
        for other, found in others.items()
    }
    best = sorted(others, key=lambda other: (-shares[other], other))
    near = [other for other in best if shares[other] >= _NEAR][:_DUPLICATES]
    # A sentence that is too short to be a passage, or is a formula, does not end a row.
    order = {s.n: i for i, s in enumerate(s for s in sentences.values() if s.fingerprints > 1)}
    runs: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for other in best:
        for first, last in _runs(order, others[other]):
            runs[first, last].append((other, others[other][first].n))
    longest = sorted(runs, key=lambda run: (run[0] - run[1], run))[:_PASSAGES]
    shown = {other for run in longest for other, _ in runs[run][:_PLACES]}
    ids = _ids(connection, [*shown, *near])
    lengths = _lengths(connection, [article_id, *(ids[other] for other in near)])
    return Sharing(
        passages=tuple(
            Passage(
                first,
                last,
                tuple(Place(ids[other], n) for other, n in runs[first, last][:_PLACES]),
                len(runs[first, last]),
            )
            for first, last in sorted(longest)
        ),
        near_duplicates=tuple(
            NearDuplicate(
                ids[other],
                shares[other],
                shares[other] >= _SAME and lengths[ids[other]] * _SAME <= lengths[article_id],
            )
            for other in near
        ),
    )


def _runs(order: Mapping[int, int], found: Mapping[int, _Match]) -> Iterator[tuple[int, int]]:
    """Yield first and last of the sentences in a row that another article has."""
    passages = [n for n, match in found.items() if match.is_passage]
    starts = [i for i, n in enumerate(passages) if i == 0 or order[n] > order[passages[i - 1]] + 1]
    for start, end in zip(starts, [*starts[1:], len(passages)], strict=False):
        yield passages[start], passages[end - 1]


def _ids(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, str]:
    done = tables.fingerprinted
    query = sa.select(done.c.number, done.c.article_id)
    return {
        row.number: row.article_id
        for start in range(0, len(numbers), _PORTION)
        for row in connection.execute(
            query.where(done.c.number.in_(numbers[start : start + _PORTION]))
        )
    }


def _lengths(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    article = tables.article
    query = sa.select(article.c.id, sa.func.length(article.c.text)).where(article.c.id.in_(ids))
    return dict(connection.execute(query).all())
