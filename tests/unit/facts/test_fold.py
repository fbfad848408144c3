"""Where folding twice is folding once, and where not."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from semaforo.facts.shapes import Folded
from semaforo.facts.values import fold, folded

ANGSTROM = "\u212b"
_MARKS = re.compile("[\u0300-\u036f]")


@given(st.text(st.one_of(st.characters(), st.sampled_from("áÑßªİΣ\u0301\u00a0 "))))
def test_a_fold_is_its_own_but_for_marks_and_one_sign(text: str) -> None:
    plain = _MARKS.sub("", text).replace(ANGSTROM, "")
    assert fold(fold(plain)) == fold(plain)
    assert folded(Folded(fold(text))) == fold(text)


def test_what_folds_further() -> None:
    assert [fold(" \u0301 A"), fold(fold(" \u0301 A"))] == [" a", "a"]
    assert [fold(ANGSTROM), fold(fold(ANGSTROM))] == ["å", "a"]
    letters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [x for x in letters if fold(fold(f"x{x}x")) != fold(f"x{x}x")] == [ANGSTROM]
