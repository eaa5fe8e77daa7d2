"""What is seen of a prompt, and what looking at it means."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from vrapp.display.base import InputEvent
from vrapp.display.camera import eye_from_world, perspective
from vrapp.prompt import look
from vrapp.prompt.below import BY, DIM, HURTS_HOLD_S, STOP_HOLD_S
from vrapp.prompt.gaze import METRES_PER_DEG, meets
from vrapp.prompt.hung import FADE_S
from vrapp.prompt.prompt import SEEN_S
from vrapp.render.plates import Plate
from vrapp.render.view import View
from vrapp.scene.question import DECLINED, pain_rating, yes_no

from .conftest import FPS, Person

LINE = "Just sit. The water follows your breath."
PAIN = pain_rating()
PRESS = InputEvent("select", 0.0)
READY_S = FADE_S + SEEN_S + 0.1


def words(person: Person) -> Plate | None:
    """The plate of the line or question: all but stop, light and dot."""
    return person.prompt._words.plate if person.prompt._words.clear > 0 else None


def where(person: Person, choice: str) -> tuple[float, float]:
    """Yaw and pitch (degrees) that look at a choice of the question that hangs there."""
    plate, card = words(person), person.prompt._words.picture.card
    [target] = [t for t in card.targets if t.choice == choice]
    m = plate.world_from_plate
    x, y, z = m[:3, 3] + METRES_PER_DEG * (target.x * m[:3, 0] + target.y * m[:3, 1])
    return math.degrees(math.atan2(-x, -z)), math.degrees(math.atan2(y, math.hypot(x, z)))


def test_with_nothing_to_say_only_the_two_dim_rings_hang_there(person: Person) -> None:
    person.look(2.0)
    below = person.prompt._below
    assert list(person.prompt.plates) == [below.hurts.plate, below.stop.plate]
    assert [plate.opacity for plate in person.prompt.plates] == pytest.approx([DIM, DIM])
    level = person.picture(ground=0.2)
    assert level.min() == level.max() == 51  # far below what a level look shows


def test_text_fades_over_half_a_second_in_and_out(person: Person) -> None:
    person.look(1.0)
    seen = []
    for text, seconds in ((LINE, 1.2), ("Another one.", 2.0), ("", 1.0)):
        person.show(text=text)
        for _ in range(round(seconds * FPS)):
            person.look(1.0 / FPS)
            plate = words(person)
            seen.append((0.0 if plate is None else plate.opacity, plate and plate.version))
    opacity = np.array([s[0] for s in seen])
    assert opacity.max() == pytest.approx(1.0)
    assert opacity[-1] == 0.0
    assert np.abs(np.diff(opacity)).max() <= 1.0 / (0.5 * FPS)
    for (before, old), (after, new) in itertools.pairwise(seen):
        if old is not None and new is not None and old != new:
            assert before <= 1 / 30 >= after  # other words only while none can be read


def test_the_pictures_own_brightness_lies_over_it(person: Person) -> None:
    person.show(text=LINE, brightness=0.5)
    person.look(1.5)
    assert words(person).opacity == pytest.approx(0.5)
    person.show(brightness=0.0)
    person.look(0.1)
    assert list(person.prompt.plates) == []


def test_letters_are_as_large_in_the_picture_as_promised(person: Person) -> None:
    person.show(text="llllll")
    person.look(1.5, 0.0, -13.0)
    size, fov = 900, 40.0
    picture = person.picture((size, size), fov)
    lit = picture[..., 0] > 110
    rows = np.flatnonzero(lit.any(axis=1))
    height = np.degrees(
        np.arctan((rows[-1] + 1 - size / 2) / (size / 2) * math.tan(np.radians(20)))
    )
    height -= np.degrees(np.arctan((rows[0] - size / 2) / (size / 2) * math.tan(np.radians(20))))
    # an l stands 0.74 em high in Roboto
    assert height == pytest.approx(0.74 * look.EM_DEG, abs=0.08)
    columns = np.flatnonzero(lit.any(axis=0))
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(size / 2, abs=4)


def test_it_is_upright_not_mirrored_and_covers_the_scene_softly(person: Person) -> None:
    person.show(text="L")
    person.look(1.5, 0.0, -13.0)
    picture = person.picture((900, 900), 12.0, ground=1.0)[..., 0].astype(float)
    letter = picture[380:520, 380:520] > 140
    rows, columns = np.flatnonzero(letter.any(axis=1)), np.flatnonzero(letter.any(axis=0))
    glyph = letter[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    half_h, half_w = glyph.shape[0] // 2, glyph.shape[1] // 2
    assert glyph[half_h:].sum() > glyph[:half_h].sum()  # the foot is below
    assert glyph[:, :half_w].sum() > glyph[:, half_w:].sum()  # the stem is at the left
    plate = picture[450, 450 - 90]
    assert 40 < plate < 100  # dark, yet a white scene shines through


def test_both_eyes_see_the_plate_at_its_distance(person: Person) -> None:
    person.show(text=LINE)
    person.look(1.5)
    plate = words(person)
    assert np.linalg.norm(plate.world_from_plate[:3, 3]) == pytest.approx(look.DISTANCE_M, abs=0.01)
    assert plate.size_m[0] == pytest.approx(
        person.prompt._words.picture.card.size_deg[0] * METRES_PER_DEG
    )


@pytest.mark.parametrize("choice", ["0", "5", "7", "10", DECLINED])
def test_a_held_look_answers(person: Person, choice: str) -> None:
    person.show(question=PAIN)
    person.look(READY_S)
    assert person.events == []
    person.look(1.4, *where(person, choice))
    assert person.events == []
    person.look(0.2, *where(person, choice))
    assert [(e.kind, e.detail) for e in person.events] == [("answer", choice)]
    person.look(5.0, *where(person, choice))
    person.look(5.0, *where(person, "3"))
    assert len(person.events) == 1  # once answered it is answered


def test_looking_counts_only_once_the_question_has_been_seen(person: Person) -> None:
    person.show(question=yes_no("more", "Go on?"))
    person.look(FADE_S + 0.1)
    yaw, pitch = where(person, "Yes")
    person.look(SEEN_S - 0.2, yaw, pitch)
    assert person.prompt._words.dwell.progress == 0.0
    person.look(1.2, yaw, pitch)
    assert person.events == []
    person.look(0.7, yaw, pitch)
    assert [e.detail for e in person.events] == ["Yes"]


def test_who_does_not_attend_answers_nothing(person: Person) -> None:
    person.show(question=PAIN)
    person.look(READY_S)
    person.frame.attended = False
    person.look(6.0, *where(person, "5"), happened=[PRESS])
    person.look(6.0, 0.0, -42.0, happened=[PRESS])
    assert person.events == []


def test_a_press_answers_what_is_looked_at_and_nothing_before_it_was_seen(person: Person) -> None:
    person.show(question=PAIN)
    person.look(FADE_S + 0.1)
    person.look(0.05, *where(person, "8"), happened=[PRESS])
    assert person.events == []
    person.look(1.0)
    person.look(0.05, *where(person, "8"), happened=[PRESS])
    assert [e.detail for e in person.events] == ["8"]


def test_a_click_in_the_picture_answers_and_stops_wherever_the_head_looks(person: Person) -> None:
    eye = person.frame.world_from_head.T.copy()
    clip = perspective(np.radians(100.0), 1.5)
    person.frame.views = (View(0, eye, clip, None, (0, 0, 150, 100)),)  # type: ignore[arg-type]
    person.show(question=PAIN)
    person.look(READY_S)

    def click(yaw_deg: float, pitch_deg: float) -> InputEvent:
        way = eye_from_world(np.radians(yaw_deg), np.radians(pitch_deg))[2, :3] * -1.0
        x, y, _, w = clip @ np.array([*way, 1.0])
        return InputEvent("select", 0.0, f"{x / w:.4f} {y / w:.4f}")

    person.look(0.05, happened=[click(0.0, 20.0)])
    assert person.events == []
    person.look(0.05, happened=[click(*where(person, "9"))])
    person.look(0.05, happened=[click(0.0, -42.0)])
    assert [(e.kind, e.detail) for e in person.events] == [("answer", "9"), ("stop", BY)]


def test_the_question_holds_still_while_it_is_answered(person: Person) -> None:
    person.show(question=PAIN)
    person.look(READY_S)
    before = words(person).world_from_plate.copy()
    for choice in ("0", "10", "4"):
        person.look(0.8, *where(person, choice))
    assert np.array_equal(before, words(person).world_from_plate)


def test_the_same_question_can_be_asked_and_answered_again(person: Person) -> None:
    for _ in range(2):
        person.show(question=PAIN)
        person.look(READY_S + 1.0)
        person.look(2.0, *where(person, "6"))
        person.show(question=None)
        person.look(1.0)
    assert [e.detail for e in person.events] == ["6", "6"]


def test_the_light_grows_with_the_look_and_never_vanishes_at_once(person: Person) -> None:
    person.show(question=PAIN)
    person.look(READY_S)
    at = where(person, "5")
    opacities = []
    for yaw, pitch in [at] * 60 + [(0.0, 5.0)] * 60:
        person.look(1.0 / FPS, yaw, pitch)
        light = [p for p in person.prompt.plates if p.size_m[0] < 3.0 * METRES_PER_DEG]
        opacities.append(sum(p.opacity for p in light if p is not person.prompt._dot))
    assert max(opacities) > 0.5
    assert np.abs(np.diff(opacities)).max() <= 1.0 / (0.5 * FPS) + 1e-6


@pytest.mark.parametrize("paused_or_asked", [{}, {"question": PAIN}, {"text": LINE}])
def test_a_look_held_far_below_stops(person: Person, paused_or_asked: dict) -> None:
    person.show(**paused_or_asked)
    person.look(2.0)
    person.look(STOP_HOLD_S - 0.2, 0.0, -42.0)
    assert person.events == []
    person.look(0.4, 0.0, -42.0)
    assert [(e.kind, e.detail) for e in person.events] == [("stop", BY)]


def hurts(person: Person) -> tuple[float, float]:
    """Yaw and pitch (degrees) that look at "it hurts more" as it hangs now."""
    x, y, z = person.prompt._below.hurts.plate.world_from_plate[:3, 3]
    return math.degrees(math.atan2(-x, -z)), math.degrees(math.atan2(y, math.hypot(x, z)))


@pytest.mark.parametrize("meanwhile", [{}, {"text": LINE}, {"question": yes_no("a", "Go on?")}])
def test_a_look_held_at_the_other_ring_says_that_it_hurts_more(
    person: Person, meanwhile: dict
) -> None:
    person.show(**meanwhile)
    person.look(2.0)
    yaw, pitch = hurts(person)
    assert yaw < -9.0  # at the right, well beside the stop
    person.look(HURTS_HOLD_S - 0.2, yaw, pitch)
    assert person.events == []
    person.look(0.4, yaw, pitch)
    assert [(e.kind, e.detail) for e in person.events] == [("hurts", BY)]
    person.look(5.0, yaw, pitch)
    said = [e.kind for e in person.events]
    assert said.count("hurts") == 1  # it has been said
    person.look(1.0).look(2.5, yaw, pitch)
    assert [e.kind for e in person.events].count("hurts") == 2


def test_while_pain_is_asked_only_the_stop_hangs_below(person: Person) -> None:
    person.look(1.0)
    yaw, pitch = hurts(person)
    for name in ("pain", "pain_before"):
        person.show(question=pain_rating(name))
        person.look(2.0)
        assert person.prompt._below.hurts.plate not in person.prompt.plates
        person.look(4.0, yaw, pitch)
    assert person.events == []
    person.show(question=None)
    person.look(2.0, yaw, pitch)
    assert person.prompt._below.hurts.plate.opacity > 0.99


def test_a_look_between_the_rings_says_nothing_and_one_that_wavers_says_what_it_was_at(
    person: Person,
) -> None:
    person.look(1.0)
    yaw, pitch = hurts(person)
    person.look(8.0, yaw / 2, -42.5)
    assert person.events == []
    for _ in range(8):  # a degree and a half around the middle
        person.look(0.15, yaw + 2.0, pitch + 1.5).look(0.15, yaw - 2.0, pitch - 1.5)
    assert [e.kind for e in person.events] == ["hurts"]


def test_the_stop_brightens_as_the_gaze_comes_near_and_is_found_at_every_heading(
    person: Person,
) -> None:
    person.look(1.0)
    for yaw in (0.0, 60.0, 170.0, -120.0):
        person.look(4.0, yaw, 0.0)
        person.look(1.0, yaw, -41.0)
        [plate] = [p for p in person.prompt.plates if p is person.prompt._below.stop.plate]
        assert plate.opacity > 0.99
        at = meets(person.frame.world_from_head, plate)
        assert at is not None
        person.look(1.5, yaw, 0.0)
        assert plate.opacity == pytest.approx(DIM)
    assert person.events == []
    person.look(1.5, -120.0, 0.0)
    # whoever had turned less than the stop's own cone finds it a little aside; then it is answered
    x, _, z = person.prompt._below.stop.plate.world_from_plate[:3, 3]
    person.look(3.0, math.degrees(math.atan2(-x, -z)), -42.0)
    assert [e.kind for e in person.events] == ["stop"]


def test_a_person_on_the_back_can_stop_and_answer(person: Person) -> None:
    person.show(question=PAIN)
    person.look(8.0, 0.0, 75.0)
    yaw, pitch = where(person, "2")
    assert pitch > 50.0
    person.look(2.0, yaw, pitch)
    assert [e.detail for e in person.events] == ["2"]
    person.look(4.0, 0.0, 33.0)  # 42 degrees below where a lying person looks
    assert [e.kind for e in person.events] == ["answer", "stop"]


def test_other_pixels_have_another_version_and_the_same_ones_are_kept(person: Person) -> None:
    versions = []
    for text in (LINE, "Another one.", LINE):
        person.show(text=text)
        person.look(2.5)
        versions.append(words(person).version)
    assert versions[0] == versions[2] != versions[1]


def test_the_same_looks_give_the_same_plates(shared_context) -> None:
    poses = []
    for _ in range(2):
        person = Person(shared_context)
        person.show(question=PAIN)
        person.look(1.0).look(1.0, 40.0, -10.0).look(1.0, -20.0, 30.0)
        poses.append([(p.world_from_plate.copy(), p.opacity) for p in person.prompt.plates])
        person.prompt.release()
    for (one, a), (other, b) in zip(*poses, strict=True):
        assert np.array_equal(one, other)
        assert a == b
