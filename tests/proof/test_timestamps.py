"""Times by a third party: those of a local authority, made and checked with OpenSSL."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from findspot.proof.timestamps import read_roots, read_stamp, stamp_request
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_SETTINGS = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = authority
[authority]
dir = .
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """A time-stamping authority of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "openssl.cnf").write_text(_SETTINGS)
        (folder / "serial").write_text("01\n")
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        self._run(
            f"req -x509 {key} -keyout root.key -out root.pem -days 30 -extensions root "
            "-subj /CN=root -config openssl.cnf"
        )
        self._run(f"req {key} -keyout tsa.key -out tsa.csr -subj /CN=stamps -config openssl.cnf")
        self._run(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -days 30 "
            "-extfile openssl.cnf -extensions stamps"
        )

    def answer(self, request: bytes) -> bytes:
        """What the authority answers."""
        (self.folder / "request.tsq").write_bytes(request)
        self._run(
            "ts -reply -queryfile request.tsq -signer tsa.pem -inkey tsa.key -out answer.tsr "
            "-config openssl.cnf"
        )
        return (self.folder / "answer.tsr").read_bytes()

    @property
    def root(self) -> bytes:
        """Its root's certificate."""
        return (self.folder / "root.pem").read_bytes()

    def _run(self, arguments: str) -> None:
        command = ["openssl", *arguments.split()]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A local authority."""
    if shutil.which("openssl") is None:
        assert not os.environ.get("CI"), (
            "OpenSSL's program is absent, and nothing may be skipped where CI runs"
        )
        pytest.skip("OpenSSL's program is not here, which the local time-stamping authority needs.")
    return Authority(tmp_path_factory.mktemp("stamps") / "authority")


def test_a_stamp_says_when_an_authority_saw_the_message(authority: Authority) -> None:
    """Under its root the answer is trusted, and its time is now, to the second."""
    stamp = read_stamp(
        authority.answer(stamp_request(b"head")), b"head", read_roots(authority.root, "r"), "s"
    )
    assert stamp.trusted
    assert abs(stamp.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=10)


def test_without_a_root_a_stamp_is_read_and_not_trusted(authority: Authority) -> None:
    """Where no root is given the time is what the answer claims, and said to be no more."""
    assert not read_stamp(authority.answer(stamp_request(b"head")), b"head", [], "s").trusted


def test_a_stamp_of_something_else_is_refused(authority: Authority) -> None:
    """An answer for one message is none for another."""
    answer = authority.answer(stamp_request(b"head"))
    with pytest.raises(BadInputError, match=r"^head\.tsr: this time-stamp is of something else"):
        read_stamp(answer, b"another head", [], "head.tsr")


def test_a_stamp_of_another_authority_is_refused(authority: Authority, tmp_path: Path) -> None:
    """Under the root of somebody else the answer does not verify, and the sentence says what to give."""
    other = Authority(tmp_path / "other")
    answer = authority.answer(stamp_request(b"head"))
    with pytest.raises(BadInputError, match="give its authority's root"):
        read_stamp(answer, b"head", read_roots(other.root, "root.pem"), "head.tsr")


def test_no_flipped_byte_of_a_stamp_is_let_through(authority: Authority) -> None:
    """Any byte flipped in the signed part or the signature is refused; elsewhere it may change nothing."""
    answer, roots = authority.answer(stamp_request(b"head")), read_roots(authority.root, "r")
    whole = read_stamp(answer, b"head", roots, "s")
    for place in range(0, len(answer), 7):
        changed = bytearray(answer)
        changed[place] ^= 0x01
        try:
            assert read_stamp(bytes(changed), b"head", roots, "s") == whole
        except BadInputError:
            continue


@pytest.mark.parametrize("answer", [b"", b"0" * 100, b"\x30\x03\x02\x01\x00", b"\x30" * 100_000])
def test_what_is_no_answer_is_refused_with_a_sentence(answer: bytes) -> None:
    """Each other content costs one sentence that names the file."""
    with pytest.raises(BadInputError, match=r"^head\.tsr: this is no granted answer"):
        read_stamp(answer, b"head", [], "head.tsr")


def test_a_file_without_certificates_is_refused() -> None:
    """Roots are PEM certificates; anything else costs one sentence."""
    with pytest.raises(BadInputError, match=r"^roots\.pem: .*no certificates"):
        read_roots(b"nothing", "roots.pem")
