"""The envelope of ISO/IEC 15434."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.symbols.iso15434 import (
    ELEMENT_FORMATS,
    DataFormat,
    compose_envelope,
    looks_enveloped,
    parse_envelope,
)
from findspot.vocabulary.errors import BadInputError

_ELEMENTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=40)
_FORMATS = st.builds(
    DataFormat,
    st.sampled_from(ELEMENT_FORMATS),
    st.lists(_ELEMENTS, min_size=1, max_size=6).map(tuple),
)

MALFORMED = {
    b"[)>": "followed by nothing",
    b"[)>06\x1d18S0CVA5786950\x1e\x04": "followed by '0' and not by the separator RS",
    b"[)> \x1e06\x1d18S0CVA5786950\x1e\x04": "followed by a space",
    b"[)>\x1d06\x1d18S0CVA5786950\x1e\x04": "followed by GS",
    b"[)>\x1e06\x1d18S0CVA5786950\x1e": "its end, EOT, is missing",
    b"[)>\x1e06\x1d18S0CVA5786950": "its end, EOT, is missing",
    b"[)>\x1e06\x1d18S0CVA5786950\x04": "RS is missing before EOT",
    b"[)>\x1e06\x1d18S0CVA5786950\x1e\x04\r\n": "goes on after its end",
    b"[)>\x1e06\x1d18S0CV\x04A5786950\x1e\x04": "holds EOT",
    b"[)>\x1e\x04": "it has no format",
    b"[)>\x1e\x1e\x04": "a format of the message is empty",
    b"[)>\x1e6\x1e\x04": "a format of the message is empty",
    b"[)>\x1e06\x1d18S0CVA5786950\x1e\x1e\x04": "a format of the message is empty",
    b"[)>\x1e66\x1d18S0CVA5786950\x1e\x04": "format 66 is none that",
    b"[)>\x1edd\x1dCAG 0CVA5\x1e\x04": "format dd is none that",
    b"[)>\x1e\xff\xfe\x1dS1\x1e\x04": "is none that",
    b"[)>\x1e06\x1e\x04": "format 06 holds no data",
    b"[)>\x1e0618S0CVA5786950\x1e\x04": "followed by '1' and not by the separator GS",
    b"[)>\x1e06\x1f18S0CVA5786950\x1e\x04": "followed by US",
    b"[)>\x1e06\x1d\x1e\x04": "an empty element",
    b"[)>\x1e06\x1d17V0CVA5\x1d\x1dS1\x1e\x04": "an empty element",
    b"[)>\x1e06\x1d17V0CVA5\x1dS1\x1d\x1e\x04": "an empty element",
    b"[)>\x1e06\x1d17V0CVA5\x00\x1dS1\x1e\x04": "holds the byte 00",
    b"[)>\x1e06\x1d17V0CVA5\x1dS1\n\x1e\x04": "holds the byte 0A",
    b"[)>\x1e06\x1d17V0CVA5\x1cS1\x1e\x04": "holds FS",
    b"[)>\x1e12\x1dSER S\xc4GE\x1e\x04": "holds the byte C4",
    b"06\x1d18S0CVA5786950\x1e\x04": "does not begin with [)>",
    b"17V0CVA5\x1d1P4202435-01\x1dS674A36458": "does not begin with [)>",
}


@given(st.lists(_FORMATS, min_size=1, max_size=4).map(tuple))
def test_a_composed_message_reads_back(formats: tuple[DataFormat, ...]) -> None:
    """Whatever elements a message is composed of, reading it gives the same ones."""
    assert formats == parse_envelope(compose_envelope(formats))


@pytest.mark.parametrize(("content", "reason"), MALFORMED.items(), ids=[repr(key) for key in MALFORMED])
def test_a_malformed_message_gives_its_reason(content: bytes, reason: str) -> None:
    """Each way to break the envelope is refused with a sentence that names that way."""
    with pytest.raises(BadInputError) as refusal:
        parse_envelope(content)
    assert reason in refusal.value.sentence[0].lower() + refusal.value.sentence[1:]
    assert refusal.value.sentence.endswith(".")


@given(
    st.binary(max_size=60) | st.binary(max_size=40).map(lambda rest: b"[)>\x1e06\x1d" + rest + b"\x1e\x04")
)
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    """No content leads to anything but formats or the one refusal."""
    sentence = ""
    formats: tuple[DataFormat, ...] = ()
    try:
        formats = parse_envelope(content)
    except BadInputError as refusal:
        sentence = refusal.sentence
    assert bool(formats) != bool(sentence)
    assert sentence.isprintable()
    assert all(element for item in formats for element in item.elements)


def test_formats_that_are_no_marking_are_passed_over() -> None:
    """Free text (07) beside data identifiers does not hide them, and is not looked into."""
    formats = parse_envelope(b"[)>\x1e07FREE TEXT\x1e06\x1d18S0CVA5786950\x1e\x04")
    assert (DataFormat("07"), DataFormat("06", ("18S0CVA5786950",))) == formats


@pytest.mark.parametrize("content", [b"MX15D-00417", b"https://example.org/x", b"", b"\x00\x1d\xff\x04"])
def test_what_is_no_message_does_not_claim_to_be_one(content: bytes) -> None:
    """Bare numbers, addresses and binary data are no broken messages."""
    assert not looks_enveloped(content)
