from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from PIL import Image
from tests.cli.running import PLATE, REGISTER, Ended, is_one_sentence
from tests.cli.whole_runs import ran

if TYPE_CHECKING:
    from pathlib import Path

FINDING = {
    "departed", "stage", "means", "actor", "identity", "breached", "explanations", "missing", "strength",
    "status", "rule_set", "summary",
}  # fmt: skip
CANDIDATE = {"item", "serial", "model", "maker", "part_number", "permit", "posterior"}


class Traced(NamedTuple):
    """The founding plate traced once: how it ended, its JSON and the two dossiers."""

    ended: Ended
    claims: dict[str, Any]
    paper: bytes
    data: Any


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    """The founding plate, told by the alias of ``--used-by``, with two sightings and both dossiers."""
    folder = tmp_path_factory.mktemp("dossier")
    pdf, data = folder / "out.pdf", folder / "OUT.JSON"
    sightings = (
        "--found-on",
        "2020-10-04",
        "--found-on",
        "2020-11",
        "--found-at",
        "Shusha",
        "--found-at",
        "Martuni",
    )
    told = ("--held-by", "Azerbaijan", "--platform", "Bayraktar TB2", "--grade", "c3")
    outputs = ("--prior-in-register", "0.5", "--dossier", pdf, "--dossier", data, "--json")
    ended = ran("trace", PLATE, "--register", REGISTER, *sightings, *told, *outputs)
    return Traced(ended, json.loads(ended.out), pdf.read_bytes(), json.loads(data.read_bytes()))


