import csv
import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.records.naming import fold_name
from findspot.records.opening import open_register
from findspot.records.register import TableRegister
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.records import (
    Application,
    AuthenticationOutcome,
    CheckResult,
    Delivery,
    Outcome,
    Permit,
    Status,
    UndertakingKind,
)
from findspot.vocabulary.register import Register, TieKind

TABLES = {
    "deliveries": """item,serial,model,maker,part_number,permit,delivered_on,end_user,integrator,platform,lot
I-1,MX15D-00417,CMX-15D,L3 Wescam,7150-A,P-1,2020-09,Turkish Naval Forces,Baykar,Bayraktar TB2,K9
I-2,MX15D-00418,CMX-15D,L3Harris Wescam,7150-A,P-2,2020-05,Türk Deniz Kuvvetleri,Baykar,,
I-3,X-1,ML-1,Other Maker,,P-9,2019,Azerbaijani Air Force,,,
""",
    "permits": """permit,status,issued_on,model,end_user,end_user_country,integrator,quantity,application
P-1,suspended,2020-05,CMX-15D,Turkish Naval Forces,Türkiye,Baykar,"12,0",A-1
P-2,approved,2020-05,CMX-15D,TURKISH NAVAL FORCES,Turkey,Baykar,3,
P-3,approved,2018,MX-10,Army of Elsewhere,Elsewhere,,,
""",
    "applications": """application,status,model,end_user
A-1,approved,CMX-15D,Turkish Naval Forces
A-2,pending,CMX-15D,Azerbaijani Air Force
""",
    "undertakings": """undertaking,permit,application,kind,text,form,statement
U-1,P-1,,no transfer,no transfer at all,written,EUS-1
U-2,,A-1,No Re-Export,,verbal,
U-3,P-2,A-1,other,,,EUS-2
U-4,P-3,,other,,,
""",
    "parties": """party,kind,country,parent
Azerbaijan,state,,
Azerbaijani Armed Forces,state body,Azerbaijan,
Azerbaijani Air Force,state body,,Azerbaijani Armed Forces
Turkish Naval Forces,state body,Türkiye,
""",
    "aliases": """alias,name,valid_from,valid_to
L3 Wescam,L3Harris Wescam,before:2019-06,2019
Türk Deniz Kuvvetleri,Turkish Naval Forces,,
Turkey,Türkiye,,
Bayraktar TB-2,TB2,,
Bayraktar TB-2,Bayraktar TB2 UAV,,
""",
    "models": """model,maker,item_type
CMX-15D,L3Harris Wescam,imaging turret
MX-10,L3Harris Wescam,Imaging Turret
ML-1,Other Maker,mast
""",
    "installations": """item,platform,platform_serial,integrator,installed_on
I-1,Bayraktar TB2,TB-0071,Baykar,after:2020-09
""",
    "transfers": """item,from_party,to_party,transferred_on,kind,platform,authority
I-1,Turkish Naval Forces,Somebody,2021,loan,,
,Baykar,Somebody Else,2021,platform export,TB-0071,
,Baykar,Nobody,2021,platform export,TB-0099,
""",
    "policies": """policy,kind,country,permits,exception_to,in_force_from,in_force_to
B-1,ban,Türkiye,,,2019-10,
E-1,exception,,P-1; P-2,B-1,2020-05,2020-10-04
S-1,suspension,Türkiye,,,2020-10-05,
""",
    "answers": """answer,by,outcome,item,permit,subject
N-1,L3Harris Wescam,cannot confirm,,,frame.png
N-2,the ministry,confirms,I-1,,
N-3,the embassy,neither confirm nor deny,,P-1,
""",
    "authentications": """statement,checked_by,asked_of,channel,asked_on,answered_on,outcome
eus-1,the licensing office,the ministry of defence,note verbale,2020-05-10,,no answer
EUS-1,the embassy,the naval staff,visit,2020-06-02,2020-06-02,authentic
EUS-2,the embassy,the naval staff,visit,2020-06-03,2020-07,forged
""",
    "checks": """reference,item,permit,checked_by,place,due_on,done_on,result
C-1,I-1,P-1,the embassy,Ankara,2020-12,2021-02-01,not found
C-2,,P-1,the embassy,,2021-12,,
C-3,I-2,,the embassy,,2021-06-01,,
""",
    "permit_lines": """permit,application,line,quantity,model,part_number
P-1,,1,10,CMX-15D,7150-A
P-1,,2,2,MX-10,
,A-1,1,12,CMX-15D,7150-A
""",
    "relations": """party,kind,other,valid_from,valid_to
L3Harris Technologies,parent of,L3Harris Wescam,2019-06-29,
Baykar,integrator,Bayraktar TB2,,
A Broker Ltd,broker for,Baykar,2018,2020
""",
    "control_entries": """control_list,control_entry,title,covers,valid_from,valid_to
a list,6-1.c,Imaging equipment,CMX-15D; MX-10,2017,2021-06
a list,6-1.c,Imaging equipment and its parts,CMX-15D,2021-07,
""",
    "listings": """name,type,alt_names,country,programs,entity_number,list,start_date,end_date,remarks
A Broker Ltd,Entity,Broker Limited; A. Broker,Elsewhere,P-A; P-B,4711,a list of denied parties,2020-03,,no
,Individual,,,,P-77,a list of sanctions,2019-05,2021-02-01,
Old Trader,Company,,,,,a list of denied parties,2018,,
""",
    "sightings": """item,serial,found_on,country,used_by,grade,exhibits
I-1,MX15D-00417,2020-10-18,Nowhere,Azerbaijan,B2,
,mx15d-00417,2020-10,Elsewhere,,,
I-2,MX15D-00417,2020-10-18,,,,
""",
}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """A small register with one of everything."""
    folder = tmp_path_factory.mktemp("register")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return open_register([folder])


