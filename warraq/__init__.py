"""The program that joins archive, index and web: settings and the command line."""
