"""The engine on an index of several segments, held against plain counting."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from index import parallel, segments
from index.analysis import analyse
from index.documents import IndexDocument, Side
from index.engine import Order, Period, Searcher
from index.parsing import parse
from index.query import (
    Alternative,
    And,
    How,
    Language,
    Node,
    Not,
    Or,
    Pattern,
    View,
    Wanted,
    Words,
)
from index.whoosh_engine import WhooshEngine
from tests.conftest import ROOT

WORDS = [f"كلمة{n}" for n in range(60)]
FIRST = date(2020, 1, 1)


def document(n: int) -> IndexDocument:
    chance = random.Random(n)
    words = [WORDS[min(int(chance.paretovariate(0.7)), len(WORDS)) - 1] for _ in range(30)]
    return IndexDocument(
        id=f"{n:04}",
        published=FIRST + timedelta(days=n) if n % 3 else None,
        arabic=Side([" ".join(words[:3])], [], [" ".join(words[:15]), " ".join(words[15:])]),
        source=f"مصدر {n % 4}",
        entities=[f"entity-{n % 5}", "entity-all"],
    )


DOCUMENTS = {f"{n:04}": document(n) for n in range(600)}


def read(ids: Sequence[str]) -> Iterator[IndexDocument]:
    return (DOCUMENTS[i] for i in ids if i in DOCUMENTS)


def nothing(done: int, total: int) -> None:
    pass


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("whoosh")
    engine = WhooshEngine()
    engine.create(folder)
    ids = list(DOCUMENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_MOST_POSTINGS", 2000)
        assert engine.write(folder, read, ids[:500], [], nothing) == 500
        # Some again, some that were never there.
        assert engine.write(folder, read, ids[400:], ["nobody"], nothing) == 600
    assert len(list(folder.glob("*.pst"))) > 5
    searcher = engine.open(folder)
    yield searcher
    searcher.close()


def expanded(node: Node | None) -> Node:
    """Take every word as it was typed, and nothing else."""
    match node:
        case Words(slots=slots, typed=typed, slop=slop):
            alternatives = tuple(
                (
                    Alternative(View.EXACT, slot.token.exact),
                    Alternative(View.STEM, slot.token.stem),
                )
                for slot in slots
            )
            return Wanted(node, (Pattern(alternatives, How.TYPED, typed, slop=slop),))
        case And(parts):
            return And(tuple(map(expanded, parts)))
        case Or(parts):
            return Or(tuple(map(expanded, parts)))
        case Not(part):
            return Not(expanded(part))
    assert node is not None
    return node


def asked(query: str) -> Node:
    return expanded(parse(query).root)


def having(test: Callable[[list[str]], bool]) -> set[str]:
    """The articles one of whose sentences passes a test of its words' stems."""
    return {
        d.id
        for d in DOCUMENTS.values()
        if any(test([t.stem for t in analyse(s)]) for s in (*d.arabic.title, *d.arabic.body))
    }


def with_word(word: str) -> set[str]:
    stem = next(analyse(word)).stem
    return having(lambda words: stem in words)


@pytest.mark.parametrize("seed", range(25))
def test_the_best_are_the_best_of_all(searcher: Searcher, seed: int) -> None:
    one, two, three = random.Random(seed).sample(WORDS, 3)
    first, second, third = map(with_word, (one, two, three))
    expected = {
        f"{one} OR {two}": first | second,
        f"{one} OR {two} OR {three}": first | second | third,
        f"{one} {two}": first & second,
        f"{one} -{two}": first - second,
        f"-{one} OR {two} -{three}": (set(DOCUMENTS) - first) | (second - third),
    }
    for query, ids in expected.items():
        root = asked(query)
        everything = searcher.search(root, Period(), offset=0, limit=1000)
        assert {found.id for found in everything.ranked} == ids
        best = searcher.search(root, Period(), offset=0, limit=10)
        assert best.total == everything.total == len(ids)
        assert best.ranked == everything.ranked[:10]
        assert (
            searcher.search(root, Period(), offset=10, limit=10).ranked
            == (everything.ranked[10:20])
        )


