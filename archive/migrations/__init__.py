"""The steps that bring an older archive's tables up to this version's."""
