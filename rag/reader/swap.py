"""A question with one name or number changed: the passage that answered it does not any more."""

import random
import re
from collections.abc import Sequence

from ..facts import names, numbers


def swap(question: str, passage: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The question with one name or number changed to one that the passage does not hold."""
    low = passage.lower()
    mine = [name for name in names(question) if name.lower() in low and not name[0].isdigit()]
    counted = [number for number in numbers(question) if number in passage]
    if counted and (not mine or chance.random() < 0.4):
        old = chance.choice(counted)
        if not old.isdigit():
            return None
        step = chance.choice([1, 2, 3, 5, 10, 20]) * chance.choice([-1, 1])
        new = str(max(1, int(old) + step))
        return re.sub(rf"(?<!\d){old}(?!\d)", new, question) if new not in passage else None
    if not mine:
        return None
    old = chance.choice(mine)
    like = [
        name
        for name in others
        if len(name.split()) == len(old.split())
        and any(c.isdigit() for c in name) == any(c.isdigit() for c in old)
        and not any(word.lower() in low for word in name.split())
    ]
    return question.replace(old, chance.choice(like)) if like else None
