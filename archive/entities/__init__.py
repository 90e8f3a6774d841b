"""Persons, places and organisations: recognising them in Arabic and joining their spellings."""
