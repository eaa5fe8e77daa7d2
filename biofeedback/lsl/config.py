"""How this process takes part in Lab Streaming Layer: said once, before its first call.

liblsl reads its configuration a single time. `configure` writes it; `library` hands out pylsl with
the configuration in force. Scopes, checked on one machine and between two hosts: "machine" asks
and answers on the loopback address only (a broadcast from another host goes unanswered), and a
consumer of any wider scope on the same machine still finds such a stream. Scope limits who *hears
of* a stream. The data ports of an outlet listen on every interface whatever the scope, and an
outlet answers a question sent straight to it (by a host that has this one as a known peer): on an
untrusted network let the firewall block incoming TCP and UDP 16571-16604 (and, when those are
taken, the random ports that liblsl then uses) except from the machines that shall read.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from biofeedback.sources.base import SourceError

Scope = Literal["machine", "link", "site"]

# liblsl would write to stderr by itself; what matters comes as a Notice. -3 = fatal only.
_QUIET = "[log]\nlevel=-3\n"

_LOOPBACK = "127.0.0.1"

_PEER = re.compile(r"[A-Za-z0-9_.:%-]+")
_SESSION = re.compile(r"[A-Za-z0-9_.-]*")


class LslError(SourceError):
    """Lab Streaming Layer is missing, misconfigured or misused; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is in force. `file` is the configuration file of `LSLAPICFG`, when that rules."""

    scope: str
    known_peers: tuple[str, ...] = ()
    session_id: str = ""
    file: str = ""


_current: Configuration | None = None


def ini(scope: Scope = "site", known_peers: Sequence[str] = (), session_id: str = "") -> str:
    """The text of liblsl's configuration file (liblsl documentation, "Configuration file")."""
    if scope not in get_args(Scope):
        raise LslError(f"scope is {scope!r}; it must be one of {', '.join(get_args(Scope))}")
    for peer in known_peers:
        if not _PEER.fullmatch(peer):
            raise LslError(f"known peer {peer!r} is no host name or address; write e.g. 10.0.0.12")
    if not _SESSION.fullmatch(session_id):
        raise LslError(f"session id {session_id!r} may hold letters, digits, '_', '.' and '-' only")
    sections: dict[str, dict[str, str]] = {
        # On this machine IPv4 alone is enough, and it keeps questions off every real interface.
        "ports": {"IPv6": "disable" if scope == "machine" else "allow"},
        # Scope alone is not enough: an outlet of scope "machine" still answers a broadcast from
        # another host (checked between two hosts) unless it listens on the loopback only.
        "multicast": {
            "ResolveScope": scope,
            "ListenAddress": _LOOPBACK if scope == "machine" else "",
        },
        "lab": {
            "KnownPeers": "{" + ", ".join(known_peers) + "}" if known_peers else "",
            "SessionID": session_id,
        },
    }
    lines: list[str] = []
    for section, values in sections.items():
        filled = [f"{name}={value}" for name, value in values.items() if value]
        lines += [f"[{section}]", *filled] if filled else []
    return "\n".join(lines) + "\n" + _QUIET


def configure(
    scope: Scope = "site", known_peers: Sequence[str] = (), session_id: str = ""
) -> Configuration:
    """Set up LSL for this process. The same again is fine; something else is an error.

    A file named by the environment variable `LSLAPICFG` is the user's own word and wins.

    Parameters
    ----------
    scope
        "machine": this machine only. "link": this network segment. "site": the whole site (what
        LSL does by itself).
    known_peers
        Host names or addresses to ask directly, for networks where multicast fails.
    session_id
        Only streams with the same id see each other; empty for LSL's default.

    Raises
    ------
    LslError
        A bad argument, a second and different configuration, or no usable liblsl.
    """
    global _current
    text = ini(scope, known_peers, session_id)
    wanted = Configuration(scope, tuple(known_peers), session_id)
    file = os.environ.get("LSLAPICFG", "")
    if file:
        wanted, text = _read(file)
    if _current is not None:
        if _current != wanted:
            raise LslError(
                f"LSL is already set up as {_current} and cannot become {wanted}: it reads its "
                "configuration once; decide before the first stream, or use another process"
            )
        return _current
    pylsl = _import()
    try:
        pylsl.set_config_content(text)
    except NotImplementedError as error:
        raise LslError(
            "this liblsl is too old to be configured; update with: pip install -U pylsl"
        ) from error
    _current = wanted
    return _current


def configuration(default: Scope = "site") -> Configuration:
    """What is in force; sets LSL up with the `default` scope if nobody did."""
    return _current or configure(default)


def library() -> Any:
    """The pylsl module, configured. Raises LslError when it cannot be had."""
    configuration()
    return _import()


def _import() -> Any:
    try:
        import pylsl
    except (ImportError, RuntimeError, OSError) as error:  # RuntimeError: pylsl found no liblsl
        reason = str(error).strip().splitlines()
        raise LslError(
            f"Lab Streaming Layer cannot be loaded ({reason[0] if reason else type(error)}); "
            "install it with: pip install -U pylsl  (or point PYLSL_LIB at a working liblsl)"
        ) from error
    return pylsl


def _read(file: str) -> tuple[Configuration, str]:
    """What the user's own file says, as far as we need to know it, and its text, made quiet."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        text = Path(file).read_text(encoding="utf-8")
        parser.read_string(text)
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise LslError(
            f"LSLAPICFG names {file!r}, which cannot be read as a configuration "
            f"({type(error).__name__}); repair it or unset LSLAPICFG"
        ) from error
    peers = parser.get("lab", "KnownPeers", fallback="").strip().strip("{}")
    read = Configuration(
        scope=parser.get("multicast", "ResolveScope", fallback="site"),
        known_peers=tuple(peer.strip() for peer in peers.split(",") if peer.strip()),
        session_id=parser.get("lab", "SessionID", fallback=""),
        file=file,
    )
    if not parser.has_option("log", "level"):
        text += f"\n{_QUIET}"
    if read.scope == "machine" and not parser.has_option("multicast", "ListenAddress"):
        text += f"\n[multicast]\nListenAddress={_LOOPBACK}\n"  # what "machine" means here
    return read, text