@pytest.mark.parametrize("seed", range(15))
def test_phrases_and_nearness(searcher: Searcher, seed: int) -> None:
    chance = random.Random(seed)
    one, two = chance.choices(WORDS[:8], k=2)
    stems = [next(analyse(word)).stem for word in (one, two)]
    slop = chance.randrange(4)

    def in_order(words: list[str]) -> bool:
        return any(words[n : n + 2] == stems for n in range(len(words)))

    def near(words: list[str]) -> bool:
        places = [[n for n, w in enumerate(words) if w == stem] for stem in stems]
        return any(a != b and abs(a - b) <= slop + 1 for a in places[0] for b in places[1])

    found = searcher.search(asked(f'"{one} {two}"'), Period(), offset=0, limit=1000)
    assert {f.id for f in found.ranked} == having(in_order)
    found = searcher.search(asked(f'"{one} {two}"~{slop}'), Period(), offset=0, limit=1000)
    assert {f.id for f in found.ranked} == having(near)


def test_scores_of_alternatives_add_up(searcher: Searcher) -> None:
    def scores(root: Node) -> dict[str, float]:
        found = searcher.search(root, Period(), offset=0, limit=1000)
        return {one.id: one.score for one in found.ranked}

    one, two = asked("كلمة5"), asked("كلمة20")
    both = scores(Or((one, two)))
    single = scores(one), scores(two)
    for article_id, score in both.items():
        sum_of_both = sum(each.get(article_id, 0.0) for each in single)
        assert score >= sum_of_both - 1e-4  # more where the words stand near each other
        if not all(article_id in each for each in single):
            assert score == pytest.approx(sum_of_both, rel=1e-4)


def test_a_word_in_the_title_counts_more(searcher: Searcher) -> None:
    found = searcher.search(asked("كلمة1"), Period(), offset=0, limit=600).ranked

    def scores(in_title: int, in_text: int) -> list[float]:
        counts = (in_title, in_text)
        return [f.score for f in found if counted(DOCUMENTS[f.id], "كلمة1") == counts]

    assert min(scores(1, 3)) > max(scores(0, 4))


def counted(article: IndexDocument, word: str) -> tuple[int, int]:
    titles, texts = (" ".join(zone).split() for zone in (article.arabic.title, article.arabic.body))
    return titles.count(word), texts.count(word)


def test_a_period_limits_what_is_counted(searcher: Searcher) -> None:
    period = Period(FIRST + timedelta(days=100), FIRST + timedelta(days=199))
    ids = with_word("كلمة0") | with_word("كلمة1") | with_word("كلمة2")
    expected = {i for i in ids if 100 <= int(i) < 200 and int(i) % 3}
    root = asked("كلمة0 OR كلمة1 OR كلمة2")
    found = searcher.search(root, period, offset=0, limit=5)
    assert found.total == len(expected)
    assert {f.id for f in found.ranked} <= expected
    assert len(found.ranked) == 5


def test_orders(searcher: Searcher) -> None:
    root = asked("كلمة1")

    def days(order: Order) -> list[date | None]:
        found = searcher.search(root, Period(), offset=0, limit=600, order=order)
        return [DOCUMENTS[f.id].published for f in found.ranked]

    dated = sorted(d for d in days(Order.RELEVANCE) if d is not None)
    undated = [None] * (len(days(Order.RELEVANCE)) - len(dated))
    assert undated
    assert days(Order.OLDEST) == [*dated, *undated]
    assert days(Order.NEWEST) == [*dated[::-1], *undated]
    recent = [d for d in days(Order.RECENT)[:50] if d is not None]
    relevant = [d for d in days(Order.RELEVANCE)[:50] if d is not None]
    assert sum(d.toordinal() for d in recent) / len(recent) > (
        sum(d.toordinal() for d in relevant) / len(relevant)
    )


