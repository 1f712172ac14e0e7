"""The figures that matching reasons with: data with their provenance, in ``parameters.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class LatticeParameters:
    """How far the recogniser's own probabilities are believed: see ``ctc.prepare``."""

    temper: float
    floor: float


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """What pruning may leave out of all belief."""

    left_out: float


@dataclass(frozen=True, slots=True)
class BackgroundParameters:
    """What the serial of an item that is not in the register is like: see ``background``."""

    tail: float
    edited: float
    free: float
    tail_lengths: tuple[float, ...]
    edited_serials: int
    look_alike: float
    same_class: float
    free_end: float
    absence: float


@dataclass(frozen=True, slots=True)
class HypothesisParameters:
    """How several texts and several exhibits are weighed: see ``exhibits``."""

    none_of_them: float
    own_kind: float
    combinations: int
    further_exhibit: float
    same_photograph_bits: int


@dataclass(frozen=True, slots=True)
class LookalikeParameters:
    """How far the lattice tells apart what the print does not: O from 0."""

    temper: float
    bound: float


@dataclass(frozen=True, slots=True)
class FieldParameters:
    """What maker, model and part number can say: see ``evidence``."""

    read_right: float
    in_family: float
    by_chance: float
    alike: float
    maker_contradicts: float
    model_contradicts: float
    part_number_contradicts: float


@dataclass(frozen=True, slots=True)
class ByEyeParameters:
    """How persons' readings are weighed beside the machine's: see ``by_eye``."""

    beside_machine: float
    further_reading: float
    something_else: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them."""

    version: str
    lattice: LatticeParameters
    search: SearchParameters
    background: BackgroundParameters
    hypotheses: HypothesisParameters
    lookalikes: LookalikeParameters
    fields: FieldParameters
    by_eye: ByEyeParameters


@cache
def load_parameters() -> Parameters:
    """The parameters that come with findspot."""
    text = resources.files("findspot.matching").joinpath("parameters.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    background = dict(data["background"])
    background["tail_lengths"] = tuple(background["tail_lengths"])
    return Parameters(
        version=data["version"],
        lattice=LatticeParameters(**data["lattice"]),
        search=SearchParameters(**data["search"]),
        background=BackgroundParameters(**background),
        hypotheses=HypothesisParameters(**data["hypotheses"]),
        lookalikes=LookalikeParameters(**data["lookalikes"]),
        fields=FieldParameters(**data["fields"]),
        by_eye=ByEyeParameters(**data["by_eye"]),
    )
