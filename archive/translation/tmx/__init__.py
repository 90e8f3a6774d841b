"""The translation memory as TMX 1.4b, the format in which other tools exchange theirs.

The specification is GALA's, "TMX 1.4b Specification": the names of elements and attributes, and the
form of dates, are from it.
"""
