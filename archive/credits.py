"""Who reported an article or took its photo, and where from: datelines and credit lines."""

import re
from dataclasses import dataclass

from archive.arabic import fold
from archive.dateline_places import is_dateline_place
from archive.dates import FoundDate, find_date

# Agencies as credit lines name them, folded, without spaces and stops: "أ. ف. ب" is "افب". They
# decide where brackets, a dash or a colon alone could be anything else.
_AGENCIES = frozenset(
    name
    for names in (
        "رويترز|reuters|افب|فرانسبرس|afp|اب|اسوشيتدبرس|اسوشييتدبرس|ap|دبا|dpa|ايبيايه|epa|شينخوا",
        "سبوتنيك|تاس|انترفاكس|نوفوستي|الاناضول|جيتي|غيتي|getty|gettyimages|جيتيايمجز|cnn|bbc",
        "بيبيسي|سكاينيوز|سكاينيوزعربيه|الجزيره|العربيه|الشرقالاوسط|واس|وام|سانا|بترا|كونا|قنا|بنا",
        "وفا|وكالات|وكالاتالانباء|وكالاتوصحف|ارشيف|ارشيفيه|مواقعالتواصل|مواقعالتواصلالاجتماعي|انترنت",
    )
    for name in names.split("|")
)
# Agencies whose short names are words or towns as well.
_AMBIGUOUS = frozenset(["قنا", "بنا", "بترا", "وفا", "اب", "العربيه", "الجزيره", "ارشيف", "انترنت"])
_KIND_OF_AGENCY = re.compile("^(?:وكاله|صحيفه|قناه)")

_BRACKETED_LINE = re.compile(r"[(\[]\s*(?P<source>[^()\[\]]{2,60}?)\s*[)\]]\s*\.?")
_SOURCE_LINE = re.compile(r"(?:ال)?مصدر\s*[:：]\s*(?P<source>.{2,60})")
_CAPTION_CREDIT = re.compile(
    r"^(?P<caption>.+?)(?:\s*[-–—/|]\s*|\s*[(\[]\s*)(?P<credit>[^-–—/|()\[\]]{2,40}?)\s*[)\]]?\s*\.?$"
)

# (پاکستان پوائنٹ نیوز / سبوتنيك - 28 سبتمبر 2020ء) أعلنت …
_BRACKETED = re.compile(r"[(\[](?P<inside>[^()\[\]]{2,100})[)\]]\s*[-–—:]?\s*(?=\S)")
# يريفان - أعلن … ; باريس (أ ف ب) - قال … ; بغداد/ الأناضول/ … ; القاهرة – رويترز: …
_PLACE = r"(?P<place>[^\W\d_]+(?:\s[^\W\d_]+){0,2})"
_PLACE_DASH = re.compile(rf"{_PLACE}\s+[-–—]\s*(?=\S)")
_PLACE_AGENCY = re.compile(
    rf"{_PLACE}\s*(?:[-–—/،,:]\s*|(?=[(«\"]))"
    r"(?:[(«\"]\s*(?P<in>[^()«»\"]{2,30}?)\s*[)»\"]|(?P<bare>[^()«»\":/–—-]{2,30}?))\s*[-–—:/]\s*(?=\S)"
)

_ASIDE = re.compile(r"[^.!?؟]*\s[-–—]\s")
# "قالت وكالة «رويترز»:" begins a sentence.
_REPORTING = re.compile(
    r"\b[وف]?(?:[يت]?قال|[يت]?قول|[يت]?ذكر|[يت]?نقل|[يت]?ضيف|اضاف|افاد|اعلن|صرح|اكد|كتب|بث|نشر)"
    r"|\b(?:وكال|صحيف|قنا[هت]|مراسل)|ل$"
)


@dataclass(frozen=True)
class Dateline:
    """The opening of an article's first paragraph: who reports, from where, when.

    ``end`` is the offset behind it, where the sentence begins; ``text`` is the dateline itself.
    """

    text: str
    end: int
    source: str | None
    place: str | None
    date: FoundDate | None


