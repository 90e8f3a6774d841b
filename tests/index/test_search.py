import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest import read_article
from archive.store import Archive
from index.analysis import analyse
from index.deadline import QueryTooSlow
from index.engine import Order, Period
from index.generations import Generations
from index.highlight import Marked
from index.lexicon.lexicon import Lexicon
from index.parsing import parse
from index.query import And, How, Language, Node, Not, Or, View, Words
from index.results import Hit
from index.search import IndexUnavailable, SearchIndex
from tests.conftest import KEY

Library = tuple[Archive, SearchIndex]

MOBILISATION, OPERATION, DRONES, UN, CLASHES = (
    "81f36cc25451",
    "c0efed6af520",
    "789f86e46657",
    "d9abc7277d5c",
    "2e2a97e0d3f5",
)
ALL = {MOBILISATION, OPERATION, DRONES, UN, CLASHES}


def ids(library: Library, query: str, period: Period | None = None) -> set[str]:
    return {hit.article.article.id for hit in library[1].search(query, period).hits}


def words(marked: Marked | None) -> list[str]:
    return [marked.text[start:end] for start, end in marked.marks] if marked else []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("أذربيجان", ALL),
        ("اذربيجان", ALL),
        ("قرة", ALL),
        ("قره", ALL),
        ("كاراباخ", ALL),
        ("Qarabagh", ALL),
        ('entity:"قرة باغ"', ALL),
        ("entity:Karabakh", ALL),
        ("place:baku -Lavrov", {OPERATION, UN, CLASHES}),
        ("person:Baku", set()),
        ("published:2022", {CLASHES}),
        ("published:..2021 -Lavrov", {UN}),
        ("-published:2020", {OPERATION, DRONES, CLASHES}),
        ("mentions:1988", {MOBILISATION, UN}),
        ('mentions:"شباط 1988"', {MOBILISATION, UN}),
        ("mentions:1988-03", set()),
        ("mentions:..1990 person:Lavrov", {MOBILISATION}),
        ("القوقاز", {CLASHES}),
        ('"وقف إطلاق النار"', ALL - {OPERATION}),
        ('"إطلاق وقف"', set()),
        ("سبوتنيك", {MOBILISATION, UN}),
        ("يريفان", {CLASHES}),
        ("Azerbaijan", ALL),
        ("Lavrov", {MOBILISATION, DRONES}),
        ("lavrov -ليبيا", {MOBILISATION}),
        ("Lavrov NOT Putin", {MOBILISATION}),
        ("Putin لافروف", {DRONES}),
        ("شوشان OR القوقاز", {DRONES, CLASHES}),
        ("-Lavrov", {OPERATION, UN, CLASHES}),
        ("ستة", set()),
    ],
)
def test_articles_are_found_in_either_language(
    library: Library, query: str, expected: set[str]
) -> None:
    found = library[1].search(query, counterparts=False)
    assert {hit.article.article.id for hit in found.hits} == expected


@pytest.mark.parametrize("query", ["Karabakh", "karabakh", "Nagorno", "Nagorno Karabakh"])
def test_a_name_that_the_translation_garbles_is_found_all_the_same(
    library: Library, query: str
) -> None:
    results = library[1].search(query, counterparts=False)
    found = {hit.article.article.id for hit in results.hits}
    assert found == ALL
    assert results.notes == ()
    marks = {reason.found for hit in results.hits for _, reason in hit.reasons}
    assert {"ناغورني كاراباخ", "قرة باغ"} <= marks