def names(records: object) -> list[str]:
    """What each tied record is called."""
    assert hasattr(records, "__iter__")
    kinds = {Permit: "permit", Application: "application", Delivery: "item"}
    return [getattr(record, kinds[type(record)]) for record in records]


def test_an_items_record_holds_all_that_is_declared_of_it(register: Register) -> None:
    """Deliveries, their permits, these permits' undertakings (by application too), what befell it."""
    record = register.record("I-1")
    assert (record.serial, record.maker, record.part_number) == ("MX15D-00417", "L3 Wescam", "7150-A")
    assert [d.delivered_on for d in record.deliveries] == [parse_span("2020-09")]
    assert [(p.permit, p.status, p.quantity) for p in record.permits] == [("P-1", Status.SUSPENDED, 12)]
    assert [u.undertaking for u in record.undertakings] == ["U-1", "U-2"]
    assert [(u.kind, u.form) for u in record.undertakings] == [
        (UndertakingKind.NO_TRANSFER, "written"),
        (UndertakingKind.NO_REEXPORT, "verbal"),
    ]
    assert [i.platform_serial for i in record.installations] == ["TB-0071"]
    assert [t.to_party for t in record.transfers] == ["Somebody", "Somebody Else"]
    assert [(a.answer, a.outcome) for a in record.answers] == [
        ("N-2", Outcome.CONFIRMED),
        ("N-3", Outcome.CANNOT_CONFIRM),
    ]
    assert record.model_record is not None
    assert record.model_record.item_type == "imaging turret"
    assert [(a.checked_by, a.outcome) for a in record.authentications] == [
        ("the licensing office", AuthenticationOutcome.NONE_YET),
        ("the embassy", AuthenticationOutcome.GENUINE),
    ]
    assert [(c.reference, c.result, c.done) for c in record.checks] == [
        ("C-1", CheckResult.NOT_FOUND, True),
        ("C-2", None, False),
    ]
    assert [(one.line, one.quantity, one.model) for one in record.lines] == [
        ("1", 10, "CMX-15D"),
        ("2", 2, "MX-10"),
        ("1", 12, "CMX-15D"),
    ]


def test_a_record_says_where_it_was_read(register: Register) -> None:
    """File, row and unknown columns stay with the record."""
    delivery = register.record("I-1").deliveries[0]
    assert (delivery.origin.file, delivery.origin.row) == ("deliveries.csv", 2)
    assert dict(delivery.extra) == {"lot": "K9"}


def test_an_unknown_item_is_a_key_error(register: Register) -> None:
    """As the protocol says."""
    with pytest.raises(KeyError):
        register.record("I-99")


