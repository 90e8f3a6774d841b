"""Full-text search over an archive, in both languages."""