def read_dateline(paragraph: str) -> Dateline | None:
    """Return the dateline that a first paragraph opens with, if it has one."""
    if match := _BRACKETED.match(paragraph):
        inside = match["inside"].strip()
        found = find_date(inside)
        source = _without_date(inside, found) if found else inside
        names_a_source = not source or is_agency(source) or re.search("[/،-]", source)
        if (found and names_a_source) or is_agency(inside):
            return Dateline(match[0].strip(), match.end(), source or None, None, found)
    if match := _PLACE_AGENCY.match(paragraph):
        agency = (match["in"] or match["bare"]).strip()
        if is_agency(agency) and not _REPORTING.search(fold(match["place"])):
            name, text = match["place"], match[0].strip()
            if match["in"] or is_dateline_place(name):
                return Dateline(text, match.end(), agency, name, None)
            return Dateline(text, match.end(), f"{name} / {agency}", None, None)
    match = _PLACE_DASH.match(paragraph)
    # A second dash closes an aside: "موسكو - أكبر حلفاء دمشق - نفت ذلك."
    if match and not _ASIDE.match(paragraph, match.end()):
        # Before a dash may as well stand the reporter, or the beginning of the sentence.
        name, text = match["place"], match[0].strip()
        if is_agency(name) and fold(name) not in _AMBIGUOUS:
            return Dateline(text, match.end(), name, None, None)
        if is_dateline_place(name):
            return Dateline(text, match.end(), None, name, None)
    return None


def read_dateline_line(line: str) -> Dateline | None:
    """Read a dateline that stands on a line of its own, with both calendars.

    "الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس", as the Saudi Press Agency writes it.
    """
    found = find_date(line)
    if found is None or "الموافق" not in line[: found.start] or len(line.split()) > 16:
        return None
    place = re.split(r"\d", line, maxsplit=1)[0].strip(" -–،")
    agency = re.sub(r"^\s*م\b", "", line[found.end :]).strip(" .-–")
    if not is_dateline_place(place) and not is_agency(agency):
        return None
    return Dateline(line, len(line), agency or None, place or None, found)


def read_source_line(line: str) -> str | None:
    """Return the source that a line by itself names: "(رويترز).", "المصدر: وكالات"."""
    if match := _SOURCE_LINE.fullmatch(line.strip()):
        return match["source"].strip(" .")
    if match := _BRACKETED_LINE.fullmatch(line.strip()):
        return match["source"] if is_agency(match["source"]) else None
    bare = line.strip(" .")
    return bare if is_agency(bare) and fold(bare) not in _AMBIGUOUS else None


def read_reporter_line(line: str) -> Dateline | None:
    """Read a line that holds nothing but names around a dash: "سامي الحداد – القاهرة".

    One of the names is a place or an agency; the line is a dateline without its sentence.
    """
    names = [name.strip() for name in re.split(r"\s*[-–—]\s+|\s+[-–—]", line)]
    if len(names) != 2 or not all(0 < len(name.split()) <= 3 for name in names):
        return None
    place = next((name for name in names if is_dateline_place(name)), None)
    source = next((name for name in names if is_agency(name)), None)
    if place is None and source is None:
        return None
    return Dateline(line, len(line), source, place, None)


def read_caption(line: str) -> tuple[str, str | None]:
    """Return a caption without its credit, and the credit: "… الانفصالي- جيتي"."""
    match = _CAPTION_CREDIT.match(line)
    if match and not line.endswith(".") and is_agency(match["credit"]):
        return match["caption"].rstrip(), match["credit"]
    return line, None


def is_agency(name: str) -> bool:
    """Tell whether ``name`` names a news or photo agency, or several with slashes or commas."""
    parts = re.split("[/،,+]", fold(name))
    return all(_KIND_OF_AGENCY.sub("", re.sub(r"[\s.]", "", part)) in _AGENCIES for part in parts)


def _without_date(inside: str, found: FoundDate) -> str:
    # The year may carry a letter for the era: 2020ء, 2020م
    rest = inside[: found.start] + re.sub(r"^\s*[ءم]\b", "", inside[found.end :])
    return rest.strip(" -–—،,/|")
