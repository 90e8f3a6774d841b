"""Which words of one language stand for which of the other, learnt from sentence pairs."""
