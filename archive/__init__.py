"""Articles: reading them in, storing, cutting into sentences, translating."""
