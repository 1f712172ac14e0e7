from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pypdf
import pypdfium2
import pytest
from tests.factories import reading
from tests.tracing.founding import CASE, GRADED, REPORTED, founding, plate

from findspot.dossier.claims import trace_claims
from findspot.dossier.rendering import render_pdf
from findspot.dossier.sentences import by_eye
from findspot.marking.plate.media import open_picture
from findspot.vocabulary.by_eye import ReadByEye

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.vocabulary.finding import Trace

HOSTILE = (
    '#panic("x")', "$x^2$", '#include "/etc/passwd"', "]} \\ { [#", "*bold* _it_ `raw`", "<label> @ref",
    "// gone", "/* gone */", "= Title", "&amp;<b>", "\\u{41}", "#{ sys.inputs }", "]]><svg>", "- item",
)  # fmt: skip


class Paper(NamedTuple):
    """A paper, what it was made from, and its text without the spaces that typesetting adds."""

    trace: Trace
    pdf: bytes
    reader: pypdf.PdfReader
    text: str


def bare(text: str) -> str:
    """The text without white space, hyphens and break points: lines may end anywhere."""
    return re.sub(r"[\s\u200b\u00ad-]+", "", text)


def boxed() -> Trace:
    """The founding case, its serial outlined in the picture."""
    read = plate()
    serial = replace(read.markings[0].serials[0], box=((281, 409), (680, 409), (680, 480), (281, 480)))
    read = replace(read, width=1240, height=900, markings=(replace(read.markings[0], serials=(serial,)),))
    return founding(GRADED, read=(read,))


def paper(trace: Trace, pictures: dict[str, NDArray[np.uint8]] | None = None) -> Paper:
    """The trace as a paper."""
    pdf = render_pdf(trace, pictures or {})
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    return Paper(trace, pdf, reader, bare("".join(page.extract_text() for page in reader.pages)))


@pytest.fixture(scope="module")
def founded() -> Paper:
    """The founding case as a paper, with the plate's picture."""
    pixels = open_picture(CASE / "exhibits" / "plate.png").pixels
    return paper(boxed(), {plate().sha256: pixels})


def test_the_paper_says_the_finding(founded: Paper) -> None:
    """Summary, every explanation, every missing piece, the strength and its cap stand in the paper."""
    finding = founded.trace.finding
    said = [finding.summary, finding.strength.words, finding.strength.capped_by, *finding.missing]
    said += [one.kind for one in finding.explanations]
    said += [reason for one in finding.explanations for reason in one.reasons]
    said += [breach.text for breach in finding.breached]
    for sentence in said:
        assert bare(sentence) in founded.text, sentence


def test_the_paper_says_what_is_touched_and_the_course_of_custody(founded: Paper) -> None:
    """Every event and every touched record is in the paper, by its own number."""
    for touched in founded.trace.exposure:
        assert bare(touched.id) in founded.text, touched.id
    for event in founded.trace.custody:
        assert bare(event.event) in founded.text, event.event


def test_the_paper_says_the_digests_in_full(founded: Paper) -> None:
    """The SHA-256 of each exhibit and of the register, and the rule set, so that others can check."""
    for digest in (founded.trace.readings[0].sha256, founded.trace.register_sha256):
        assert digest in founded.text
    assert bare(founded.trace.finding.rule_set) in founded.text


def test_the_first_page_warns_that_identifiers_are_invented(founded: Paper) -> None:
    """The warning of the founding case stands before the summary, on the first page."""
    first = bare(founded.reader.pages[0].extract_text())
    warning = bare("Serial and permit numbers in this case are invented")
    assert warning in first
    assert first.index(warning) < first.index("Summary")


def test_the_first_page_says_that_nobody_has_decided(founded: Paper) -> None:
    """The finding is proposed, on its first page and at the head of each."""
    assert bare("decided by nobody yet") in bare(founded.reader.pages[0].extract_text())
    assert all(bare("proposed finding") in bare(page.extract_text()) for page in founded.reader.pages)


