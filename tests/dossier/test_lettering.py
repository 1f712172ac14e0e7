from __future__ import annotations

import json
from itertools import pairwise

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from findspot.dossier.lettering import COVERED, LONGEST, covered, printable, printable_claims, shortened

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
CUTS = {
    "serif": 'text(font: ("Libertinus Serif", "DejaVu Sans Mono"))',
    "serif bold": 'text(font: ("Libertinus Serif", "DejaVu Sans Mono"), weight: "bold")',
    "mono": 'text(font: "DejaVu Sans Mono")',
    "mono bold": 'text(font: "DejaVu Sans Mono", weight: "bold")',
}


def typeset(said: str, cut: str) -> bytes:
    """The text typeset as the paper is; what the fonts lack makes the archival standard refuse it."""
    source = f'#set document(title: "t")\n#let said = json(bytes(sys.inputs.said))\n#set {cut}\n#said'
    return bytes(
        typst.compile(  # type: ignore[call-overload]  # sources by name are allowed
            {"main.typ": source.encode()},
            sys_inputs={"said": json.dumps(said)},
            format="pdf",
            pdf_standards=["a-2b", "ua-1"],
            ignore_system_fonts=True,
            timestamp=0,
        )
    )


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_every_character_that_is_called_covered_can_be_printed(cut: str) -> None:
    """The table of covered characters is what the fonts of the typesetter hold, in every cut in use."""
    characters = [chr(code) for first, last in COVERED for code in range(first, last + 1)]
    assert typeset(" ".join(characters), cut).startswith(b"%PDF-")


def test_the_typesetter_refuses_what_its_fonts_lack() -> None:
    """A character outside every font is no silent box in the paper: the test above can fail."""
    with pytest.raises(Exception, match="font"):
        typeset("\u4e2d", CUTS["serif"])


def test_the_runs_are_in_order_and_apart() -> None:
    """Runs of covered characters do not overlap and stand in order."""
    edges = [edge for run in COVERED for edge in run]
    assert edges == sorted(edges)
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(COVERED))


@given(ANY_TEXT)
def test_what_is_printable_is_covered(text: str) -> None:
    """Whatever stands in a text, only covered characters reach the paper; once so, it stays as it is."""
    shown = printable(text)
    assert all(covered(character) for character in shown)
    assert printable(shown) == shown


@given(st.text(st.sampled_from('AZaz09-/#\\"[]$*_<>@ÄößΩЖ'), max_size=40))
def test_covered_text_is_kept(text: str) -> None:
    """What the fonts hold is printed as it stands."""
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("序号 15D", "⟦XuHao⟧ 15D"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\x1b[2J", "⟨U+001B⟩[2J"),
        ("a \t\r\n b", "a b"),
        ("plate-\udcff", "plate-⟨U+DCFF⟩"),
        ("😀", "⟨U+1F600⟩"),
    ],
)
def test_what_is_not_covered_is_spelled(text: str, shown: str) -> None:
    """Other scripts are given in Latin letters, and what has none by code point: nothing hides."""
    assert printable(text) == shown


@given(st.text(max_size=3 * LONGEST))
def test_a_shortened_text_says_how_much_is_missing(text: str) -> None:
    """A long text keeps its beginning, and the rest is counted."""
    kept = shortened(text)
    if len(text) <= LONGEST:
        assert kept == text
        return
    assert kept.endswith(f" … ({len(text) - LONGEST} more characters stand in the JSON)")
    assert text.startswith(kept.partition(" … (")[0])


def test_claims_keep_their_shape_and_numbers() -> None:
    """Only texts change; numbers, yes and no, and the keys of the interface are as they were."""
    claims = {"file": "序", "p": 0.5, "seen": True, "on": None, "lines": [{"text": "a\x07", "n": 3}]}
    shown = {"file": "⟦Xu⟧", "p": 0.5, "seen": True, "on": None, "lines": [{"text": "a⟨U+0007⟩", "n": 3}]}
    assert printable_claims(claims) == shown
