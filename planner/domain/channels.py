"""Channels (渠道): the ways in which a case can be handled."""

from __future__ import annotations

from enum import IntEnum

from planner.text import Text


class Channel(IntEnum):
    """A way of handling a case. The first four belong to sites; nobody travels for the others.

    Where a site handles a service through several channels, the lowest value is preferred.
    """

    COUNTER = 0
    SELF_SERVICE = 1
    POSTAL = 2
    VIDEO = 3
    DOORSTEP = 4
    ONLINE = 5

    @property
    def word(self) -> str:
        """The word that files use."""
        return self.name.lower()

    @property
    def label(self) -> Text:
        """The words shown to people."""
        return _LABELS[self]

    @classmethod
    def of(cls, word: str) -> Channel:
        """Return the channel of a word; KeyError for others."""
        return cls[word.upper()]


_LABELS = (
    Text("窗口", "counter"),
    Text("自助终端", "self-service"),
    Text("邮政代办", "postal agent"),
    Text("代办员视频连线", "agent by video"),
    Text("上门", "doorstep"),
    Text("网上", "online"),
)
N_CHANNELS = len(Channel)
