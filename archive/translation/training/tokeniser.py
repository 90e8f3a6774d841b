"""The SentencePiece model of a package, with the normalisation of Arabic inside it."""

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from pyarabic import araby

# Beyond compatibility forms, which Unicode's NFKC folds: what Arabic writes in many ways.
_RULES = {
    **dict.fromkeys((*araby.TASHKEEL, araby.TATWEEL, "\u0670"), ""),
    **dict.fromkeys(
        "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\u061c\u00ad", ""
    ),
    **dict.fromkeys("\u2066\u2067\u2068\u2069", ""),
    **dict.fromkeys((araby.ALEF_MADDA, araby.ALEF_HAMZA_ABOVE), araby.ALEF),
    **dict.fromkeys((araby.ALEF_HAMZA_BELOW, araby.ALEF_WASLA), araby.ALEF),
    "ک": araby.KAF,
    "ی": araby.YEH,
    "ہ": araby.HEH,
    "ھ": araby.HEH,
    "ە": araby.HEH,
    "پ": araby.BEH,
    "گ": araby.KAF,
    "چ": araby.JEEM,
    "ڤ": araby.FEH,
    **{digit: str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")},
    **{"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",", "۔": "."},
    **dict.fromkeys("«»“”„‟❝❞", '"'),
    **dict.fromkeys("‘’‚‛`´", "'"),
    **dict.fromkeys("‐‑‒–—―", "-"),
}


def normalisation_rules() -> str:
    """Return the rules as SentencePiece reads them: code points, a tab, code points; in hex."""
    lines = []
    for code in range(1, 0x10000):
        if 0xD800 <= code <= 0xDFFF:
            continue
        char = chr(code)
        target = _RULES.get(char)
        if target is None:
            folded = unicodedata.normalize("NFKC", char)
            target = "".join(_RULES.get(c, c) for c in folded)
        if target != char:
            lines.append(f"{code:X}\t{' '.join(f'{ord(c):X}' for c in target)}")
    return "\n".join(lines) + "\n"


def train(sentences: Iterable[str], path: Path, vocabulary: int) -> None:
    """Learn ``vocabulary`` pieces from sentences of both languages; write the model to ``path``.

    Digits are split, so that any number can be copied. Piece 0 is ``<unk>``, 1 ``<s>``, 2 ``</s>``.
    """
    import sentencepiece

    with TemporaryDirectory() as folder:
        rules = Path(folder, "rules.tsv")
        rules.write_text(normalisation_rules(), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_prefix=str(Path(folder, "model")),
            vocab_size=vocabulary,
            model_type="bpe",
            character_coverage=0.9998,
            split_digits=True,
            normalization_rule_tsv=str(rules),
            remove_extra_whitespaces=True,
            input_sentence_size=400_000,
            shuffle_input_sentence=True,
            minloglevel=2 if not sys.stderr.isatty() else 1,
        )
        path.write_bytes(_without_paths(Path(folder, "model.model").read_bytes()))


def _without_paths(model: bytes) -> bytes:
    """Take the names of this machine's folders out of a model, which it has no use for."""
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto.FromString(model)
    proto.trainer_spec.ClearField("input")
    proto.trainer_spec.ClearField("model_prefix")
    proto.normalizer_spec.ClearField("normalization_rule_tsv")
    cleared: bytes = proto.SerializeToString()
    return cleared
