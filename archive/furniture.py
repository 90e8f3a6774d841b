"""Lines of a web page that are not part of its article: labels, links, counters, notices."""

import re

from archive.arabic import fold
from archive.dates import find_date

# All patterns are matched against folded text: أ إ آ are ا, ة is ه, ى is ي, no tashkeel.

# Behind one of these stands the title of another article, on the same line or on the next ones.
_OTHER_ARTICLES = re.compile(
    r"(?:اقرا|اقرءوا|اقراي|شاهد|طالع|تابع|انظر)\s+(?:ايضا|المزيد|كذلك)(?:\s*[:：…|-].*)?"
    r"|(?:مواضيع|مقالات|اخبار|موضوعات|قصص)\s+(?:ذات\s+صله|مشابهه|متعلقه)\s*:?"
    r"|(?:الاكثر|الاعلي)\s+(?:قراءه|مشاهده|تداولا|تعليقا)\s*:?"
    r"|يقراون\s+الان|قد\s+(?:يعجبك|يهمك)(?:\s+ايضا)?\s*:?|اخترنا\s+لك(?:م)?\s*:?|المزيد\s+من\s+(?:ال)?(?:اخبار|مواضيع|مقالات|قصص).{0,30}"
    r"|لقراءه\s+المزيد.{0,60}|read\s+(?:also|more)\s*:?.*|related\s+(?:articles|stories)\s*:?"
)
_LABEL = re.compile(
    r"(?:خبر\s+)?عاجل|التعليقات\s*(?:\(?\s*\d+\s*\)?)?|\d+\s+تعليق(?:ات|ا)?|لا\s+(?:توجد|يوجد)\s+تعليقات"
    r"|(?:اضف|اكتب|اترك)\s+تعليق(?:ا|ك)?\s*.{0,20}"
    r"|(?:شارك|مشاركه)(?:\s+(?:المقال|الخبر|الموضوع|هذا\s+الخبر|هذا\s+المقال|عبر|علي).{0,30})?"
    r"|طباعه|ارسال|نسخ\s+الرابط|حجم\s+الخط|تكبير\s+الخط|تصغير\s+الخط|استمع|اعلان|اعلانات|الرئيسيه"
    r"|تابعونا?\s+(?:علي|عبر).{0,60}|اشترك(?:وا)?\s+(?:في|الان|ب).{0,60}|حمل(?:وا)?\s+(?:ال)?تطبيق.{0,40}"
    r"|(?:الوسوم|وسوم|العلامات|علامات|كلمات\s+(?:مفتاحيه|دلاليه|البحث)|الكلمات\s+(?:المفتاحيه|الدلاليه))\s*:?.{0,200}"
    r"|جميع\s+الحقوق\s+محفوظه.{0,80}|حقوق\s+النشر.{0,80}"
    r"|(?:عدد\s+)?(?:المشاهدات|القراءات|الزيارات)\s*:?\s*\d*|\d+\s+(?:مشاهده|قراءه)"
    r"|(?:مده|وقت)\s+القراءه.{0,30}|share|tweet|print|advertisement|facebook|twitter|whatsapp|telegram"
)
_BYLINE = re.compile(r"(?:بقلم|كتب|كتبت|كتبه|اعداد|تحرير|ترجمه|المحرر)\s*[:/-]\s*.{2,60}")
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
    """Tell whether the whole line is a page's label, counter, notice or byline."""
    return _whole(_LABEL, line)


def is_byline(line: str) -> bool:
    """Tell whether the line says who wrote, edited or translated the article."""
    return _whole(_BYLINE, line)


def opens_other_articles(line: str) -> bool:
    """Tell whether the line leads to other articles: "اقرأ أيضا: …", "يقرأون الآن"."""
    return _whole(_OTHER_ARTICLES, line)


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
