"""Making what the recogniser needs: word clusters, gazetteers, the trained model."""
