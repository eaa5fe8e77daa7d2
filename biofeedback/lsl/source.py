"""Live streams as a source of the engine."""

from __future__ import annotations

import atexit
from collections.abc import Sequence

from biofeedback.lsl.config import library
from biofeedback.lsl.discovery import Discovery
from biofeedback.lsl.metadata import Description
from biofeedback.lsl.tap import Tap
from biofeedback.lsl.track import Track, Yield
from biofeedback.lsl.wants import Want
from biofeedback.types import Notice, Pacer, Pull, StreamInfo


class LslSource:
    """Finds, receives and corrects every wanted stream; implements `Source`.

    Streams may come, die, restart, move to another host and come back at any time. `read` never
    waits: discovery and each connection have threads of their own. `read` and `close` belong to
    one thread.

    Parameters
    ----------
    wants
        Streams that fit any of these are received; by default every sensor on the network, but
        not what this program publishes itself.
    tap
        Gets everything untouched (raw stamps, clock offsets), for a recorder.

    Raises
    ------
    LslError
        Lab Streaming Layer cannot be loaded.
    """

    def __init__(self, wants: Sequence[Want] = (Want(),), tap: Tap | None = None) -> None:
        library()  # complains here, not in a thread
        self.tap = tap
        """May be set until the first `read`."""
        self._tracks: dict[tuple[str, str, str], Track] = {}
        self._discovery: Discovery | None = Discovery(wants)
        self._discovery.start()
        # liblsl must not be torn down by the interpreter's end under running threads.
        atexit.register(self.close)

    @property
    def streams(self) -> Sequence[StreamInfo]:
        return tuple(view.stream for track in self._tracks.values() for view in track.views)

    def read(self, until: float) -> Pull:
        """Everything that arrived and is stamped before `until` (LSL seconds; say, now).

        Samples of one stream are in order. Stamps are straightened (regular streams) and in this
        machine's time; a connected stream's first samples wait for the first measurement of its
        clock (0.7 s). After `close` there is nothing.
        """
        discovery = self._discovery
        if discovery is None:
            return Pull()
        visible = discovery.visible
        while discovery.arrived:
            inlet = discovery.arrived.popleft()
            assert inlet.description is not None
            self._track(inlet.description).join(inlet, until)
        out = Yield()
        while discovery.troubles:
            name, trouble = discovery.troubles.popleft()
            out.notices.append(Notice(name, "rejected", until, trouble))
        for track in self._tracks.values():
            track.read(until, visible, out)
        return Pull(out.chunks, out.markers, out.notices)

    def hear(self, pacer: Pacer) -> None:
        """Real sensors hear nothing; a simulated patient reads the published `PacerOutlet`."""

    def close(self) -> None:
        """Let go of every thread and socket, within 1 s; safe to call twice."""
        discovery, self._discovery = self._discovery, None
        if discovery is None:
            return
        atexit.unregister(self.close)
        discovery.close(timeout_s=0.9)
        if self.tap is not None:
            for track in self._tracks.values():
                track.close()

    def _track(self, description: Description) -> Track:
        identity = description.identity
        track = self._tracks.get(identity)
        if track is None:
            taken = {other.key for other in self._tracks.values()}
            source_id, name, declared_type = identity
            plain = source_id if description.source_id else f"{name}{source_id}"
            # Streams of one device that share a source id: name, then type, tell them apart.
            candidates = (plain, f"{plain}/{name}", f"{plain}/{name}/{declared_type}")
            key = next(key for key in candidates if key not in taken)
            track = self._tracks[identity] = Track(key, self.tap)
        return track
