"""What feed readers and the search boxes of browsers ask for: Atom, OpenSearch, completions."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, current_app, request

from archive.arabic import has_arabic
from archive.arrivals import added_at
from archive.article import TranslatedArticle
from archive.citation.plain_text import isolated
from archive.citation.reference import one_line
from archive.entities import spelling
from archive.entities.catalogue import Catalogue, Counted
from archive.store import Archive
from index.engine import Order
from index.query import Language
from index.results import Hit
from web.atom import Entry, Feed, Text, feed_xml, xml_bytes
from web.form import SearchForm, find, read_form
from web.language import gettext, interface, noted, permanent

blueprint = Blueprint("feeds", __name__)

_ENTRIES = 30
_COMPLETIONS = 10
_LONGEST_NAME = 200  # characters that are completed
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


@blueprint.get("/feed.atom")
def atom() -> Response:
    """Send the newest articles of a search as a feed; of the whole archive without one."""
    archive: Archive = current_app.extensions["archive"]
    form = replace(read_form(), order=Order.NEWEST)
    if form.problem:
        abort(400, noted(form.problem))
    hits = find(form, limit=_ENTRIES).hits
    added = added_at(archive, [hit.article.article.id for hit in hits])
    # Made of the archive's own UUID, ids are the same by whatever name the server is called.
    own = UUID(archive.identity)
    feed = Feed(
        id=_urn(own, json.dumps(form.arguments(), ensure_ascii=False)),
        title=Text(_title(form), interface()),
        self_link=_address("feeds.atom", **form.arguments(sort="")),
        page_link=_address("search.page", **form.arguments()),
        entries=tuple(
            _entry(hit, own, added[hit.article.article.id])
            for hit in hits
            if hit.article.article.id in added  # else it was removed just now
        ),
    )
    response = Response(feed_xml(feed), mimetype="application/atom+xml")
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to browsers, after OpenSearch 1.1."""
    root = ET.Element("OpenSearchDescription", {"xmlns": _OPENSEARCH})
    _add(root, "ShortName", "Warraq")
    _add(root, "Description", gettext("Search the Arabic–English news archive"))
    _add(root, "Tags", "news arabic archive")
    for media_type, endpoint, more in (
        ("text/html", "search.page", "&page={startPage?}"),
        ("application/atom+xml", "feeds.atom", ""),
        ("application/x-suggestions+json", "feeds.suggest", ""),
    ):
        template = f"{_address(endpoint)}?q={{searchTerms}}{more}"
        relation = "suggestions" if endpoint == "feeds.suggest" else "results"
        ET.SubElement(root, "Url", type=media_type, rel=relation, template=template)
    itself = _address("feeds.opensearch")
    media_type = "application/opensearchdescription+xml"
    ET.SubElement(root, "Url", type=media_type, rel="self", template=itself)
    _add(root, "Image", _address("static", filename="warraq.svg"), type="image/svg+xml")
    for language in Language:
        _add(root, "Language", language)
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "OutputEncoding", "UTF-8")
    response = Response(xml_bytes(root), mimetype=media_type)
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/suggest")
def suggest() -> Response:
    """Complete what is typed into a browser's search box to names, in the script it is typed in.

    The answer has the form of OpenSearch Suggestions 1.1: the words typed, completions,
    descriptions and addresses.
    """
    typed = request.args.get("q", "")[:_LONGEST_NAME]
    found: list[Counted] = []
    if spelling.folded(typed):
        catalogue = Catalogue(current_app.extensions["archive"])
        found = catalogue.listing(typed, limit=_COMPLETIONS)
    names = [(one.entity.name_en, one.entity.name_ar) for one in found]
    if has_arabic(typed):
        names = [(arabic, english) for english, arabic in names]
    addresses = [_address("entities.page", entity_id=one.entity.id) for one in found]
    answer = [typed, [name for name, _ in names], [other for _, other in names], addresses]
    return Response(
        json.dumps(answer, ensure_ascii=False), mimetype="application/x-suggestions+json"
    )


def _entry(hit: Hit, own: UUID, added: datetime) -> Entry:
    """Make an entry of a hit.

    RFC 4287 wants a time of the last change: the day of publication, and for undated articles
    the time at which they were added to the archive. Only dated ones say when they were published.
    """
    article, english = hit.article.article, hit.article.english_title
    published = article.published and datetime.combine(article.published.date, time(), UTC)
    arabic = one_line(article.title)
    return Entry(
        id=_urn(own, article.id),
        title=(
            Text(f"{one_line(english)} – {isolated(arabic)}", Language.ENGLISH)
            if english
            else Text(arabic, Language.ARABIC)
        ),
        link=_address("reading.page", article_id=article.id),
        updated=published or added,
        published=published or None,
        author=(
            Text(one_line(article.source), Language.ARABIC)
            if article.source
            else Text("Warraq", Language.ENGLISH)
        ),
        summary=tuple(_summary(hit)),
    )


def _summary(hit: Hit) -> list[Text]:
    """Return the best sentences in both languages, and who translated them."""
    texts = []
    for snippet in hit.snippets:
        texts.append(Text(one_line(snippet.arabic.text), Language.ARABIC))
        if snippet.english is not None:
            texts.append(Text(one_line(snippet.english.text), Language.ENGLISH))
    if credit := _credit(hit.article):
        texts.append(Text(credit, interface()))
    return texts


def _credit(translated: TranslatedArticle) -> str:
    """Say who made an article's English, nothing where it has none."""
    engine, author = (
        ", ".join(map(one_line, names)) for names in (translated.engines, translated.authors)
    )
    if engine and author:
        mixed = gettext(
            "The English is a machine’s draft by {engine}, in part corrected by {author}."
        )
        return mixed.format(engine=engine, author=author)
    if engine:
        return gettext("The English is a machine’s draft by {engine}.").format(engine=engine)
    return gettext("The English is by {author}.").format(author=author) if author else ""


def _title(form: SearchForm) -> str:
    period = f"{form.start}–{form.end}" if form.start or form.end else ""
    asked = " ".join(part for part in (form.q.strip(), *form.filters, period) if part)
    return f"Warraq: {one_line(asked)}" if asked else gettext("Warraq: newest articles")


def _urn(namespace: UUID, name: str) -> str:
    return uuid5(namespace, name).urn


def _address(endpoint: str, **values: object) -> str:
    return permanent(endpoint, _external=True, **values)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text
