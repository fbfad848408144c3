"""What leads do in one sitting: scripts of a few events, drawn by how warm the lead is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from semaforo.simulate import truth, words
from semaforo.simulate.rows import NOTHING, Rows
from semaforo.simulate.weeks import MINUTE

NAMES = (
    "page_view", "ebook", "webinar", "pricing_visit", "form", "demo", "chat", "video", "comment",
    "email_sent", "email_open", "email_click", "opt_in", "unsubscribe", "hard_bounce",
    "accept_tracking", "reject_tracking", "deal_won", "deal_lost", "recycled", "identify", "group",
)  # fmt: skip
CODE = {name: code for code, name in enumerate(NAMES)}
POINTS = np.array([truth.POINTS.get(name, 0.0) for name in NAMES])


@dataclass(frozen=True, slots=True)
class Script:
    """Events in order, `gap` minutes apart. `shares`: how common it is with cold, warm and hot
    leads. Scripts of `mail` need a lead that may be written to."""

    events: tuple[str, ...]
    shares: tuple[int, int, int]
    gap: int = 2
    mail: bool = False


_VIEW = "page_view"
SCRIPTS = (
    Script((_VIEW,), (26, 16, 10)),
    Script((_VIEW, _VIEW), (16, 12, 8)),
    Script((_VIEW, _VIEW, _VIEW, _VIEW), (10, 12, 10)),
    Script((_VIEW, "video"), (3, 5, 5)),
    Script((_VIEW, _VIEW, "ebook"), (4, 6, 5)),
    Script((_VIEW, "form"), (2, 3, 4)),
    Script((_VIEW, "pricing_visit"), (2, 5, 9)),
    Script((_VIEW, _VIEW, "pricing_visit", "chat"), (0, 2, 5)),
    Script((_VIEW, "pricing_visit", "demo"), (0, 1, 4)),
    Script(("webinar",), (2, 4, 5)),
    Script(("comment",), (1, 2, 2)),
    Script(("email_sent",), (18, 14, 12), 180, mail=True),
    Script(("email_sent", "email_open"), (11, 11, 11), 180, mail=True),
    Script(("email_sent", "email_open", "email_click", _VIEW), (3, 6, 9), 60, mail=True),
    Script(("email_sent", "email_open", "unsubscribe"), (1, 1, 1), 60, mail=True),
    Script(("email_sent", "hard_bounce"), (1, 0, 0), 5, mail=True),
)
FIRST_SCRIPTS = (
    Script((_VIEW, _VIEW, "form", "accept_tracking", "opt_in"), (30,) * 3),
    Script((_VIEW, "ebook", "accept_tracking", "opt_in"), (30,) * 3),
    Script((_VIEW, "form", "accept_tracking"), (15,) * 3),
    Script((_VIEW, "form", "reject_tracking"), (8,) * 3),
    Script(("webinar", "opt_in"), (12,) * 3),
)
_ALL = SCRIPTS + FIRST_SCRIPTS
_LENGTH = np.array([len(script.events) for script in _ALL])
_OFFSET = np.cumsum(_LENGTH) - _LENGTH
_EVENT = np.array([CODE[name] for script in _ALL for name in script.events], dtype=np.int8)
_GAP = np.array([script.gap * MINUTE for script in _ALL], dtype=np.int64)
_MAIL = np.array([script.mail for script in _ALL])
_WARM, _HOT = 4.0, 15.0
SHORTEST = 0
"""The script of a single event."""


def _bags(scripts: tuple[Script, ...], first: int) -> list[NDArray[np.int8]]:
    numbers = np.arange(first, first + len(scripts), dtype=np.int8)
    return [np.repeat(numbers, [s.shares[heat] for s in scripts]) for heat in range(3)]


_BAGS = _bags(SCRIPTS, 0)
_FIRST_BAG = _bags(FIRST_SCRIPTS, len(SCRIPTS))[0]
_BAG = np.concatenate(_BAGS)
_BAG_SIZE = np.array([len(bag) for bag in _BAGS])
_BAG_START = np.cumsum(_BAG_SIZE) - _BAG_SIZE

_PATH_BAG = np.repeat(
    np.arange(len(words.PATHS), dtype=np.int8), [share for _, share in words.PATHS]
)
_PRICING_PATH = len(words.PATHS)
PATHS = (*(path for path, _ in words.PATHS), words.PRICING_PATH)


@dataclass(frozen=True, slots=True)
class Sessions:
    """One entry a sitting; `start` in microseconds UTC."""

    lead: NDArray[np.int32]
    script: NDArray[np.int8]
    start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lead)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many events each has."""
        lengths: NDArray[np.int64] = _LENGTH[self.script]
        return lengths

    def pick(self, index: NDArray[np.int64] | slice) -> Sessions:
        """Some of them, in the order of `index`."""
        return Sessions(self.lead[index], self.script[index], self.start[index])