def test_the_same_trace_is_the_same_bytes(founded: Paper) -> None:
    """Made again, a paper has the same digest: no clock and no chance is in it."""
    pixels = open_picture(CASE / "exhibits" / "plate.png").pixels
    assert founded.pdf == render_pdf(boxed(), {plate().sha256: pixels})


def test_the_paper_is_made_to_last_and_to_be_read_aloud(founded: Paper) -> None:
    """It declares PDF/A-2b and PDF/UA-1, and has a title, a language and tags."""
    root: Any = founded.reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>2<", metadata)
    assert re.search(r"pdfaid:conformance>B<", metadata)
    assert re.search(r"pdfuaid:part>1<", metadata)
    assert str(root["/Lang"]).startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert founded.reader.metadata is not None
    assert "Trace of a recovered item" in str(founded.reader.metadata.title)


def test_every_drawing_is_also_said(founded: Paper) -> None:
    """Exhibit, crop, strip, bars, time line and network have alternative texts."""
    parts: list[Any] = [founded.reader.get_object(one) for one in founded.reader.xref[0]]
    alternatives = [str(part["/Alt"]) for part in parts if isinstance(part, dict) and "/Alt" in part]
    for words in ("picture with what was read", "read as the serial", "character by character",
                  "Belief in each candidate", "Time line", "records touched"):  # fmt: skip
        assert any(words in alternative for alternative in alternatives), words


def test_a_paper_fetches_and_runs_nothing(founded: Paper) -> None:
    """There is no script, no link and no attached file in it."""
    for word in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert word not in founded.pdf


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_acts_on_the_typesetting(text: str) -> None:
    """Markup of the typesetter or of SVG in a plate, a file name or a sighting is printed as it stands."""
    read = reading(text, maker=text, model=text, part_number=text, file=text)
    trace = founding(replace(REPORTED, found_at=text, source=text, used_by=text), read=(read,))
    made = paper(replace(trace, register_name=text, notes=(text,)))
    assert made.text.count(bare(text)) >= 6


def test_every_script_and_every_control_is_printed_or_spelled() -> None:
    """Texts of any script, with controls and lone surrogates, make a paper and no failure."""
    text = "اسلحه 序列号 серия სერია \x00\x1b\x7f\u202e\udcff 😀 \U000e0041"
    read = replace(reading("15D-20417"), file=text)
    made = paper(founding(replace(REPORTED, source=text), read=(read,)))
    assert "⟨U+202E⟩" in made.text
    assert "⟨U+DCFF⟩" in made.text
    assert bare("серия") in made.text


def test_a_word_without_end_stays_on_the_page() -> None:
    """A serial of 96 characters and a file name of 254 are printed whole."""
    serial, name = "W" * 96, "f" * 250 + ".png"
    made = paper(founding(read=(reading(serial, file=name),)))
    assert name in made.text
    assert serial in made.text


def test_a_paper_without_a_plate_says_so() -> None:
    """No serial: undetermined throughout, and no item is named."""
    nothing = reading(None)
    made = paper(founding(read=(nothing,)), {nothing.sha256: np.zeros((40, 60, 3), np.uint8)})
    first = bare(made.reader.pages[0].extract_text())
    assert bare("No serial number was read") in first
    assert first.count("undetermined") >= 4
    assert "EXITEM" not in first


def test_a_reading_by_eye_has_its_own_line_with_how_it_was_weighed() -> None:
    """The paper says who read what beside the machine, what it counts and why that is less than in full."""
    seen = (ReadByEye("15D-20413", "permits desk"), ReadByEye("15D*", "field office"))
    shown = paper(founding(GRADED, by_eye=seen))
    for sentence in by_eye(trace_claims(shown.trace)):
        assert bare(sentence) in shown.text
    assert bare("deceived by the same dirt") in shown.text
    assert bare("The person (permits desk) read 15D-20413, the machine 15D-20417.") in shown.text
    assert "Readbyeye" not in paper(founding(GRADED)).text


