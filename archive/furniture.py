"""Lines of a web page that are not part of its article: labels, links, counters, notices."""

import re

from archive.arabic import fold
from archive.dates import find_date

# All patterns are matched against folded text: أ إ آ are ا, ة is ه, ى is ي, no tashkeel.

# "Read also: …", with the title of another article behind it.
_LINK = re.compile(
    r"(?:اقرا|اقرءوا|اقراي|شاهد|طالع|تابع|انظر)\s+(?:ايضا|المزيد|كذلك)\s*[:：…|-].*"
    r"|لقراءه\s+المزيد.{0,60}|read\s+(?:also|more)\s*:.*"
)
# Labels whose links stand on the lines that follow.
_LINKS = re.compile(
    r"(?:اقرا|اقرءوا|اقراي|شاهد|طالع|تابع|انظر)\s+(?:ايضا|المزيد|كذلك)"
    r"|(?:مواضيع|مقالات|اخبار|موضوعات|قصص)\s+(?:ذات\s+صله|مشابهه|متعلقه)"
    r"|(?:الاكثر|الاعلي)\s+(?:قراءه|مشاهده|تداولا|تعليقا)|يقراون\s+الان"
    r"|قد\s+(?:يعجبك|يهمك)(?:\s+ايضا)?|اخترنا\s+لك(?:م)?"
    r"|المزيد\s+من\s+(?:ال)?(?:اخبار|مواضيع|مقالات|قصص).{0,30}"
    r"|read\s+(?:also|more)|related\s+(?:articles|stories)"
)
_LABEL = re.compile(
    r"(?:خبر\s+)?عاجل|التعليقات\s*(?:\(?\s*\d+\s*\)?)?|\d+\s+تعليق(?:ات|ا)?"
    r"|لا\s+(?:توجد|يوجد)\s+تعليقات|(?:اضف|اكتب|اترك)\s+تعليق(?:ا|ك)?"
    r"|(?:شارك|مشاركه)(?:\s+(?:هذا\s+)?(?:المقال|الخبر|الموضوع))?"
    r"|طباعه|ارسال|نسخ\s+الرابط|(?:حجم|تكبير|تصغير)\s+الخط|استمع|اعلان|اعلانات|الرئيسيه"
    r"|(?:عدد\s+)?(?:المشاهدات|القراءات|الزيارات)\s*:?\s*\d*|\d+\s+(?:مشاهده|قراءه)"
    r"|share|tweet|print|advertisement|facebook|twitter|whatsapp|telegram"
)
# What begins like this is furniture only where it is no sentence: "اشترك في المباراة 22 لاعبا."
_NOTICE = re.compile(
    r"شارك\s+(?:هذا\s+)?(?:المقال|الخبر|الموضوع)\s+(?:عبر|علي|مع).{0,30}|تابعونا?\s+(?:علي|عبر).{0,60}"
    r"|اشترك(?:وا)?\s+(?:الان|في\s+(?:ال)?(?:نشر|قنا|خدم|قايم|مجموع)).{0,60}"
    r"|حمل(?:وا)?\s+(?:ال)?تطبيق.{0,40}|(?:مده|وقت)\s+القراءه.{0,30}"
    r"|(?:الوسوم|وسوم|العلامات|علامات|(?:ال)?كلمات\s+(?:ال)?(?:مفتاحيه|دلاليه))\s*(?::.{0,200})?"
    r"|جميع\s+الحقوق\s+محفوظه.{0,80}|حقوق\s+النشر.{0,80}"
)
_BYLINE = re.compile(r"(?:بقلم|كتب|كتبت|كتبه|اعداد|تحرير|ترجمه|المحرر)\s*[:/-]\s*.{2,60}")
_STOP = re.compile(r"[.!?؟]\W*$")
# A section's name may stand before it: "دولي آخر تحديث في"
_UPDATED = re.compile(
    r"(?:\w+\s+){0,3}(?:اخر\s+تحديث|تم\s+(?:ال)?تحديث)\s*(?:في|ب?تاريخ)?\s*:?(?P<rest>.*)"
)
_SECTION_WORD = re.compile(
    r"(?:ال)?(?:سياس[هي]ه?|دولي[ه]?|عربيه?|عالميه?|محلي(?:ات|ه)?|اقتصاد|اقتصاديه?|رياض[هي]ه?|ثقاف[هي]ه?"
    r"|اخبار|العالم|فن|فنون|منوعات|تقارير|تقرير|راي|اراء|مقالات|حوادث|تكنولوجيا|علوم|صحه|مجتمع|دوليات"
    r"|عربيات|اسواق|و|شؤون|شوون)"
)


_LONGEST = 250
"""Characters; a longer line is a paragraph, whatever it begins with."""


def is_label(line: str) -> bool:
    """Tell whether the whole line is a page's label, counter or notice."""
    return _whole(_LABEL, line) or (_STOP.search(line) is None and _whole(_NOTICE, line))


def is_byline(line: str) -> bool:
    """Tell whether the line says who wrote, edited or translated the article."""
    return _STOP.search(line) is None and _whole(_BYLINE, line)


def is_link(line: str) -> bool:
    """Tell whether the line names another article to read: "اقرأ أيضا: …"."""
    return _whole(_LINK, line)


def opens_links(line: str) -> bool:
    """Tell whether other articles are named on the lines that follow: "يقرأون الآن"."""
    return _whole(_LINKS, line)


def is_update_line(line: str) -> bool:
    """Tell whether the line says when the page was last changed, with or without the date."""
    match = _UPDATED.fullmatch(fold(line).strip()) if len(line) <= _LONGEST else None
    if match is None:
        return False
    return not re.search(r"[^\W\d_]", match["rest"]) or find_date(line) is not None


def is_section_name(line: str) -> bool:
    """Tell whether the line is made of nothing but names of a newspaper's sections."""
    words = re.findall(r"\w+", fold(line))
    return 0 < len(words) <= 3 and all(_SECTION_WORD.fullmatch(word) for word in words)


def _whole(pattern: re.Pattern[str], line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    # Icons and bullets around a label do not make it another one.
    return pattern.fullmatch(re.sub(r"^[\W_]+|[^\w)]+$", "", fold(line))) is not None
