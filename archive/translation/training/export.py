"""Turning a trained model into a package in the Argos layout."""

import json
import shutil
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec, common_spec, transformer_spec
from torch import Tensor, nn

from archive.translation.training.model import (
    MAX_POSITIONS,
    Attention,
    FeedForward,
    Transformer,
    sinusoids,
)

ARGOS_VERSION = "1.9"
"""The version of Argos Translate whose package layout is written."""


def write_package(model: Transformer, tokeniser: Path, folder: Path, version: str) -> None:
    """Write a model as CTranslate2 int8 with its tokeniser and metadata to a new folder."""
    (folder / "model").mkdir(parents=True)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokeniser))
    vocabulary = [pieces.id_to_piece(n) for n in range(pieces.get_piece_size())]
    spec = _spec(model)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder / "model"))
    shutil.copyfile(tokeniser, folder / "sentencepiece.model")
    metadata = {
        "package_version": version,
        "argos_version": ARGOS_VERSION,
        "from_code": "ar",
        "from_name": "Arabic",
        "to_code": "en",
        "to_name": "English",
    }
    (folder / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
    ctranslate2.Translator(str(folder / "model"))  # a model that does not load is no package


def _spec(model: Transformer) -> TransformerSpec:
    shape = model.shape
    spec = TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.heads,
        pre_norm=True,
        activation=common_spec.Activation.RELU,
    )
    embedding = _array(model.table)
    positions = sinusoids(MAX_POSITIONS, shape.width).numpy()
    for part, embeddings in (
        (spec.encoder, spec.encoder.embeddings[0]),
        (spec.decoder, spec.decoder.embeddings),
    ):
        embeddings.weight = embedding
        part.position_encodings.encodings = positions
    spec.decoder.projection.weight = embedding
    _set_norm(spec.encoder.layer_norm, model.encoder_norm)
    _set_norm(spec.decoder.layer_norm, model.decoder_norm)
    for layer, trained in zip(spec.encoder.layer, model.encoder, strict=True):
        _set_attention(layer.self_attention, trained.attention)
        _set_feed_forward(layer.ffn, trained.feed_forward)
    for layer, trained in zip(spec.decoder.layer, model.decoder, strict=True):
        _set_attention(layer.self_attention, trained.attention)
        _set_attention(layer.attention, trained.source_attention)
        _set_feed_forward(layer.ffn, trained.feed_forward)
    return spec


def _set_attention(
    spec: transformer_spec.attention_spec.MultiHeadAttentionSpec, trained: Attention
) -> None:
    _set_norm(spec.layer_norm, trained.norm)
    if hasattr(trained, "query_key_value"):
        linears = [trained.query_key_value, trained.out]
    else:
        linears = [trained.query, trained.key_value, trained.out]
    for target, linear in zip(spec.linear, linears, strict=True):
        _set_linear(target, linear)


def _set_feed_forward(spec: transformer_spec.FeedForwardSpec, trained: FeedForward) -> None:
    _set_norm(spec.layer_norm, trained.norm)
    _set_linear(spec.linear_0, trained.inner)
    _set_linear(spec.linear_1, trained.outer)


def _set_linear(spec: common_spec.LinearSpec, trained: nn.Linear) -> None:
    spec.weight = _array(trained.weight)
    spec.bias = _array(trained.bias)


def _set_norm(spec: common_spec.LayerNormSpec, trained: nn.LayerNorm) -> None:
    spec.gamma = _array(trained.weight)
    spec.beta = _array(trained.bias)


def _array(parameter: Tensor) -> np.ndarray:
    array: np.ndarray = parameter.detach().float().numpy()
    return array
