"""What a therapist chooses before a session, and what it follows from. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vrapp.panel.line import Line

SIMULATED = "SIM-1"
"""The code under which sessions of the simulated patient are kept: they are nobody's."""

FIRST_CODE = "P001"
LONGEST_CODE = 24
FIRST, KNOWN_PACE = "first-session", "practice"
"""Protocols that are suggested: for somebody new, and for somebody whose pace is known."""

VOLUME_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the history. `last`: date of the last session; `protocol`: its title."""

    code: str
    sessions: int = 0
    last: str = ""
    protocol: str = ""
    pace_per_min: float | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A protocol. `leads`: it paces the breath; `needs_pace`: at the person's pace, found earlier;
    `screens`: it asks the screening questions itself.
    """

    name: str
    title: str
    minutes: float
    description: str = ""
    leads: bool = False
    needs_pace: bool = False
    usual_pace: float = 6.0
    screens: bool = True


@dataclass(frozen=True, slots=True)
class Scenery:
    """A scene by its name, and as the desk calls it."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Arm:
    """A study's arm for a code, as it may be told; or why it has none."""

    told: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A session of today that was cut short and can be gone on with.

    `protocol` and `part`, in which it was cut, in English; `at`: the time of day at which it had
    begun; `worn_min`: how long the headset had been on without a break.
    """

    folder: str
    code: str
    protocol: str
    part: str
    at: str
    worn_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Offers:
    """All there is to choose from, and where what is recorded goes.

    `arm_of` tells the study's arm by code; None where no study is configured. `free_bytes` None:
    the folder cannot be looked at, and `folder_trouble` says why.
    """

    people: tuple[Person, ...] = ()
    protocols: tuple[Offer, ...] = ()
    scenes: tuple[Scenery, ...] = ()
    folder: str = ""
    free_bytes: int | None = None
    folder_trouble: str = ""
    arm_of: Callable[[str], Arm] | None = None
    history_trouble: str = ""
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that a therapist has chosen.

    `resumes`: folder of the session to go on with, whose person, protocol, scene and language it
    takes.
    """

    code: str
    protocol: str
    scene: str
    headset: bool
    simulated: bool
    language: str
    volume: float  # 0..1
    resumes: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of people: somebody known, or a new code."""

    person: Person
    new: bool = False


def is_letter_of_a_code(letter: str) -> bool:
    """Letters, digits and - _ . : what a file and a study's list can hold."""
    return bool(re.fullmatch(r"[A-Za-z0-9._-]", letter))


def next_code(codes: Sequence[str]) -> str:
    """The code that follows: the first one's letters, and one more than their highest number.

    `codes` in order, the most recent first; `P001` where none ends in a number.
    """
    for code in codes:
        if code != SIMULATED and (found := re.fullmatch(r"(.*?)(\d+)", code)):
            break
    else:
        return FIRST_CODE
    letters = found[1]
    numbers = [m[1] for c in codes if (m := re.fullmatch(re.escape(letters) + r"(\d+)", c))]
    width = max(map(len, numbers))
    return f"{letters}{max(map(int, numbers)) + 1:0{width}d}"


@dataclass(slots=True)
class Choosing:
    """What has been chosen so far. Choosing a person chooses the protocol that suits them."""

    offers: Offers
    language: str = "en"
    volume: float = 1.0
    headset: bool = False
    simulated: bool = False
    query: Line = field(default_factory=lambda: Line(LONGEST_CODE, is_letter_of_a_code))
    person: Person | None = None
    protocol: str = ""
    scene: str = ""

    def __post_init__(self) -> None:
        self.offer_again(self.offers)

    def offer_again(self, offers: Offers) -> None:
        """Begin anew for the next person: scene, place, body, language and sound stay."""
        self.offers = offers
        self.person = None
        self.query.clear()
        names = [each.name for each in offers.protocols]
        self.protocol = FIRST if FIRST in names else next(iter(names), "")
        scenes = [each.name for each in offers.scenes]
        if self.scene not in scenes:
            self.scene = next(iter(scenes), "")

    # -- people -------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Whom the query fits: those whose code begins with it, then those that hold it; and a new
        code, last where somebody fits, unless it is somebody's.
        """
        typed = self.query.text.casefold()
        people = [p for p in self.offers.people if p.code != SIMULATED]
        fits = [p for p in people if typed in p.code.casefold()]
        fits.sort(key=lambda p: not p.code.casefold().startswith(typed))  # stable: recent first
        found = [Row(p) for p in fits]
        taken = {p.code.casefold() for p in self.offers.people} | {SIMULATED.casefold()}
        if not typed:
            return [Row(Person(next_code([p.code for p in people])), new=True), *found]
        if typed not in taken:
            found.append(Row(Person(self.query.text.upper()), new=True))
        return found

    def pick(self, person: Person) -> None:
        """Choose a person, and with them the protocol that suits them."""
        self.person, self.simulated = person, False
        self._suggest(person)

    def simulate(self, simulated: bool) -> None:
        """Let the simulated patient sit in for a person, or not."""
        self.simulated = simulated
        self._suggest(self.who or Person(""))

    @property
    def who(self) -> Person | None:
        """Whose session it will be: the simulated patient's own code, where it sits in."""
        if not self.simulated:
            return self.person
        known = (p for p in self.offers.people if p.code == SIMULATED)
        return next(known, Person(SIMULATED))

    def suggested(self) -> str:
        """The protocol that suits the person: the first session until their pace is known."""
        who = self.who
        known = who is not None and who.pace_per_min is not None
        return KNOWN_PACE if known else FIRST

    def _suggest(self, person: Person) -> None:
        if self.suggested() in (each.name for each in self.offers.protocols):
            self.protocol = self.suggested()

    # -- what comes of it ---------------------------------------------------------------------

    @property
    def offer(self) -> Offer | None:
        return next((p for p in self.offers.protocols if p.name == self.protocol), None)

    @property
    def arm(self) -> Arm | None:
        """The study's arm of the person chosen; None without a study or a person."""
        who = self.who
        return self.offers.arm_of(who.code) if self.offers.arm_of and who else None

    def louder(self, steps: int) -> None:
        self.volume = min(max(round(self.volume + steps * VOLUME_STEP, 2), 0.0), 1.0)

    @property
    def ready(self) -> bool:
        """Whether a session can begin."""
        arm = self.arm
        whole = self.who is not None and self.offer is not None and bool(self.scene)
        return whole and not self.offers.folder_trouble and not (arm and arm.trouble)

    def choice(self) -> Choice | None:
        """What was chosen; None while something is lacking."""
        who = self.who
        if not self.ready or who is None:
            return None
        return Choice(
            code=who.code,
            protocol=self.protocol,
            scene=self.scene,
            headset=self.headset,
            simulated=self.simulated,
            language=self.language,
            volume=self.volume,
        )

    def going_on(self) -> Choice | None:
        """To go on with the session that was cut short, where and as loud as is chosen now."""
        cut = self.offers.cut
        if cut is None or self.offers.folder_trouble:
            return None
        return Choice(
            code=cut.code,
            protocol="",
            scene=self.scene,
            headset=self.headset,
            simulated=cut.code == SIMULATED,
            language=self.language,
            volume=self.volume,
            resumes=cut.folder,
        )