@pytest.fixture(scope="module")
def plateless(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A good picture that shows nothing, traced."""
    picture = tmp_path_factory.mktemp("grey") / "grey.png"
    Image.new("RGB", (64, 48), "grey").save(picture)
    return ran("trace", picture, "--register", REGISTER, "--json")


def _shares(claims: dict[str, Any]) -> float:
    return float(sum(one["posterior"] for one in claims["candidates"]) + claims["not_in_register"])


def test_json_stands_alone_on_standard_output(traced: Traced) -> None:
    """A trace with --json is exit status 0, one line of JSON, and silence where no terminal watches."""
    assert traced.ended.code == 0
    assert traced.ended.err == ""
    assert traced.ended.out.count("\n") == 1
    assert traced.ended.out.endswith("}\n")


def test_every_key_that_scripts_rely_on_is_there(traced: Traced) -> None:
    """The keys of a trace are those of the reference, each of its own kind."""
    claims = traced.claims
    assert {"reading", "candidates", "not_in_register", "prior", "finding", "custody", "exposure"} <= set(
        claims
    )
    assert {"file", "sha256", "markings", "error"} <= set(claims["reading"])
    assert claims["candidates"]
    assert all(set(one) >= CANDIDATE for one in claims["candidates"])
    assert all({"event", "from", "to", "on", "source"} <= set(event) for event in claims["custody"])
    for touched in claims["exposure"]:
        assert {"kind", "id", "ties"} <= set(touched)
        assert touched["kind"] in ("permit", "application", "delivery", "party")
        assert touched["ties"]
        assert all({"tie", "value"} <= set(tie) for tie in touched["ties"])


def test_the_finding_has_its_keys(traced: Traced) -> None:
    """A finding says all that the reference names; every explanation is weighed in words, with reasons."""
    finding = traced.claims["finding"]
    assert set(finding) >= FINDING
    assert {"propositions", "likelihood_ratio", "words"} <= set(finding["identity"])
    assert {"words", "capped_by"} <= set(finding["strength"])
    assert finding["status"] == "proposed"
    for one in finding["explanations"]:
        assert one["support"] in ("supported", "not excluded", "contradicted")
        assert one["reasons"]


def test_the_finding_of_the_founding_case(traced: Traced) -> None:
    """The plate is item EX-ITEM-0417 and departed; when and by whom stays undetermined."""
    claims = traced.claims
    assert claims["candidates"][0]["item"] == "EX-ITEM-0417"
    assert claims["finding"]["departed"] == "yes"
    assert (claims["finding"]["stage"], claims["finding"]["actor"]) == ("undetermined", "undetermined")
    assert claims["finding"]["breached"]


def test_belief_sums_to_one_at_most(traced: Traced, plateless: Ended) -> None:
    """All posteriors with *not in this register* are at most 1 after rounding."""
    for claims in (traced.claims, plateless.rows[0]):
        assert 0 < _shares(claims) <= 1


def test_the_stated_prior_stands_in_the_json(traced: Traced, plateless: Ended) -> None:
    """``--prior-in-register`` is repeated as ``prior``; it is 0.7 where nothing is stated."""
    assert traced.claims["prior"] == 0.5
    assert plateless.rows[0]["prior"] == 0.7


def test_held_by_is_used_by_and_options_given_once_hold_for_every_sighting(traced: Traced) -> None:
    """The alias is taken; what is repeated is paired in order."""
    told = [one for one in traced.claims["sightings"] if one["found_at"] in ("Shusha", "Martuni")]
    assert {one["found_at"]: one["found_on"] for one in told} == {
        "Shusha": "2020-10-04",
        "Martuni": "2020-11",
    }
    assert {(one["used_by"], one["platform"], one["grade"]) for one in told} == {
        ("Azerbaijan", "Bayraktar TB2", "C3")
    }


def test_the_json_dossier_is_what_is_printed(traced: Traced) -> None:
    """``--dossier OUT.json`` holds the very object that --json prints, whatever the case of the ending."""
    assert traced.data == traced.claims


def test_the_paper_is_written_beside_it(traced: Traced) -> None:
    """Several dossiers are written in one run; the paper is a PDF."""
    assert traced.paper.startswith(b"%PDF-")


def test_invented_identifiers_are_announced(traced: Traced) -> None:
    """The founding case says in its data that its numbers are invented."""
    (notice,) = traced.claims["notices"]
    assert "invented" in notice


def test_a_picture_without_a_plate_is_no_error(plateless: Ended) -> None:
    """Exit status 0, no candidate, and every answer of the finding undetermined."""
    (claims,) = plateless.rows
    assert (plateless.code, plateless.err) == (0, "")
    assert claims["candidates"] == []
    assert {claims["finding"][key] for key in ("departed", "stage", "means", "actor")} == {"undetermined"}
    assert claims["finding"]["breached"] == []
    assert claims["finding"]["identity"]["likelihood_ratio"] is None
    assert claims["reading"]["markings"][0]["serial"] is None
    assert claims["reading"]["error"] is None
    assert "supported" not in {one["support"] for one in claims["finding"]["explanations"]}


@pytest.fixture(scope="module")
def eyed(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The founding plate with two readings by eye and a paper."""
    out = tmp_path_factory.mktemp("eyed") / "out.pdf"
    typed = ("--read-by-eye", "15D-20413", "--read-by", "permits desk", "--read-by-eye", "15D-2041?")
    return ran("trace", PLATE, "--register", REGISTER, *typed, "--read-by", "", "--dossier", out, "--json")


def test_what_was_read_by_eye_stands_in_the_json(eyed: Ended, traced: Traced) -> None:
    """Beside the machine's reading: each text, by whom, how it stands to the machine's and what it counts."""
    (claims,) = eyed.rows
    one, two = claims["reading"]["by_eye"]
    assert (one["pattern"], one["by"], one["stands"], one["machine"]) == (
        "15D-20413", "permits desk", "contradicts", "15D-20417"
    )  # fmt: skip
    assert (two["pattern"], two["by"], two["stands"]) == ("15D-2041?", "", "agrees")
    assert 0.0 < one["exponent"] < 1.0
    assert traced.claims["reading"]["by_eye"] == []
    evidence = [said for said in claims["candidates"][0]["evidence"] if said["field"] == "by_eye"]
    assert "a person read 15D-20413" in evidence[0]["reason"]
    assert 0 < _shares(claims) <= 1


def test_a_contradiction_by_eye_is_a_note(eyed: Ended) -> None:
    """Who read what, the person and the machine, in a sentence."""
    said = "The person (permits desk) read 15D-20413, the machine 15D-20417."
    assert any(note.startswith(said) for note in eyed.rows[0]["notes"])


def test_the_command_gives_the_readings_by_eye_again(eyed: Ended) -> None:
    """The words that make the same finding hold what was typed and who read it."""
    words = eyed.rows[0]["command"]
    start = words.index("--read-by-eye")
    assert words[start : start + 4] == ["--read-by-eye", "15D-20413", "--read-by-eye", "15D-2041?"]
    assert words[start + 4 : start + 8] == ["--read-by", "permits desk", "--read-by", ""]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--read-by-eye", "7" * 65), "at most 64"),
        (("--read-by-eye", ""), "no letter"),
        (("--read-by-eye", "A\x07"), "control"),
        (("--read-by-eye", "A*", "--read-by", "desk 1", "--read-by", "desk 2"), "--read-by is given 2 times"),
        (("--read-by", "desk 1"), "0 readings by eye"),
        (("--read-by-eye", "A*") * 9, "at most 8"),
    ],
    ids=["too long", "empty", "control characters", "too many offices", "nothing read", "too many"],
)
def test_what_cannot_be_weighed_is_refused_before_any_work(typed: tuple[str, ...], said: str) -> None:
    """Exit status 2, nothing on standard output, one sentence that says what to do."""
    ended = ran("trace", "absent.jpg", "--register", REGISTER, *typed, "--json")
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert said in ended.err


def test_a_picture_without_a_plate_and_a_reading_by_eye_is_as_find(tmp_path: Path) -> None:
    """What a person made out where the machine read nothing gives the candidates of ``find``."""
    picture = tmp_path / "grey.png"
    Image.new("RGB", (64, 48), "grey").save(picture)
    (claims,) = ran("trace", picture, "--register", REGISTER, "--read-by-eye", "15D-2041?", "--json").rows
    (found,) = ran("find", "15D-2041?", "--register", REGISTER, "--json").rows
    assert [one["item"] for one in claims["candidates"]] == [one["item"] for one in found["candidates"]]
    assert claims["not_in_register"] == pytest.approx(found["not_in_register"], abs=2e-6)
    assert claims["reading"]["by_eye"][0]["stands"] == "alone"
    assert claims["reading"]["markings"][0]["serial"] is None


def test_one_bad_file_and_nothing_is_traced(tmp_path: Path) -> None:
    """All files show one item: where one cannot be used there is no finding and no dossier, whole or half."""
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"S/N MX15D-00417, photographed at dawn\n")
    paper = tmp_path / "out.pdf"
    paper.write_bytes(b"an earlier paper")
    ended = ran("trace", bad, PLATE, "--register", REGISTER, "--dossier", paper, "--json")
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert "bad.jpg" in ended.err
    assert paper.read_bytes() == b"an earlier paper"
    assert {path.name for path in tmp_path.iterdir()} == {"bad.jpg", "out.pdf"}
