from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from biofeedback.lsl.config import LslError, configuration, configure, ini


def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """In a fresh process, without the suite's own configuration file unless it is given."""
    clean = {name: value for name, value in os.environ.items() if name != "LSLAPICFG"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=clean | env, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


def test_machine_scope_keeps_to_the_loopback() -> None:
    assert ini("machine") == (
        "[ports]\nIPv6=disable\n[multicast]\nResolveScope=machine\nListenAddress=127.0.0.1\n[log]\nlevel=-3\n"
    )


def test_known_peers_and_session() -> None:
    text = ini("site", ["10.0.0.12", "ecg-box.clinic", "fd00::2"], "room_3")
    assert "[lab]\nKnownPeers={10.0.0.12, ecg-box.clinic, fd00::2}\nSessionID=room_3\n" in text
    assert "ResolveScope=site" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("world",), "machine, link, site"),
        (("site", ["a b"]), "no host name"),
        (("site", ["x}\n[log]"]), "no host name"),
        (("site", [], "a\nb"), "session id"),
    ],
)
def test_bad_settings_are_refused(arguments: tuple, words: str) -> None:
    with pytest.raises(LslError, match=words):
        ini(*arguments)


def test_the_users_own_file_rules_here() -> None:
    assert configure("site", ["10.0.0.1"]) == configuration()
    assert configuration().scope == "machine"
    assert configuration().file == os.environ["LSLAPICFG"]


def test_set_once_and_in_force() -> None:
    code = (
        "from biofeedback.lsl.config import *\n"
        "configure('machine', session_id='just_me'); configure('machine', session_id='just_me')\n"
        "import pylsl\n"
        "o = pylsl.StreamOutlet(pylsl.StreamInfo('a', 'b', source_id='c'))\n"
        "print(o.get_info().session_id())\n"
        "try: configure('site')\n"
        "except LslError as e: print('once' in str(e))\n"
    )
    done = run(code)
    assert (done.stdout.split(), done.stderr, done.returncode) == (["just_me", "True"], "", 0)


# Asks for one stream as another host's broadcast does: at an address that is not the loopback.
ANSWERED = """
import socket, sys, uuid
from biofeedback.lsl.config import configure
from biofeedback.lsl.outlet import SignalOutlet
from biofeedback.types import *
if sys.argv[1] != 'file': configure(sys.argv[1])
name = uuid.uuid4().hex
outlet = SignalOutlet(StreamInfo(name, 'ecg', name, (Channel('a'),), 10.0), network=True)
finder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
finder.connect(('192.0.2.1', 9))  # sends nothing; tells our own address
here = finder.getsockname()[0]
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asker.bind((here, 0)); asker.settimeout(0.5)
port = asker.getsockname()[1]
lines = ('LSL:shortinfo', f"session_id='default' and name='{name}'", f'{port} 7', '')
query = '\\r\\n'.join(lines)
heard = False
for _ in range(3):
    asker.sendto(query.encode(), (here, 16571))
    try: heard = heard or name.encode() in asker.recv(65536)
    except TimeoutError: pass
print(heard)
"""


@pytest.mark.parametrize(
    ("scope", "heard"), [("machine", "False"), ("file", "False"), ("site", "True")]
)
def test_machine_scope_answers_no_question_from_outside(
    scope: str, heard: str, tmp_path: Path
) -> None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            if probe.getsockname()[0].startswith("127."):
                pytest.skip("this machine has no address but the loopback")
    except OSError:
        pytest.skip("this machine has no network")
    file = tmp_path / "lsl.cfg"
    file.write_text("[multicast]\nResolveScope=machine\n[ports]\nIPv6=disable\n")
    env = {"LSLAPICFG": str(file)} if scope == "file" else {}
    done = run(f"import sys; sys.argv.append({scope!r})\n" + ANSWERED, **env)
    assert done.stdout.split() == [heard], done.stderr


def test_an_unreadable_file_of_the_user_is_named(tmp_path: Path) -> None:
    code = (
        "from biofeedback.lsl.config import *\ntry: configure()\nexcept LslError as e: print(e)\n"
    )
    done = run(code, LSLAPICFG=str(tmp_path / "nowhere.cfg"))
    assert "nowhere.cfg" in done.stdout
    assert "unset LSLAPICFG" in done.stdout


def test_no_library_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from biofeedback.lsl.config import library

    monkeypatch.setitem(sys.modules, "pylsl", None)
    with pytest.raises(LslError, match="pip install -U pylsl"):
        library()


def test_a_broken_library_is_one_clear_error(tmp_path: Path) -> None:
    broken = tmp_path / "liblsl.so"
    broken.write_bytes(b"no library")
    code = (
        "from biofeedback.lsl.config import *\n"
        "try: library()\n"
        "except LslError as e: print('FOUND', str(e).count(chr(10)), 'PYLSL_LIB' in str(e))\n"
    )
    done = run(code, PYLSL_LIB=str(broken))
    assert "FOUND 0 True" in done.stdout, done.stderr


def test_a_simulated_stream_stays_on_this_machine() -> None:
    code = (
        "from biofeedback.lsl.config import *\n"
        "from biofeedback.lsl.outlet import SignalOutlet\n"
        "from biofeedback.types import *\n"
        "s = StreamInfo('k', 'ecg', 'n', (Channel('a'),), 10.0)\n"
        "import sys\n"
        "if sys.argv[1:]: configure('site')\n"
        "try: SignalOutlet(s).close(); print(configuration().scope)\n"
        "except LslError as e: print('network=True' in str(e))\n"
    )
    assert run(code).stdout.split() == ["machine"]
    assert run("import sys; sys.argv.append('site')\n" + code).stdout.split() == ["True"]
