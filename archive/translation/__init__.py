"""Translating sentences into English, offline, through a translation memory."""