def draw_scripts(
    rng: np.random.Generator, warmth: NDArray[np.float64], mailable: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """A script for each sitting. Without consent to mail, one of mail becomes a short visit."""
    heat = (warmth >= _WARM).astype(np.int8) + (warmth >= _HOT)
    drawn = (rng.random(len(warmth)) * _BAG_SIZE[heat]).astype(np.int64)
    script = _BAG[_BAG_START[heat] + drawn]
    barred: NDArray[np.int8] = np.where(_MAIL[script] & ~mailable, SHORTEST, script)
    return barred.astype(np.int8)


def draw_first_scripts(rng: np.random.Generator, count: int) -> NDArray[np.int8]:
    """How leads make themselves known."""
    drawn: NDArray[np.int8] = _FIRST_BAG[rng.integers(0, len(_FIRST_BAG), count)]
    return drawn


def played(rng: np.random.Generator, sessions: Sessions, week_end: int, number: int) -> Rows:
    """The events of the sittings, all before `week_end`; sittings are numbered from `number`."""
    lengths = sessions.lengths
    gap = _GAP[sessions.script]
    start = np.minimum(sessions.start, week_end - lengths * gap)
    sitting = np.repeat(np.arange(len(sessions)), lengths)
    place = np.arange(len(sitting)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    name = _EVENT[_OFFSET[sessions.script][sitting] + place]
    pause = gap[sitting]
    at = start[sitting] + place * pause + (rng.random(len(sitting)) * pause).astype(np.int64)
    return Rows(
        lead=sessions.lead[sitting],
        name=name,
        at=at,
        received=at + rng.integers(200_000, 20_000_000, len(at)),
        robot=_robots(rng, name),
        session=np.where(_MAIL[sessions.script][sitting], NOTHING, sitting + number),
        path=_paths(rng, name),
        seconds=np.where(
            name == CODE[_VIEW], rng.integers(2, 400, len(name), dtype=np.int16), NOTHING
        ).astype(np.int16),
        number=np.zeros(len(at), dtype=np.int64),
        extra=np.full(len(at), NOTHING, dtype=np.int32),
    )


def _robots(rng: np.random.Generator, name: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Mail scanners open one message in ten, crawlers are a page view in two hundred."""
    chance = np.zeros(len(NAMES), dtype=np.float32)
    chance[CODE["email_open"]], chance[CODE[_VIEW]] = 0.1, 0.005
    robots: NDArray[np.bool_] = rng.random(len(name), dtype=np.float32) < chance[name]
    return robots


def _paths(rng: np.random.Generator, name: NDArray[np.int8]) -> NDArray[np.int8]:
    path = _PATH_BAG[rng.integers(0, len(_PATH_BAG), len(name), dtype=np.uint8)]
    path = np.where(name == CODE["pricing_visit"], _PRICING_PATH, path)
    read = (name == CODE[_VIEW]) | (name == CODE["pricing_visit"])
    return np.where(read, path, NOTHING).astype(np.int8)


def sorted_draws(
    rng: np.random.Generator, weight: NDArray[np.float64], count: int
) -> NDArray[np.int32]:
    """`count` positions drawn by `weight`, in ascending order.

    The sums of exponentials are the order statistics of uniform draws: no sort, and the search
    walks memory forward, which matters with millions of leads.
    """
    steps = np.cumsum(rng.standard_exponential(count + 1))
    edges = np.cumsum(weight)
    found = np.searchsorted(edges, steps[:-1] / steps[-1] * edges[-1], side="right")
    held: NDArray[np.int32] = np.minimum(found, len(weight) - 1).astype(np.int32)
    return held


def fill(rng: np.random.Generator, sessions: Sessions, events: int) -> Sessions:
    """As many of the sittings, in random order, as `events` events hold, and cut-short ones to
    make up the number."""
    order = rng.permutation(len(sessions))
    shuffled = sessions.pick(order)
    total = np.cumsum(shuffled.lengths)
    fitting = int(np.searchsorted(total, events, side="right"))
    missing = events - (int(total[fitting - 1]) if fitting else 0)
    kept = shuffled.pick(slice(0, fitting + missing))
    kept.script[fitting:] = SHORTEST
    return kept
