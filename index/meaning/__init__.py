"""Search by meaning: vectors of passages, and the articles nearest to a query."""
