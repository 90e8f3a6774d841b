"""The optimiser: Muon for the layers' matrices, Adam for everything else, weights kept in float32.

A model computes in bfloat16, whose eight bits of precision lose the small changes of a long
training: the weights are kept in float32 here and copied into the model after each step.
"""

from typing import Any

import torch
from torch import Tensor, distributed, nn

_MOMENTUM = 0.95
_WEIGHT_DECAY = 0.01
_MAX_NORM = 1.0
_UPDATE_SIZE = 0.2
"""Root mean square of Adam's usual update; Liu et al. (2025), "Muon is scalable for LLM training",
scale Muon's to it so that one learning rate serves both."""

_POLYNOMIAL = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
"""Coefficients and number of Newton-Schulz iterations: Jordan et al. (2024), Muon."""


class Optimiser:
    """Takes steps for a model from gradients that are summed over all processes.

    ``rate`` is the highest learning rate; ``rank`` this process's number among ``processes``, which
    share the work on the matrices.
    """

    def __init__(self, model: nn.Module, rate: float, rank: int = 0, processes: int = 1) -> None:
        self._names = [name for name, _ in model.named_parameters()]
        self._parameters = [parameter for _, parameter in model.named_parameters()]
        self._weights = [p.detach().float().clone() for p in self._parameters]
        self._rank, self._processes, self._rate = rank, processes, rate
        self._matrices = [
            n
            for n, (name, parameter) in enumerate(model.named_parameters())
            if parameter.ndim == 2 and "embedding" not in name
        ]
        others = [n for n in range(len(self._names)) if n not in set(self._matrices)]
        self._momenta = {n: torch.zeros_like(self._weights[n]) for n in self._matrices}
        self._adam = torch.optim.AdamW(
            [self._weights[n] for n in others],
            lr=rate,
            betas=(0.9, 0.98),
            weight_decay=_WEIGHT_DECAY,
            fused=True,
        )

    @torch.no_grad()
    def step(self, share_of_rate: float, pieces: Tensor) -> int:
        """Change the model's weights; return the pieces that all processes' gradients are of.

        The gradients are those of a loss summed over this process's ``pieces``.
        """
        gradients, count = self._summed_gradients(pieces)
        norm = float(torch.stack(torch._foreach_norm(gradients)).norm())
        scale = 1.0 / max(count, norm / _MAX_NORM)
        torch._foreach_mul_(gradients, scale)
        rate = self._rate * share_of_rate
        self._muon_step(gradients, rate)
        for weight, gradient in zip(self._weights, gradients, strict=True):
            weight.grad = gradient
        for group in self._adam.param_groups:
            group["lr"] = rate
        self._adam.step()
        torch._foreach_copy_(self._parameters, self._weights)
        for parameter in self._parameters:
            parameter.grad = None
        return count

    def weights(self) -> dict[str, Tensor]:
        """Return the weights in float32 by the names the model gives them."""
        return dict(zip(self._names, self._weights, strict=True))

    def state(self) -> dict[str, Any]:
        """Return what ``load`` needs to go on, besides the weights."""
        return {"momenta": self._momenta, "adam": self._adam.state_dict()}

    @torch.no_grad()
    def load(self, weights: dict[str, Tensor], state: dict[str, Any]) -> None:
        """Go on from stored weights and state."""
        torch._foreach_copy_(self._weights, [weights[name] for name in self._names])
        torch._foreach_copy_(self._parameters, self._weights)
        for n, momentum in state["momenta"].items():
            self._momenta[n].copy_(momentum)
        self._adam.load_state_dict(state["adam"])

    def _summed_gradients(self, pieces: Tensor) -> tuple[list[Tensor], int]:
        gradients = [p.grad for p in self._parameters if p.grad is not None]
        flat = torch.cat([*(g.flatten().float() for g in gradients), pieces.float().view(1)])
        if self._processes > 1:
            distributed.all_reduce(flat)
        parts = flat[:-1].split([g.numel() for g in gradients])
        return [p.view_as(g) for p, g in zip(parts, gradients, strict=True)], int(flat[-1])

    def _muon_step(self, gradients: list[Tensor], rate: float) -> None:
        updates = torch.zeros(
            sum(self._weights[n].numel() for n in self._matrices),
            dtype=torch.bfloat16,
            device=gradients[0].device,
        )
        parts = updates.split([self._weights[n].numel() for n in self._matrices])
        for turn, (n, part) in enumerate(zip(self._matrices, parts, strict=True)):
            momentum = self._momenta[n]
            momentum.lerp_(gradients[n], 1 - _MOMENTUM)
            if turn % self._processes == self._rank:
                part.copy_(_update(gradients[n].lerp(momentum, _MOMENTUM)).flatten())
        if self._processes > 1:
            distributed.all_reduce(updates)
        for n, part in zip(self._matrices, parts, strict=True):
            weight = self._weights[n]
            weight.mul_(1 - rate * _WEIGHT_DECAY)
            weight.sub_(part.view_as(weight), alpha=rate)


def _update(gradient: Tensor) -> Tensor:
    """Return the nearest orthogonal matrix, as large as Adam's updates.

    A matrix that stacks several square ones, as those of queries, keys and values, is taken apart.
    """
    rows, columns = gradient.shape
    parts = gradient.split(columns) if rows in (2 * columns, 3 * columns) else (gradient,)
    return torch.cat([_orthogonal(p) * (_UPDATE_SIZE * max(p.shape) ** 0.5) for p in parts])


def _orthogonal(matrix: Tensor) -> Tensor:
    """Return the orthogonal factor of a matrix, nearly, by Newton-Schulz iterations."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.mT if tall else matrix).bfloat16()
    x = x / (x.norm() + 1e-7)
    a, b, c = _POLYNOMIAL
    for _ in range(_ITERATIONS):
        product = x @ x.mT
        x = a * x + (b * product + c * product @ product) @ x
    return x.mT if tall else x