@pytest.mark.parametrize(
    ("tie", "value", "expected"),
    [
        (TieKind.END_USER, "turkish naval forces", ["P-1", "P-2", "A-1", "I-1", "I-2"]),
        (TieKind.END_USER, "Türk Deniz Kuvvetleri", ["P-1", "P-2", "A-1", "I-1", "I-2"]),
        (TieKind.END_USER_COUNTRY, "Turkey", ["P-1", "P-2", "A-1", "I-1", "I-2"]),
        (TieKind.END_USER_COUNTRY, "AZERBAIJAN", ["A-2", "I-3"]),
        (TieKind.END_USER_COUNTRY, "Elsewhere", ["P-3"]),
        (TieKind.ITEM_TYPE, "CMX-15D", ["P-1", "P-2", "P-3", "A-1", "A-2", "I-1", "I-2"]),
        (TieKind.ITEM_TYPE, "imaging turret", ["P-1", "P-2", "P-3", "A-1", "A-2", "I-1", "I-2"]),
        (TieKind.ITEM_TYPE, "ML-1", ["I-3"]),
        (TieKind.INTEGRATOR, "baykar", ["P-1", "P-2", "I-1", "I-2"]),
        (TieKind.PLATFORM, "TB2", ["I-1"]),
        (TieKind.PLATFORM, "Bayraktar-TB2", ["I-1"]),
        (TieKind.EXPORTER, "anyone", []),
        (TieKind.END_USER, "", []),
    ],
)
def test_records_are_tied_by_name_alias_type_and_country(
    register: Register, tie: TieKind, value: str, expected: list[str]
) -> None:
    """Permits, then applications, then deliveries, each once, with the value or another name of it."""
    assert expected == names(register.related(tie, value))


def test_aliases_are_followed_but_not_dated(register: Register) -> None:
    """The plate's older name is the maker's; its dates are for whoever gives the reason."""
    assert register.same("L3 WESCAM", "L3Harris Wescam")
    assert not register.same("L3Harris Wescam", "Other Maker")
    assert [alias.alias for alias in register.aliases("L3Harris Wescam")] == ["L3 Wescam"]
    assert [a.name for a in register.aliases("tb2")] == ["TB2", "Bayraktar TB2 UAV"]
    party = register.party("Türk Deniz Kuvvetleri")
    assert party is not None
    assert party.party == "Turkish Naval Forces"
    assert register.party("Nobody") is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (None, ["B-1", "E-1", "S-1"]),
        ("2019-09-30", []),
        ("2019-10-15", ["B-1"]),
        ("2020-05-20", ["B-1", "E-1"]),
        ("2020-10-04", ["B-1", "E-1"]),
        ("2020-10-05", ["B-1", "S-1"]),
        ("2020-10", ["B-1", "E-1", "S-1"]),
        ("before:2019-10-02", ["B-1"]),
        ("after:2030", ["B-1", "S-1"]),
    ],
)
def test_policies_that_may_have_been_in_force(
    register: Register, on: str | None, expected: list[str]
) -> None:
    """In force on any day that both intervals allow; what is undetermined counts."""
    assert expected == [p.policy for p in register.policies(parse_span(on) if on else None)]


def test_the_permits_of_a_policy_are_a_list(register: Register) -> None:
    """Several permits in one cell are divided by semicolons."""
    assert register.policies()[1].permits == ("P-1", "P-2")


def test_known_sightings_are_found_by_item_and_else_by_serial(register: Register) -> None:
    """A sighting that names another item is not this one's, even with its serial."""
    assert [s.country for s in register.sightings("I-1", "MX15D-00417")] == ["Nowhere", "Elsewhere"]
    assert str(register.sightings("I-1", "MX15D-00417")[0].grade) == "B2"
    assert not register.sightings("I-3", "")


def test_the_notes_say_what_the_register_lacks(tmp_path: Path) -> None:
    """A permit, item or policy that is named and not in its table is noted, not refused."""
    (tmp_path / "deliveries.csv").write_text("item,serial,permit\nI-1,S-1,P-1\nI-2,S-2,P-2\n")
    assert open_register([tmp_path]).notes == ()
    (tmp_path / "permits.csv").write_text("permit\nP-1\n")
    (tmp_path / "installations.csv").write_text("item,platform\nI-9,TB2\n")
    notes = open_register([tmp_path]).notes
    assert any("'P-2'" in note for note in notes)
    assert any("'I-9'" in note for note in notes)


def test_aliases_that_make_two_parties_one_are_noted(tmp_path: Path) -> None:
    """A doubtful alias is reported, not smoothed over."""
    (tmp_path / "deliveries.csv").write_text("serial\nS-1\n")
    (tmp_path / "parties.csv").write_text("party\nNavy of A\nNavy of B\n")
    (tmp_path / "aliases.csv").write_text("alias,name\nThe Navy,Navy of A\nThe Navy,Navy of B\n")
    assert any("'Navy of A' and 'Navy of B'" in note for note in open_register([tmp_path]).notes)