def test_the_tally_counts_all_that_is_found(searcher: Searcher) -> None:
    period = Period(FIRST + timedelta(days=100), FIRST + timedelta(days=199))
    found = searcher.search(asked("كلمة1"), period, offset=0, limit=1, tally=True)
    ids = [i for i in with_word("كلمة1") if 100 <= int(i) < 200 and int(i) % 3]
    assert found.total == len(ids)
    assert dict(found.tally.sources) == {
        f"مصدر {n}": sum(int(i) % 4 == n for i in ids) for n in range(4)
    }
    counts = dict(found.tally.entities)
    assert counts["entity-all"] == len(ids)
    assert counts["entity-3"] == sum(int(i) % 5 == 3 for i in ids)
    months = dict(found.tally.months)
    assert months[date(2020, 5, 1)] == sum((FIRST + timedelta(days=int(i))).month == 5 for i in ids)
    assert found.tally.years == ((2020, len(ids)),)
    assert found.tally.languages == ((Language.ARABIC, len(ids)),)
    everything = searcher.search(asked("كلمة1"), Period(), offset=0, limit=1, tally=True)
    assert everything.tally.undated == sum(int(i) % 3 == 0 for i in with_word("كلمة1"))


def test_the_words_of_an_index(searcher: Searcher) -> None:
    counts = searcher.terms.words("ar_exact")
    assert counts["كلمه9"] == searcher.terms.frequency("ar_exact", "كلمه9") > 0
    assert searcher.terms.beginning_with("ar_exact", "كلمه9", 100) == ["كلمه9"]
    assert set(searcher.terms.beginning_with("ar_exact", "كلمه1", 100)) <= set(counts)
    assert searcher.terms.beginning_with("ar_exact", "شيء", 100) == []
    assert searcher.terms.words("en_exact") == {}


def test_segments_do_not_pile_up(tmp_path: Path) -> None:
    engine = WhooshEngine()
    engine.create(tmp_path)
    ids = list(DOCUMENTS)[:80]
    for n, article_id in enumerate(ids, start=1):
        assert engine.write(tmp_path, read, [article_id], [], nothing) == n
    assert len(list(tmp_path.glob("*.pst"))) <= 15
    searcher = engine.open(tmp_path)
    one_by_one = searcher.search(asked("كلمة0 OR كلمة3"), Period(), offset=0, limit=100)
    searcher.close()
    assert engine.write(tmp_path, read, [], ids[:70], nothing) == 10
    searcher = engine.open(tmp_path)
    left = searcher.search(asked("كلمة0 OR كلمة3"), Period(), offset=0, limit=100)
    searcher.close()
    assert {f.id for f in left.ranked} == {f.id for f in one_by_one.ranked} & set(ids[70:])


def test_several_processes_write_what_one_writes(
    tmp_path: Path, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_WORTH_IT", 10)
    monkeypatch.setattr(parallel, "_SHARE", 250)
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    monkeypatch.syspath_prepend(ROOT)  # the other processes read documents by this module
    engine = WhooshEngine()
    engine.create(tmp_path)
    told: list[tuple[int, int]] = []
    count = engine.write(
        tmp_path, read, list(DOCUMENTS), [], lambda done, total: told.append((done, total))
    )
    assert count == 600
    assert told[-1] == (600, 600)
    parted = engine.open(tmp_path)
    for query in ("كلمة0 OR كلمة3", "كلمة1 كلمة2", '"كلمة0 كلمة1"'):
        ours, theirs = (
            each.search(asked(query), Period(), offset=0, limit=600) for each in (parted, searcher)
        )
        assert [f.id for f in ours.ranked] == [f.id for f in theirs.ranked]
    parted.close()


def test_what_fails_in_a_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_WORTH_IT", 1)
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    monkeypatch.syspath_prepend(ROOT)  # the other processes read documents by this module
    engine = WhooshEngine()
    engine.create(tmp_path)
    with pytest.raises(ZeroDivisionError):
        engine.write(tmp_path, failing, ["0001"], [], nothing)


def failing(ids: Sequence[str]) -> Iterator[IndexDocument]:
    raise ZeroDivisionError