@pytest.fixture(scope="module")
def without_names(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Iterator[SearchIndex]:
    """An index of the seeds in which nobody has looked for names."""
    home = tmp_path_factory.mktemp("nameless")
    with Archive.in_file(home / "archive.db") as archive:
        for path in sorted(seeds.iterdir()):
            archive.add(*read_article(path.read_bytes(), path.name))
        index = SearchIndex(archive, home / "index", KEY)
        index.rebuild()
        yield index
        index.close()


@pytest.mark.parametrize("query", ["Karabakh", "karabakh", "Nagorno", "Nagorno Karabakh"])
def test_a_word_that_no_text_has_is_found_by_its_sound(
    without_names: SearchIndex, query: str
) -> None:
    results = without_names.search(query, counterparts=False)
    assert {hit.article.article.id for hit in results.hits} == ALL
    marks = {word for hit in results.hits for s in hit.snippets for word in words(s.arabic)}
    assert marks & {"كاراباخ", "كراباخ", "قره باغ", "قرة باغ", "قره باخ", "ناغورني", "ناغورنو"}
    assert any("sound like it" in note for note in map(str, results.notes))


def test_a_name_is_excluded_by_its_sound_as_well(without_names: SearchIndex) -> None:
    results = without_names.search("أذربيجان -Karabakh")
    assert results.total == 0
    assert any("sound like it" in note for note in map(str, results.notes))


def test_facets_count_what_all_hits_have_in_common(library: Library) -> None:
    facets = library[1].search("أذربيجان", limit=1, with_facets=True).facets
    counts = {entity.id: count for entity, count in facets.entities}
    assert counts["nagorno-karabakh"] == counts["country-az"] == 5
    assert counts["sergey-lavrov"] == 2
    assert facets.tally.years == ((2020, 2), (2022, 1))
    assert facets.tally.months == ((date(2020, 9, 1), 2), (date(2022, 9, 1), 1))
    assert facets.tally.undated == 2
    assert dict(facets.tally.languages)[Language.ARABIC] == 5
    assert library[1].search("أذربيجان").facets.entities == ()


def test_a_hit_on_a_date_shows_the_sentence_that_names_it(library: Library) -> None:
    for found in library[1].search("mentions:1988").hits:
        assert found.snippets
        assert all("1988" in " ".join(words(snippet.arabic)) for snippet in found.snippets)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("person:nobody", "No person in the archive is called “nobody”"),
        ("mentions:someday", "“someday” is not a date or period"),
        ("published:2021..2020", "ends before it begins"),
    ],
)
def test_a_name_or_date_that_can_not_be_searched_for_is_said(
    library: Library, query: str, note: str
) -> None:
    results = library[1].search(query)
    assert results.total == 0
    assert any(note in said for said in map(str, results.notes))


def test_dates_limit_and_leave_out_the_undated(library: Library) -> None:
    assert ids(library, "أذربيجان", Period(date(2022, 1, 1))) == {CLASHES}
    assert ids(library, "ceasefire", Period(date(2022, 1, 1))) == {CLASHES}
    assert ids(library, "أذربيجان", Period(None, date(2021, 1, 1))) == {MOBILISATION, UN}
    assert ids(library, "أذربيجان", Period(date(2020, 9, 28), date(2020, 9, 28))) == {
        MOBILISATION,
        UN,
    }
    assert ids(library, "أذربيجان", Period(date(2023, 1, 1))) == set()


def hit(library: Library, query: str, article_id: str) -> Hit:
    (found,) = (h for h in library[1].search(query).hits if h.article.article.id == article_id)
    return found


def test_snippets_bring_the_counterpart_and_mark_the_side_that_matches(library: Library) -> None:
    found = hit(library, "القوقاز", CLASHES)
    (snippet,) = found.snippets
    pair = found.article.pairs[snippet.n - 1]
    assert snippet.arabic.text == pair.sentence.text
    assert words(snippet.arabic) == ["القوقاز"]
    assert snippet.english is not None
    assert pair.translation is not None
    assert snippet.english.text == pair.translation.text
    assert words(snippet.english) in ([], ["Caucasus"])
    english = hit(library, "Lavrov", MOBILISATION).snippets
    assert english
    assert all("Lavrov" in " ".join(words(s.english)) for s in english)
    assert all(words(s.arabic) for s in english)


def test_titles_are_marked(library: Library) -> None:
    assert words(hit(library, "التعبئة", MOBILISATION).title) == ["التعبئة"]
    assert words(hit(library, "negotiations", UN).english_title) == ["negotiations"]


def test_some_words_do_where_no_article_has_all(library: Library) -> None:
    results = library[1].search("القوقاز شوشان")
    assert {h.article.article.id for h in results.hits} == {CLASHES, DRONES}
    assert "No article has all the words: others have some of them." in map(str, results.notes)
    results = library[1].search("القوقاز شوشان -أذربيجان")
    assert results.total == 0


