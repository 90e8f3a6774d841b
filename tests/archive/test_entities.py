"""Names in Arabic texts: recognised, linked, looked up and mended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entities import mending, recogniser
from archive.entities.annotation import annotate_missing, forget
from archive.entities.catalogue import Catalogue, UnknownEntity
from archive.entities.counterparts import english_spans
from archive.entities.entity import Entity, Kind, Mention
from archive.entities.gazetteer import DATA, load
from archive.entities.spelling import are_near, folded
from archive.entities.tokens import offset_without, tokenise, without_proclitics
from archive.errors import ArchiveError
from archive.ingest import read_article
from archive.store import Archive

KARABAKH = "nagorno-karabakh"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.in_file(tmp_path / "archive.db") as opened:
        yield opened


def put(archive: Archive, *texts: str) -> list[str]:
    """Add articles of a title and sentences, annotate them, and return their ids."""
    ids = []
    for text in texts:
        original, article = read_article(text.encode(), "article.txt")
        archive.add(original, article)
        ids.append(article.id)
    annotate_missing(archive)
    return ids


def names(text: str) -> dict[str, str | None]:
    """Return the names found in a sentence, with what they are listed as."""
    return {
        text[name.start : name.end]: name.entry.entity.id if name.entry else None
        for name in recogniser.load().names(text)
    }


@pytest.mark.parametrize(
    "spelling",
    [
        *("قره باغ", "قرة باغ", "قره باخ", "كاراباخ", "كراباخ", "قَرَه باغ", "قرهـ باغ"),
        *("ناغورني كاراباخ", "ناغورنو كاراباخ", "ناغورنو-كاراباخ", "ناغورني قره باغ"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["تجدد القتال في {} أمس", "وصل إلى {}، ثم عاد", "القتال ب{} مستمر"]
)
def test_all_spellings_of_karabakh_are_one_place(spelling: str, frame: str) -> None:
    found = names(frame.format(spelling))
    assert KARABAKH in found.values(), found


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("دعت الأمم المتحدة إلى التهدئة", {"الأمم المتحدة": "united-nations"}),
        ("قال الأمين العام للأمم المتحدة", {"لأمم المتحدة": "united-nations"}),
        ("واتهمت أذربيجان وأرمينيا", {"أذربيجان": "country-az", "أرمينيا": "country-am"}),
        ("والتقى بباشينيان في موسكو", {"باشينيان": "nikol-pashinyan", "موسكو": "city-524901"}),
    ],
)
def test_particles_are_no_part_of_a_name(sentence: str, expected: dict[str, str]) -> None:
    found = names(sentence)
    assert {text: found.get(text) for text in expected} == expected
    assert not any(word.startswith("و") for word in found)


def test_a_common_word_is_a_name_in_a_list_of_names() -> None:
    assert names("في مقاطعات كلباجار ولاشين الحدودية")["لاشين"] == "lachin"
    assert "فضولي" not in names("سأل صحفي فضولي عن الأمر")


def test_a_sentence_without_names_has_none() -> None:
    assert names("ارتفعت أسعار الخبز في الأسواق هذا الأسبوع") == {}
    assert names("") == {}


@given(st.text("وفبلكالمنيه ـَ\u200f.،-0a"))
def test_tokens_lie_in_the_text_and_cores_at_their_ends(text: str) -> None:
    end = 0
    for token in tokenise(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
        for core in without_proclitics(token.folded):
            start = offset_without(text, token, core)
            assert token.start <= start < token.end


def test_what_sounds_alike_is_near_unless_it_is_arabic() -> None:
    native = frozenset({"محمد", "محمود", "علي"})

    def near(one: str, other: str) -> bool:
        return are_near(folded(one).split(), folded(other).split(), native)

    assert near("نيكول باشينيان", "نيكول باشنيان")
    assert near("أراييك هاروتيونيان", "أرايك هاروتيونيان")
    assert not near("محمد علي", "محمود علي")
    assert not near("باشينيان", "نيكول باشينيان")
    assert not near("سارة نادر", "سارة نادرة الحسن")


def test_a_surname_means_whom_the_article_named_before(archive: Archive) -> None:
    first, second = put(
        archive,
        "زيارة\n\nوصل حيدر علييف إلى باكو. وقال علييف إن الزيارة مهمة.",
        "تصريح\n\nقال الرئيس علييف إن بلاده مستعدة للحوار.",
    )
    found = Catalogue(archive).annotations([first, second])

    def persons(article_id: str) -> set[str]:
        mentions = found[article_id].mentions
        return {m.entity.id for m in mentions if m.entity.kind is Kind.PERSON}

    assert len(persons(first)) == 1
    assert "ilham-aliyev" not in persons(first)
    assert persons(second) == {"ilham-aliyev"}


def test_spellings_of_an_unknown_name_are_one_entity(archive: Archive) -> None:
    put(
        archive,
        "خبر\n\nقال الوزير غريغور زاكاريانوف إن الاجتماع تأجل.",
        "خبر آخر\n\nوأكد غريغور زاكريانوف موعد الاجتماع المقبل.",
    )
    found = Catalogue(archive).listing("زاكاريانوف")
    assert [(c.articles, c.mentions) for c in found] == [(2, 2)]
    assert len(Catalogue(archive).seen_spellings(found[0].entity.id)) == 2


def test_annotating_again_changes_nothing(archive: Archive, seeds: Path) -> None:
    put(archive, *(path.read_text(encoding="utf-8") for path in sorted(seeds.iterdir())))
    before = Catalogue(archive).listing()
    revision = archive.revision
    assert annotate_missing(archive) == 0
    assert archive.revision == revision
    forget(archive)
    assert Catalogue(archive).listing() == []
    assert annotate_missing(archive) == 5
    assert Catalogue(archive).listing() == before


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((name, KARABAKH) for name in ("Karabakh", "nagorno karabakh", "Qarabagh", "قرة باغ")),
        *((name, KARABAKH) for name in ("كاراباخ", "ناغورني كاراباخ", "Artsakh")),
        ("Aliyev", "ilham-aliyev"),
        ("علييف", "ilham-aliyev"),
        ("Pashinyan", "nikol-pashinyan"),
        ("Lavrov", "sergey-lavrov"),
        ("Erdoğan", "recep-tayyip-erdogan"),
        ("أردوغان", "recep-tayyip-erdogan"),
        ("Baku", "baku"),
        ("UN", "united-nations"),
    ],
)
def test_an_entity_is_found_by_any_spelling(
    archive: Archive, seeds: Path, typed: str, expected: str
) -> None:
    put(archive, *(path.read_text(encoding="utf-8") for path in sorted(seeds.iterdir())))
    assert [entity.id for entity in Catalogue(archive).lookup(typed)] == [expected]


def test_what_is_no_name_is_not_looked_up(archive: Archive) -> None:
    put(archive, "خبر\n\nوصل الوفد إلى باكو أمس.")
    catalogue = Catalogue(archive)
    assert catalogue.lookup("") == catalogue.lookup("?!") == catalogue.lookup("100%_") == []
    assert catalogue.lookup("Baku", Kind.PERSON) == []
    with pytest.raises(UnknownEntity, match="no-such-one"):
        catalogue.get("no-such-one")


def test_what_a_person_mends_survives_a_new_reading(archive: Archive) -> None:
    put(
        archive,
        "خبر\n\nقال الوزير غريغور زاكاريانوف إن الاجتماع تأجل.",
        "نبأ\n\nوأكد المدير بوغدان تشيرفينكو موعد الاجتماع في باكو.",
    )
    catalogue = Catalogue(archive)
    (one,) = catalogue.lookup("غريغور زاكاريانوف")
    (other,) = catalogue.lookup("بوغدان تشيرفينكو")
    mending.merge(archive, one.id, other.id)
    mending.rename(archive, other.id, name_en="Bohdan Chervinko")
    mending.rename(archive, "baku", kind=Kind.ORG)

    def check() -> None:
        (merged,) = catalogue.lookup("غريغور زاكاريانوف")
        assert (merged.id, merged.name_en) == (other.id, "Bohdan Chervinko")
        assert catalogue.lookup("Bohdan Chervinko") == [merged]
        assert catalogue.get("baku").kind is Kind.ORG

    check()
    forget(archive)
    annotate_missing(archive)
    check()
    parted = mending.split(archive, other.id, "غريغور زاكاريانوف", "Grigor Zakarianov")
    assert catalogue.lookup("Grigor Zakarianov") == [parted]
    forget(archive)
    annotate_missing(archive)
    assert catalogue.lookup("غريغور زاكاريانوف") == [parted]
    assert catalogue.lookup("بوغدان تشيرفينكو") == [catalogue.get(other.id)]


def test_mending_what_is_not_there_is_refused(archive: Archive) -> None:
    put(archive, "خبر\n\nوصل الوفد إلى باكو أمس.")
    for attempt in (
        lambda: mending.merge(archive, "baku", "nowhere"),
        lambda: mending.merge(archive, "baku", "baku"),
        lambda: mending.split(archive, "baku", "يريفان"),
        lambda: mending.split(archive, "baku", "باكو"),
        lambda: mending.rename(archive, "nowhere", name_en="X"),
    ):
        with pytest.raises(ArchiveError):
            attempt()
    assert Catalogue(archive).get("baku").name_en == "Baku"


def test_mending_brings_its_articles_back_to_the_index(archive: Archive) -> None:
    (article_id, _) = put(archive, "خبر\n\nوصل إلى باكو أمس.", "خبر\n\nوصل إلى يريفان أمس.")
    revision = archive.revision
    mending.rename(archive, "baku", name_en="Bakı")
    assert archive.ids_changed_since(revision) == [article_id]


def test_the_english_side_is_marked_by_spelling_or_sound() -> None:
    person = Entity("nikol-pashinyan", Kind.PERSON, "Nikol Pashinyan", "نيكول باشينيان")
    place = Entity("us", Kind.PLACE, "United States", "الولايات المتحدة")
    mentions = [Mention(1, 0, 8, "باشينيان", person), Mention(1, 9, 20, "اميركا", place)]
    spellings = {"nikol-pashinyan": ["Nikol Pashinyan"], "us": ["United States", "US"]}

    def found(text: str) -> list[str]:
        return [text[start:end] for start, end, _ in english_spans(text, mentions, spellings)]

    assert found("Nikol Pashinyan is in the US") == ["Nikol Pashinyan", "US"]
    assert found("Bashinian told us so") == ["Bashinian"]
    assert found("the United-States") == ["United-States"]
    assert found("") == []


def test_the_curated_list_is_sound() -> None:
    gazetteer = load()
    lines = (DATA / "curated.tsv").read_text(encoding="utf-8").splitlines()
    ids = [line.split("\t")[0] for line in lines[1:]]
    assert len(set(ids)) == len(ids) > 400
    owner: dict[str, str] = {}
    for line in lines:
        assert line.count("\t") == 7, line
    for entity_id in ids:
        entry = gazetteer.entries[entity_id]
        for name in entry.arabic:
            assert owner.setdefault(folded(name), entity_id) == entity_id, name


def test_the_recogniser_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 8_000_000