def test_the_digest_is_one_that_anybody_can_make_again(tmp_path: Path) -> None:
    """One table: its own SHA-256. Several: that of the list which sha256sum prints, by name."""
    first, second = tmp_path / "deliveries.csv", tmp_path / "permits.csv"
    first.write_text("serial\nS-1\n")
    digest = hashlib.sha256(first.read_bytes()).hexdigest()
    assert digest == open_register([first]).sha256
    second.write_text("permit\nP-1\n")
    listed = f"{digest}  deliveries.csv\n{hashlib.sha256(second.read_bytes()).hexdigest()}  permits.csv\n"
    assert hashlib.sha256(listed.encode()).hexdigest() == open_register([tmp_path]).sha256
    assert open_register([second, first]).sha256 == open_register([tmp_path]).sha256


NAMES = st.sampled_from(
    ["", "Navy", "NAVY", "Marine", "Army", "Baykar", "CMX-15D", "cmx15d", "MX-10", "turret"]
)
PAIRS = st.lists(st.tuples(NAMES, NAMES), max_size=3)
TERMS = st.fixed_dictionaries(
    dict.fromkeys(
        (
            "model",
            "exporter",
            "consignee",
            "end_user",
            "end_user_country",
            "integrator",
            "platform",
            "signatory",
        ),
        NAMES,
    )
)


@given(
    st.lists(TERMS, min_size=1, max_size=6),
    st.lists(TERMS, max_size=3),
    st.tuples(PAIRS, PAIRS),
    st.tuples(st.sampled_from(TieKind), NAMES),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_related_is_what_a_look_at_every_record_finds(
    tmp_path: Path,
    deliveries: list[dict[str, str]],
    permits: list[dict[str, str]],
    named: tuple[list[tuple[str, str]], list[tuple[str, str]]],
    asked: tuple[TieKind, str],
) -> None:
    """The lazy, column-wise search gives the same records as the definition applied to each one in turn."""
    (aliases, countries), (tie, value) = named, asked

    def write(name: str, rows: list[dict[str, str]]) -> None:
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    for old in tmp_path.iterdir():
        old.unlink()
    write("deliveries.csv", [{"serial": f"S-{i}", **terms} for i, terms in enumerate(deliveries)])
    if permits:
        write("permits.csv", [{"permit": f"P-{i}", **terms} for i, terms in enumerate(permits)])
    linked = [{"alias": alias, "name": name} for alias, name in aliases if alias and name]
    if linked:
        write("aliases.csv", linked)
    parties = {
        fold_name(party): {"party": party, "country": country} for party, country in countries if party
    }
    if parties:
        write("parties.csv", list(parties.values()))
    register = open_register([tmp_path])

    def tied(record: Permit | Delivery) -> bool:
        if tie is TieKind.ITEM_TYPE:
            return register.same(record.model, value)
        if tie is TieKind.END_USER_COUNTRY:
            own = {
                fold_name(p.party): p
                for p in reversed(register.parties)
                if register.same(p.party, record.end_user)
            }
            first = next((p for p in register.parties if fold_name(p.party) in own), None)
            return (
                register.same(record.end_user_country, value)
                or register.same(record.end_user, value)
                or (first is not None and register.same(first.country, value))
            )
        return register.same(getattr(record, tie.value.replace(" ", "_")), value)

    everything: list[Permit | Delivery] = [
        *register.permits,
        *(register.record(item).deliveries[0] for item in register.serials().item),
    ]
    found = register.related(tie, value)
    assert [record for record in everything if tied(record)] == list(found)
    assert len(found) == len(list(found))
    assert list(found[1:]) == list(found)[1:]


def test_a_related_sequence_is_indexed_like_a_list(register: Register) -> None:
    """From both ends, and an index beyond them is an error."""
    found = register.related(TieKind.INTEGRATOR, "Baykar")
    assert found[-1] == list(found)[-1]
    with pytest.raises(IndexError):
        found[len(found)]


def test_the_register_fulfils_the_protocol(register: Register) -> None:
    """What opening returns is a Register, and nothing in it can be set."""
    assert isinstance(register, TableRegister)
    with pytest.raises(AttributeError):
        register.name = "other"  # type: ignore[misc]  # that it cannot be set is what is tested
    assert register.name
    assert all(isinstance(p.in_force_from.earliest, dt.date) for p in register.policies() if p.in_force_from)