def test_pages_of_results_are_disjoint_and_complete(library: Library) -> None:
    pages = [library[1].search("أذربيجان", limit=2, offset=n) for n in (0, 2, 4)]
    assert [page.total for page in pages] == [5, 5, 5]
    assert {h.article.article.id for page in pages for h in page.hits} == ALL
    scores = [h.score for page in pages for h in page.hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", ["", "   ", "؟", "OR", "-"])
def test_a_query_without_a_word_finds_nothing(library: Library, query: str) -> None:
    assert library[1].search(query).total == 0


@pytest.mark.parametrize(
    "query",
    ["*", "*ا*", "a* OR " * 1000, "(" * 5000, "x" * 100_000, "\x00\x1f\u202e\u2066", '"' * 999],
)
def test_hostile_queries_are_answered(library: Library, query: str) -> None:
    assert library[1].search(query).total <= 5


@pytest.fixture
def own(tmp_path: Path, seeds: Path) -> tuple[Archive, SearchIndex, Path]:
    folder = tmp_path / "index"
    with Archive.in_file(tmp_path / "archive.db") as archive:
        for path in sorted(seeds.iterdir())[:2]:
            archive.add(*read_article(path.read_bytes(), path.name))
        index = SearchIndex(archive, folder, KEY)
        yield archive, index, folder
        index.close()


def test_an_update_indexes_what_is_new_and_drops_what_is_gone(own, seeds: Path) -> None:
    archive, index, _ = own
    assert index.rebuild() == 2
    assert index.update() == 0
    path = sorted(seeds.iterdir())[4]
    archive.add(*read_article(path.read_bytes(), path.name))
    assert index.is_behind()
    assert index.update() == 1
    assert index.search("القوقاز").total == 1
    archive.remove(CLASHES)
    index.update()
    assert index.search("القوقاز").total == 0
    assert index.manifest().documents == 2
    assert not index.is_behind()


def test_an_update_and_a_rebuild_answer_alike(own, seeds: Path) -> None:
    archive, index, _ = own
    index.rebuild()
    for path in sorted(seeds.iterdir())[2:]:
        archive.add(*read_article(path.read_bytes(), path.name))
        index.update()
    queries = ("أذربيجان", "Karabakh", '"وقف إطلاق النار"', "لافروف OR بوتين")
    updated = [[(h.article.article.id, h.score) for h in index.search(q).hits] for q in queries]
    index.rebuild()
    rebuilt = [[(h.article.article.id, h.score) for h in index.search(q).hits] for q in queries]
    assert updated == rebuilt


def test_an_article_that_is_gone_from_the_archive_is_no_hit(own) -> None:
    archive, index, _ = own
    index.rebuild()
    archive.remove(OPERATION)
    assert [h.article.article.id for h in index.search("أذربيجان").hits] == [MOBILISATION]


def test_without_an_index_the_way_to_one_is_said(own) -> None:
    _, index, _ = own
    with pytest.raises(IndexUnavailable, match="run `warraq reindex`"):
        index.search("أذربيجان")


@pytest.mark.parametrize("damage", ["segment", "manifest", "pointer"])
def test_a_damaged_index_is_not_opened(own, damage: str) -> None:
    archive, index, folder = own
    index.rebuild()
    generation = Generations(folder).current()
    assert generation is not None
    path = {
        "segment": next(p for p in generation.iterdir() if p.suffix == ".pst"),
        "manifest": generation / "manifest.json",
        "pointer": folder / "current",
    }[damage]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.unlink()  # a file of its own, not the one that other generations link to
    path.write_bytes(content)
    again = SearchIndex(archive, folder, KEY)
    with pytest.raises(IndexUnavailable, match="run `warraq reindex`"):
        again.search("أذربيجان")
    assert again.update() == 2
    assert again.search("أذربيجان").total == 2
    again.close()


def test_an_index_of_another_machine_is_not_opened(own) -> None:
    archive, index, folder = own
    index.rebuild()
    with pytest.raises(IndexUnavailable, match="another machine"):
        SearchIndex(archive, folder, b"the key of another installation ").search("x")


def test_an_index_of_another_archive_is_not_opened(own, tmp_path: Path) -> None:
    _, index, folder = own
    index.rebuild()
    with (
        Archive.in_file(tmp_path / "other.db") as other,
        pytest.raises(IndexUnavailable, match="another archive"),
    ):
        SearchIndex(other, folder, KEY).search("x")


def test_a_build_that_fails_leaves_the_old_index(own, monkeypatch: pytest.MonkeyPatch) -> None:
    _, index, folder = own
    index.rebuild()

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild(stop)
    assert index.search("أذربيجان").total == 2
    assert len([p for p in folder.iterdir() if p.is_dir()]) == 1


def test_a_crash_before_the_switch_leaves_the_old_index(own) -> None:
    archive, index, folder = own
    index.rebuild()
    half = Generations(folder).begin()
    (half / "rubbish").write_text("half an index")
    assert SearchIndex(archive, folder, KEY).search("أذربيجان").total == 2
    index.rebuild()
    assert not any((path / "rubbish").exists() for path in folder.iterdir())


def test_a_reader_of_the_old_generation_reads_on(own, seeds: Path) -> None:
    archive, index, folder = own
    index.rebuild()
    reader = SearchIndex(archive, folder, KEY)
    assert reader.search("أذربيجان").total == 2
    before = Generations(folder).current()
    assert before is not None
    files = {p.name: p.read_bytes() for p in before.iterdir()}
    path = sorted(seeds.iterdir())[4]
    archive.add(*read_article(path.read_bytes(), path.name))
    index.update()
    assert {p.name: p.read_bytes() for p in before.iterdir()} == files
    assert reader.search("أذربيجان").total == 3
    reader.close()


def test_links_are_not_needed(own, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, index, _ = own
    index.rebuild()

    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    path = sorted(seeds.iterdir())[4]
    archive.add(*read_article(path.read_bytes(), path.name))
    assert index.update() == 1
    assert index.search("القوقاز").total == 1


def test_threads_search_while_the_index_changes(own, seeds: Path) -> None:
    archive, index, folder = own
    index.rebuild()
    reader = SearchIndex(archive, folder, KEY)
    done = Event()

    def look() -> set[int]:
        totals = {reader.search("أذربيجان").total}
        while not done.is_set():
            totals.add(reader.search("أذربيجان").total)
        return totals | {reader.search("أذربيجان").total}

    with ThreadPoolExecutor(3) as pool:
        looks = [pool.submit(look) for _ in range(3)]
        for path in sorted(seeds.iterdir())[2:]:
            archive.add(*read_article(path.read_bytes(), path.name))
            index.update()
        done.set()
        seen = set().union(*(future.result() for future in looks))
    assert seen <= {2, 3, 4, 5}
    assert 5 in seen
    reader.close()


def answers(node: Node, article_id: str, found: dict[str, set[str]]) -> bool:
    """Evaluate a query by its definition, with the articles that each word is in."""
    match node:
        case Words(slots):
            return article_id in found[slots[0].token.exact]
        case And(parts):
            return all(answers(part, article_id, found) for part in parts)
        case Or(parts):
            return any(answers(part, article_id, found) for part in parts)
        case Not(part):
            return not answers(part, article_id, found)
    raise AssertionError(node)


WORDS = ["لافروف", "بوتين", "القوقاز", "شوشان", "أذربيجان", "سبوتنيك", "ليبيا", "قره", "مجهولة"]
pieces = st.lists(st.sampled_from(["OR", "NOT", "(", ")", "-لافروف", "-بوتين", *WORDS]), max_size=8)


@pytest.fixture(scope="module")
def of_each_word(library: Library) -> dict[str, set[str]]:
    """The articles that each word is in, by its exact view."""
    return {
        next(analyse(word)).exact: {
            hit.article.article.id for hit in library[1].search(word, counterparts=False).hits
        }
        for word in WORDS
    }


@settings(max_examples=60, deadline=None)
@given(pieces)
def test_any_combination_of_words_finds_what_it_means(
    library: Library, of_each_word: dict[str, set[str]], pieces: list[str]
) -> None:
    text = " ".join(pieces)
    root = parse(text).root
    if root is None:
        return
    index = library[1]
    expected = {a for a in ALL if answers(root, a, of_each_word)}
    results = index.search(text, counterparts=False)
    if any("all the words" in note for note in map(str, results.notes)):
        return  # too few for users: more than was asked for is shown, and said so
    assert {hit.article.article.id for hit in results.hits} == expected
    assert results.total == len(expected)
    for limit in (1, 2, 4):
        fewer = index.search(text, limit=limit, counterparts=False)
        assert fewer.total == results.total
        assert [h.score for h in fewer.hits] == [h.score for h in results.hits[:limit]]
    dated = index.search(text, Period(date(2020, 1, 1)), limit=1, counterparts=False)
    if not any("all the words" in note for note in map(str, dated.notes)):
        assert dated.total == len(expected - {OPERATION, DRONES})


def reasons(library: Library, query: str) -> set[tuple[str, str | None, str | None]]:
    return {
        (reason.found, reason.how, reason.view)
        for hit in library[1].search(query).hits
        for _, reason in hit.reasons
    }


def test_why_an_article_matched_is_said(library: Library) -> None:
    assert ("لافروف", How.TYPED, View.EXACT) in reasons(library, "لافروف")
    assert ("القوات", How.TYPED, View.STEM) in reasons(library, "قوات")
    assert ("الأذربيجانية", How.PREFIX, View.EXACT) in reasons(library, "الأذرب*")
    assert ("لافروف", How.FUZZY, View.EXACT) in reasons(library, "لافرف~")
    assert ("قرة باغ", None, None) in reasons(library, "Karabakh")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("الأذرب*", ALL),
        ("azerb*", ALL),
        ("لافرف~", {MOBILISATION, DRONES}),
        ("Lavrof~", {MOBILISATION, DRONES}),
        ("(شوشان OR القوقاز) -شوشان", {CLASHES}),
        ("شوشان أو القوقاز", {DRONES, CLASHES}),
        ("أذربيجان ليس لافروف", {OPERATION, UN, CLASHES}),
        ("title:التعبئة", {MOBILISATION}),
        ("title:لافروف -title:أذربيجان", set()),
        ("exact:القوات lang:en", set()),
        ("lang:en Lavrov", {MOBILISATION, DRONES}),
        ("source:سبوتنيك", {MOBILISATION, UN}),
        ("exact:قرة -Karabakh", set()),
    ],
)
def test_operators_and_fields(library: Library, query: str, expected: set[str]) -> None:
    found = library[1].search(query, counterparts=False)
    assert {hit.article.article.id for hit in found.hits} == expected


