"""The words for numbers in Arabic and English, by the number that they stand for."""

from archive.arabic import fold


def _folded(words: dict[str, int]) -> dict[str, int]:
    return {fold(word): value for group, value in words.items() for word in group.split()}


ARABIC = _folded(
    {
        "واحد واحدة احدى أحد": 1,
        "اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي": 2,
        "ثلاث ثلاثة": 3,
        "أربع أربعة": 4,
        "خمس خمسة": 5,
        "ست ستة": 6,
        "سبع سبعة": 7,
        "ثمان ثماني ثمانية": 8,
        "تسع تسعة": 9,
        "عشر عشرة": 10,
        "عشرون عشرين": 20,
        "ثلاثون ثلاثين": 30,
        "أربعون أربعين": 40,
        "خمسون خمسين": 50,
        "ستون ستين": 60,
        "سبعون سبعين": 70,
        "ثمانون ثمانين": 80,
        "تسعون تسعين": 90,
        "مائتان مائتين مئتان مئتين مائتا مائتي مئتي": 200,
        "ثلاثمائة ثلاثمئة ثلثمائة": 300,
        "أربعمائة أربعمئة": 400,
        "خمسمائة خمسمئة": 500,
        "ستمائة ستمئة": 600,
        "سبعمائة سبعمئة": 700,
        "ثمانمائة ثمانمئة ثمانيمائة": 800,
        "تسعمائة تسعمئة": 900,
        "ألفان ألفين ألفي": 2_000,
        "مليونان مليونين مليوني": 2_000_000,
        "ملياران مليارين ملياري": 2_000_000_000,
    }
)
"""Numbers in folded Arabic, of either gender and any case."""

ARABIC_ORDINALS = _folded(
    {
        "حادي حادية": 1,
        "ثاني ثانية": 2,
        "ثالث ثالثة": 3,
        "رابع رابعة": 4,
        "خامس خامسة": 5,
        "سادس سادسة": 6,
        "سابع سابعة": 7,
        "ثامن ثامنة": 8,
        "تاسع تاسعة": 9,
    }
)
"""Ordinals in folded Arabic that make others with tens: الثالث والعشرون, الثالث عشر."""

ARABIC_MULTIPLES = _folded(
    {
        "مائة مئة مئات ميه": 100,
        "ألف ألفا آلاف": 1_000,
        "مليون مليونا ملايين": 1_000_000,
        "مليار مليارا مليارات بليون بليونا بلايين": 1_000_000_000,
        "تريليون تريليونا تريليونات ترليون": 1_000_000_000_000,
    }
)
"""What multiplies the number before it, in folded Arabic."""


def _in_order(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + n * step for n, word in enumerate(words.split())}


ENGLISH = {
    **_in_order("zero one two three four five six seven eight nine ten eleven twelve thirteen"),
    **_in_order("fourteen fifteen sixteen seventeen eighteen nineteen", 14),
    **_in_order("first second third fourth fifth sixth seventh eighth ninth tenth eleventh", 1),
    **_in_order("twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth", 12),
    "nineteenth": 19,
    **_in_order("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    **_in_order("twenties thirties forties fifties sixties seventies eighties nineties", 20, 10),
    **_in_order("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth", 20, 10),
    "ninetieth": 90,
    **dict.fromkeys(("nil", "no", "none", "scoreless", "goalless"), 0),
    **dict.fromkeys(("once", "single"), 1),
    **dict.fromkeys(("twice", "double", "both", "couple", "pair", "halves"), 2),
    **dict.fromkeys(
        ("thirds", "triple", "treble", "trio", "thrice", "trilateral", "tripartite"), 3
    ),
    **dict.fromkeys(("triangular", "triplet", "triplets", "threefold"), 3),
    **dict.fromkeys(("quarter", "quarters", "quartet", "quadruple", "quadripartite"), 4),
    **dict.fromkeys(("fourfold", "quad"), 4),
    **dict.fromkeys(("quintet", "quintuple", "fifths", "pentagonal", "fivefold"), 5),
    **dict.fromkeys(("sextet", "hexagonal", "hexagon"), 6),
    **dict.fromkeys(("decade", "decades", "tenths", "tens"), 10),
}
"""Numbers in English, ordinals, and words that have one in them."""

ENGLISH_MULTIPLES = {
    "dozen": 12,
    "hundred": 100,
    "hundredth": 100,
    **dict.fromkeys(("thousand", "thousands", "thousandth", "k"), 1_000),
    **dict.fromkeys(("million", "millions", "millionth", "m", "mn", "mln"), 1_000_000),
    **dict.fromkeys(("billion", "billions", "bn", "bln", "milliard"), 1_000_000_000),
    **dict.fromkeys(("trillion", "trillions", "tn"), 1_000_000_000_000),
}
"""What multiplies the number before it, in English."""
