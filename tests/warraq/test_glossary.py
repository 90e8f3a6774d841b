"""The commands that list doubtful sentences and keep the glossary."""

from pathlib import Path

from tests.conftest import Program


def test_a_term_flags_sentences_and_finds_articles(seeded: Program, tmp_path: Path) -> None:
    assert seeded.json("search", '"Artsakh valley"')["total"] == 0
    terms = tmp_path / "terms.tsv"
    terms.write_text("# names\nقره باغ\tArtsakh valley\nno term\n", encoding="utf-8")
    done = seeded("glossary", "add", terms, code=1)
    assert "1 added, 0 already there, 1 failed" in done.stdout
    assert f"{terms}:3: “no term” is no term: write Arabic, a tab, English" in done.stderr
    flagged = seeded.json("flagged", "--flag", "term")
    assert {one["detail"] for one in flagged} == {"Artsakh valley"}
    assert seeded.json("stats")["flags"]["term"] == len(flagged)
    found = seeded.json("search", '"Artsakh valley"')
    assert found["total"] == len({one["article"] for one in flagged})
    assert all(hit["why"] for hit in found["hits"])
    assert seeded.json("search", "flag:term")["total"] == found["total"]
    assert seeded.json("glossary", "list") == [{"ar": "قره باغ", "en": "Artsakh valley"}]
    assert seeded("glossary", "list").stdout == "قره باغ\tArtsakh valley\n"
    assert "removed" in seeded("glossary", "remove", "قرة باغ").stdout
    assert seeded.json("search", '"Artsakh valley"')["total"] == 0
    assert seeded.json("flagged", "--flag", "term") == []


def test_what_is_wrong_with_a_glossary_is_said(seeded: Program, tmp_path: Path) -> None:
    assert "can't be read" in seeded("glossary", "add", tmp_path / "none", code=1).stderr
    (tmp_path / "bad").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in seeded("glossary", "add", tmp_path / "bad", code=1).stderr
    assert "has no term “سلام”" in seeded("glossary", "remove", "سلام", code=1).stderr


def test_doubtful_sentences_are_listed_with_what_is_doubtful(seeded: Program) -> None:
    flagged = seeded.json("flagged", "--flag", "numbers")
    assert "5" in {one["detail"] for one in flagged}
    (one, *_) = flagged
    shown = seeded("flagged", "--limit", 1).stdout
    assert f"{one['article']}:{one['sentence']}  numbers: " in shown
    assert "1 flag\n" in shown
    assert seeded.json("stats")["flags"] == {"numbers": len(flagged)}
    assert f"beware of   numbers {len(flagged)}" in seeded("stats").stdout
    assert seeded("flagged", "--flag", "none", code=2).stderr