def test_a_word_is_found_with_a_particle_joined_to_it(library: Library) -> None:
    # بهدنة and لهدنة stand in no seed without هدنة; the capital stands with a particle.
    for word, joined in (("وساطة", "بوساطة"), ("ستيباناكرت", "لستيباناكرت")):
        texts = [h.article.article.text for h in library[1].search(joined).hits]
        if any(joined in text for text in texts):
            assert ids(library, word) >= ids(library, f"exact:{joined}")


def test_the_other_language_is_searched_by_counterparts(without_names: SearchIndex) -> None:
    results = without_names.search("ceasefire")
    assert results.total > 0
    (also,) = results.also
    assert (also.typed, also.how) == ("ceasefire", How.COUNTERPART)
    assert any("إطلاق النار" in shown for shown in also.shown)
    marked = {w for hit in results.hits for s in hit.snippets for w in words(s.arabic)}
    assert any("إطلاق النار" in stretch for stretch in marked)
    typed = without_names.search("ceasefire", counterparts=False)
    assert typed.total == 0
    assert How.COUNTERPART not in {also.how for also in typed.also}


def test_counterparts_count_less_than_what_was_typed(library: Library) -> None:
    plain = library[1].search("ceasefire", counterparts=False)
    wider = library[1].search("ceasefire")
    assert {h.article.article.id for h in plain.hits} <= {h.article.article.id for h in wider.hits}
    assert Lexicon.base().counterparts(next(analyse("ceasefire")))


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("Armennia", "armenia"),
        ("أذربيجااان", "اذربيجان"),
        ("أذربيجا لافروف", "اذربيجان لافروف"),
        ("Putin Armennia", "Putin armenia"),
        ("Armenia", None),
        ("qqqqqq", None),
    ],
)
def test_misspelt_words_are_put_right(library: Library, query: str, suggestion: str | None) -> None:
    assert library[1].search(query).suggestion == suggestion