def test_several_exhibits_stand_in_their_order() -> None:
    """Each exhibit has its heading, its digest and its picture."""
    first, second = plate(), replace(plate(), file="second.png", sha256="e" * 64)
    pictures = {digest: np.full((60, 90, 3), 200, np.uint8) for digest in (first.sha256, second.sha256)}
    made = paper(founding(read=(first, second)), pictures)
    assert "plate.png" in made.text
    assert made.text.index("plate.png") < made.text.index("second.png")
    assert "e" * 64 in made.text
    assert bare("not given to this paper") not in made.text


def test_a_picture_that_was_not_given_is_said_to_be_missing() -> None:
    """Without the pixels the paper says that it shows no picture."""
    assert bare("The picture was not given to this paper.") in paper(founding()).text


@pytest.mark.parametrize(
    "names", [("a b.png", "a  b.png"), ("d" * 800 + "/a.png", "d" * 800 + "/b.png")], ids=len
)
def test_each_exhibit_shows_its_own_picture(names: tuple[str, str]) -> None:
    """Pictures whose names print alike, or are too long to print, stand each beneath its own heading."""
    read = [replace(plate(), file=name, sha256=digit * 64) for name, digit in zip(names, "ab", strict=True)]
    pictures = {
        digit * 64: np.full((60, 90, 3), grey, np.uint8) for digit, grey in zip("ab", (50, 200), strict=True)
    }
    made = paper(founding(read=tuple(read)), pictures)
    assert bare("not given to this paper") not in made.text
    shown = [image for page in made.reader.pages for image in page.images]
    assert [image.image.convert("L").getpixel((45, 30)) for image in shown if image.image] == [50, 200]


def test_the_paper_of_a_case_without_an_item_warns_that_identifiers_are_invented() -> None:
    """Where no row is the item, the warning of what else the paper quotes stands in it all the same."""
    trace = replace(founding(read=(reading(None),)), notes=("The permit numbers are invented.",))
    assert bare("Serial and permit numbers in this case are invented") in paper(trace).text


@pytest.mark.parametrize("name", ["W" * 250 + ".png", "字" * 80 + ".png", "a long name " * 20 + ".png"])
def test_the_head_of_a_page_holds_any_name(name: str) -> None:
    """A long file name is shortened in its middle, so that nothing of the head leaves the page."""
    pdf = pypdfium2.PdfDocument(render_pdf(founding(read=(reading("15D-20417", file=name),)), {}))
    for page in pdf:
        text = page.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        head = [box for box in boxes if box[1] > 842 - 62]
        assert head
        assert all(left >= 56 and right <= 595 - 56 for left, _, right, _ in head)
        assert ".png" in text.get_text_bounded(bottom=842 - 62)


def test_a_row_of_a_table_stays_on_one_page(founded: Paper) -> None:
    """An explanation and the last of its reasons stand on the same page."""
    pages = [bare(page.extract_text()) for page in founded.reader.pages]
    for one in founded.trace.finding.explanations:
        assert any(bare(one.kind) in page and bare(" ".join(one.reasons)) in page for page in pages), one.kind


def test_a_row_that_is_taller_than_a_page_is_printed_whole() -> None:
    """Reasons without end go on over the pages."""
    trace = founding()
    first, *rest = trace.finding.explanations
    reasons = tuple(f"Reason {number}: {'so it is ' * 40}" for number in range(60))
    finding = replace(trace.finding, explanations=(replace(first, reasons=reasons), *rest))
    made = paper(replace(trace, finding=finding))
    assert all(f"Reason{number}:" in made.text for number in range(60))


def test_an_open_end_of_a_policy_is_said(founded: Paper) -> None:
    """A policy without an end is open, and no cell is left blank."""
    assert bare("BAN-2019-10 2019-10 open") in founded.text


def test_without_candidates_the_paper_says_so_in_words() -> None:
    """Where nothing was read there are no bars, and the prior is said to be all that there is."""
    made = paper(founding(read=(reading(None),)))
    assert bare("stays at the prior of 70.0 %") in made.text
    assert bare("other rows of the register") not in made.text
