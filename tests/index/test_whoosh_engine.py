"""Whoosh on an index large enough for its shortcuts, held against plain counting."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from index.engine import IndexDocument, Period, Searcher
from index.query import parse
from index.whoosh_engine import WhooshEngine

WORDS = [f"كلمة{n}" for n in range(60)]
FIRST = date(2020, 1, 1)


def document(n: int) -> IndexDocument:
    chance = random.Random(n)
    words = [WORDS[min(int(chance.paretovariate(0.7)), len(WORDS)) - 1] for _ in range(30)]
    return IndexDocument(
        id=f"{n:04}",
        published=FIRST + timedelta(days=n) if n % 3 else None,
        title_ar=words[:3],
        title_en=[],
        text_ar=[" ".join(words)],
        text_en=[],
    )


DOCUMENTS = {f"{n:04}": document(n) for n in range(600)}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("whoosh")
    engine = WhooshEngine()
    engine.create(folder)
    assert engine.write(folder, DOCUMENTS.values(), [], lambda done: None) == 600
    searcher = engine.open(folder)
    yield searcher
    searcher.close()


def having(word: str) -> set[str]:
    return {d.id for d in DOCUMENTS.values() if word in " ".join((*d.title_ar, *d.text_ar)).split()}


@pytest.mark.parametrize("seed", range(25))
def test_the_best_are_the_best_of_all(searcher: Searcher, seed: int) -> None:
    one, two, three = random.Random(seed).sample(WORDS, 3)
    expected = {
        f"{one} OR {two}": having(one) | having(two),
        f"{one} OR {two} OR {three}": having(one) | having(two) | having(three),
        f"{one} {two}": having(one) & having(two),
        f"{one} -{two}": having(one) - having(two),
        f"-{one} OR {two} -{three}": (set(DOCUMENTS) - having(one)) | (having(two) - having(three)),
    }
    for query, ids in expected.items():
        root = parse(query).root
        assert root is not None
        everything = searcher.search(root, Period(), 0, 1000)
        assert {found for found, _ in everything.ranked} == ids
        best = searcher.search(root, Period(), 0, 10)
        assert best.total == everything.total == len(ids)
        assert [score for _, score in best.ranked] == [s for _, s in everything.ranked[:10]]


def test_scores_of_alternatives_add_up(searcher: Searcher) -> None:
    def scores(query: str) -> dict[str, float]:
        root = parse(query).root
        assert root is not None
        return dict(searcher.search(root, Period(), 0, 1000).ranked)

    one, two = scores("كلمة5"), scores("كلمة20")
    both = scores("كلمة5 OR كلمة20")
    assert both == pytest.approx({n: one.get(n, 0) + two.get(n, 0) for n in one | two})


def test_a_period_limits_what_is_counted(searcher: Searcher) -> None:
    period = Period(FIRST + timedelta(days=100), FIRST + timedelta(days=199))
    root = parse("كلمة0 OR كلمة1 OR كلمة2").root
    assert root is not None
    ids = having("كلمة0") | having("كلمة1") | having("كلمة2")
    expected = {i for i in ids if 100 <= int(i) < 200 and int(i) % 3}
    found = searcher.search(root, period, 0, 5)
    assert found.total == len(expected)
    assert {i for i, _ in found.ranked} <= expected
    assert len(found.ranked) == 5
