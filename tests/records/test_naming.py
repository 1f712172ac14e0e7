from hypothesis import given
from hypothesis import strategies as st

from findspot.records.naming import Names, fold_name, fold_reference

NAME = st.sampled_from(["A", "B", "C", "D", "E", "a", "Ç", "C-", "?", ""])
PAIRS = st.lists(st.tuples(NAME, NAME), max_size=8)


def linked(pairs: list[tuple[str, str]], one: str, other: str) -> bool:
    """By brute force: whether a walk over the aliases leads from one name to the other."""
    reached, before = {fold_name(one)}, -1
    while len(reached) != before:
        before = len(reached)
        for alias, name in pairs:
            ends = {fold_name(alias), fold_name(name)}
            if ends & reached:
                reached |= ends
    return fold_name(other) in reached


@given(PAIRS, NAME, NAME, NAME)
def test_aliases_make_an_equivalence(pairs: list[tuple[str, str]], a: str, b: str, c: str) -> None:
    """Same is reflexive, symmetric and transitive over all names but the absent one."""
    names = Names(pair for pair in pairs if all(pair))
    assert names.same(a, a) is (a != "")
    assert names.same(a, b) is names.same(b, a)
    if names.same(a, b) and names.same(b, c):
        assert names.same(a, c)


@given(PAIRS, NAME, NAME)
def test_two_names_are_one_just_when_a_walk_links_them(pairs: list[tuple[str, str]], a: str, b: str) -> None:
    """The groups are exactly the connected parts of the alias table, in whatever order its rows stand."""
    kept = [pair for pair in pairs if all(pair)]
    expected = a != "" and b != "" and linked(kept, a, b)
    assert expected is Names(kept).same(a, b)
    assert expected is Names(reversed(kept)).same(a, b)
    assert Names(kept).key(a) == Names(reversed(kept)).key(a)


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    """A folded name folds to itself, so that groups can be kept by it."""
    assert fold_name(fold_name(name)) == fold_name(name)


def test_case_accents_spaces_and_punctuation_do_not_part_names() -> None:
    """What people vary in writing a name does not make another name."""
    assert fold_name("Türk Deniz Kuvvetleri") == fold_name("TURK  DENIZ-KUVVETLERİ ")
    assert fold_name("L3 Harris Wescam") == fold_name("L3Harris Wescam")
    assert fold_name("CMX-15D") == fold_name("cmx 15d")
    assert fold_name("CMX-15D") != fold_name("CMX-15")


def test_the_absent_name_is_nobodys() -> None:
    """Two absent names are not the same party."""
    assert not Names([]).same("", "")
    assert not Names([]).same(" ", "")


def test_punctuation_parts_references() -> None:
    """Permits 1-12 and 11-2 are two; case and spaces are not the difference between two."""
    assert fold_reference("1-12") != fold_reference("11-2")
    assert fold_reference("e  1234/20 ") == fold_reference("E 1234/20")