def test_hits_are_sorted_by_date_on_request(library: Library) -> None:
    newest = library[1].search("أذربيجان", order=Order.NEWEST).hits
    oldest = library[1].search("أذربيجان", order=Order.OLDEST).hits
    assert newest[0].article.article.id == CLASHES
    assert [h.article.article.id for h in oldest[:2]] == sorted([MOBILISATION, UN])
    assert [h.article.article.published for h in newest[3:]] == [None, None]
    assert [h.article.article.published for h in oldest[3:]] == [None, None]


SAMPLES = (
    "Lavrov’s lavrov tying ties happily happy don't DONT forces İ x يا لافروف، والقُوّات قوات "
    "ولافروف القوقاز. ﻻفروف"
)
texts = st.lists(st.sampled_from(SAMPLES.split()), max_size=8).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from(["Lavrov tie", "happy dont", "قوات لافروف", "forc*", "happi~"]))
def test_texts_that_are_passed_over_have_no_match(library: Library, text: str, query: str) -> None:
    highlighter = library[1].highlighter(query)
    quick = highlighter.mark(text, Language.ENGLISH)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highlighter, "_may_match", lambda text: True)
        assert quick == highlighter.mark(text, Language.ENGLISH)


def test_further_matches_are_counted(library: Library) -> None:
    found = hit(library, "أذربيجان", UN)
    assert len(found.snippets) == 3
    assert found.further > 0


