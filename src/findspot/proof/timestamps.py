"""Times by a third party (RFC 3161): an authority signs that it saw a digest at a time.

findspot opens no connection. It writes the request to a file, whoever runs the instance sends it to an
authority of their choice, and the answer is taken in as a file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rfc3161_client import TimeStampResponse

_GRANTED = 0
_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer says: the time, and whether a trusted authority's certificate vouches for it."""

    at: dt.datetime
    trusted: bool


def stamp_request(message: bytes) -> bytes:
    """The request for a time-stamp over SHA-256 of the message: DER, to be sent as it is.

    The authority is asked for its certificate, so that the answer can be verified years later.
    """
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    return request.build().as_bytes()


def read_stamp(answer: bytes, message: bytes, roots: Sequence[x509.Certificate], called: str) -> Stamp:
    """What an authority's answer says of the message.

    It is trusted where its signature is that of a certificate for time-stamping which one of ``roots``
    vouches for. Without roots the signature is not looked at. Raises BadInputError, one sentence, where the
    bytes are no granted answer, are of another message, or do not verify under the roots.
    """
    response = _response(answer, called)
    imprint = response.tst_info.message_imprint
    if imprint.hash_algorithm != _SHA256 or imprint.message != hashlib.sha256(message).digest():
        raise BadInputError(
            f"{called}: this time-stamp is of something else: send the request that was written."
        )
    if not roots:
        return Stamp(response.tst_info.gen_time, trusted=False)
    verifier = VerifierBuilder()
    for certificate in roots:
        verifier = verifier.add_root_certificate(certificate)
    try:
        verifier.build().verify(response, imprint.message)
    except (VerificationError, ValueError):
        raise BadInputError(
            f"{called}: no certificate that was given vouches for this time-stamp: give its authority's root."
        ) from None
    return Stamp(response.tst_info.gen_time, trusted=True)


def read_roots(text: bytes, called: str) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises BadInputError, one sentence, where it holds none."""
    try:
        return x509.load_pem_x509_certificates(text)
    except ValueError:
        raise BadInputError(f"{called}: this file holds no certificates in PEM form.") from None


def _response(answer: bytes, called: str) -> TimeStampResponse:
    refused = BadInputError(f"{called}: this is no granted answer of a time-stamping authority (RFC 3161).")
    if len(answer) > _LARGEST:
        raise refused
    try:
        response = decode_timestamp_response(answer)
        granted = response.status == _GRANTED
        _ = response.tst_info.message_imprint
    except (ValueError, TypeError):
        raise refused from None
    if not granted:
        raise refused
    return response
