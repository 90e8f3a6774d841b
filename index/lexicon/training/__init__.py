"""Making the base lexicon and measuring what it finds; used while developing only."""
