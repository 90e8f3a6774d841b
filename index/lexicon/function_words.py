"""Words that have no counterpart worth a search, because they carry grammar rather than matter."""

from index.analysis import Token
from index.stop_words import STOP_WORDS

# To the words that no query asks for come those that translations put in and leave out at will.
_ENGLISH = """
i me my mine you your yours we us our ours she her hers him himself itself themselves myself
yourself ourselves herself themself them theirs any some each every both either neither other others
another same own only just even still yet already again once ever never very too more most much many
less least few all would could should will shall may might must can cannot cant wont dont doesnt
didnt isnt arent wasnt werent havent hasnt hadnt couldnt wouldnt shouldnt im ive ill id youre youve
youll youd hes shes its theyre weve were well whats thats theres lets let nor though although while
because since until till unless whether however therefore thus hence within without upon onto out up
down off over under between among amid through during before after above below across against toward
towards around behind beside besides despite per via like am doing done get gets got having seem
one ones
"""
_ARABIC = """
انا نحن انت انتم انتي هما هن هذان هاتان هولاء اولئك هنا هناك اللتان اللتين اللاتي اللواتي اللذان
ليس ليست ليسوا لست كنت كنا كانوا كانتا كنتم تكن يكن اكون نكون يكونوا سيكون ستكون ايضا فقط بل لكن
لكنه لكنها لكنهم لو لولا اما اذ اذن كي لكي مثل نحو فوق تحت امام وراء خلف داخل خارج عبر دون بدون سوي
الا انما كلا كلتا جميع بعض كافه عند عندما بينما حين حينما كلما مهما لدي لديه لديها لدينا لديهم
لديك عنه عنها عنهم منهم منا فيهم لهم لهما لنا لك لي بهم بنا بي به بها عليهم علينا عليك علي اليه
اليها اليهم الينا معه معها معهم معنا انهم انهما اني انك اننا بانه بانها بانهم لانه لانها لانهم
كانه كانها وانه وانها تلك ذات ذا ذو ذي نفسه نفسها نفس سوف لقد فقد قد مازال مازالت لازال هكذا كذلك
بذلك لذلك وذلك كونه كونها ام اياه بعدما قبلما فيما حتي ثم هل يتم تتم تمت وتم ويتم لابد غيره غيرها
كما ومما ممن عما عمن ولكن والتي والذي والذين
"""
_OWN = frozenset((_ENGLISH + _ARABIC).split())
_PARTICLES = ("و", "ف", "ب", "ل", "ك")


def is_function_word(token: Token) -> bool:
    """Tell whether a word is one of grammar, a single letter, or has a digit in it.

    An Arabic particle glued before such a word (ولهذا، فمن) changes nothing.
    """
    word = token.exact
    if len(word) < 2 or any(char.isdigit() for char in word) or _is_listed(word):
        return True
    while len(word) > 2 and word[0] in _PARTICLES:
        word = word[1:]
        if _is_listed(word):
            return True
    return False


def _is_listed(word: str) -> bool:
    return word in STOP_WORDS or word in _OWN
