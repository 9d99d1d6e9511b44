"""Words that people read, in both of the product's languages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in Chinese and English; where only one is known, both say the same."""

    zh: str
    en: str

    @classmethod
    def same(cls, word: str) -> Text:
        """Return a text that reads the same in both languages (a name, a code)."""
        return cls(zh=word, en=word)

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"


def counted(number: float, noun: str, plural: str = "") -> str:
    """Return an English count, rounded: '1 site', '1,200 sites'; `plural` where s is not enough."""
    return f"{number:,.0f} {noun if round(number) == 1 else plural or noun + 's'}"


def are(number: float) -> str:
    """Return the verb for so many: 'is' for one, 'are' for none and several."""
    return "is" if round(number) == 1 else "are"


def display_width(text: str) -> int:
    """Return how many columns a text fills on a terminal: a Chinese character fills two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