@pytest.mark.parametrize(
    "query", ["القوقاز شوشان person:nobody", "القوقاز شوشان published:2020", "شوشان source:رويترز"]
)
def test_names_dates_and_sources_are_never_left_out(library: Library, query: str) -> None:
    assert library[1].search(query, counterparts=False).total == 0


def test_many_words_need_not_all_occur(library: Library) -> None:
    results = library[1].search("متى زار لافروف مدينة موسكو مع أوباما وترامب")
    assert {MOBILISATION, DRONES} & {h.article.article.id for h in results.hits}
    assert any("all the words" in note for note in map(str, results.notes))


def test_a_filter_narrows_every_alternative_of_a_query(library: Library) -> None:
    index = library[1]
    found = index.search("ceasefire OR Caucasus", filters=['person:"Lavrov"'])
    narrowed = {hit.article.article.id for hit in found.hits}
    assert narrowed == ids(library, "(ceasefire OR Caucasus) person:Lavrov")
    assert narrowed < ids(library, "ceasefire OR Caucasus")


def test_without_words_a_filter_lists_its_articles_newest_first(library: Library) -> None:
    hits = library[1].search("", filters=["place:Azerbaijan"], with_facets=True)
    days = [h.article.article.published for h in hits.hits]
    dated = [day.date for day in days if day]
    assert hits.total == 5
    assert dated == sorted(dated, reverse=True)
    assert days[: len(dated)].count(None) == 0
    assert hits.facets.tally.undated == 2


def test_everything_is_found_only_where_it_is_asked_for(library: Library) -> None:
    index = library[1]
    assert index.search("").total == 0
    found = index.search("", everything=True)
    assert found.total == 5
    assert all(not hit.snippets[0].arabic.marks for hit in found.hits)
    assert index.search("!!!", everything=True).total == 0


def test_a_query_is_given_up_when_its_time_is_over(library: Library) -> None:
    with pytest.raises(QueryTooSlow, match="ask for fewer words"):
        library[1].search("gov* arm* aze* kar*", seconds=0)
    assert library[1].search("gov* arm* aze* kar*", seconds=60).total
