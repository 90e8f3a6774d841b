"""Training the translation package that comes with the program.

The commands are ``python -m archive.translation.training prepare``, ``train``, ``evaluate`` and
``package``; they need the extra ``train``, which alone brings torch.
"""
