"""Compression: by what the client likes best, only where it pays, the same text in every coding."""

import string
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.codings import COMPRESSORS, LEAST_BYTES, choose_coding, is_compressible


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0.000", None),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0", None),
        ("br ; q = 1", "br"),
        ("br;q=mucho, gzip;q=0.1", "gzip"),
        ("br;q=nan, gzip;q=2", None),
        (",;,;q=1,,gzip", "gzip"),
        ("deflate, zstd", None),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(
    accepted: str, coding: str | None
) -> None:
    assert choose_coding(accepted) == coding


@given(st.text(string.ascii_lowercase + "=;,.*0123456789 \t", max_size=40))
def test_any_header_is_read(accepted: str) -> None:
    assert choose_coding(accepted) in {None, *COMPRESSORS}


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=5))
def test_pieces_can_be_read_as_they_come(pieces: list[bytes]) -> None:
    packer, reader = COMPRESSORS["gzip"](), zlib.decompressobj(31)
    for piece in pieces:
        assert reader.decompress(packer.encode(piece, more=True)) == piece
    packer.encode(b"", more=False)
    packer = COMPRESSORS["br"]()
    unpacker = brotli.Decompressor()
    for piece in pieces:
        assert unpacker.process(packer.encode(piece, more=True)) == piece
    unpacker.process(packer.encode(b"", more=False))
    assert unpacker.is_finished()


@pytest.mark.parametrize("path", ["/v1/quotes", "/docs/assets/swagger/swagger-ui.css"])
@pytest.mark.parametrize("coding", COMPRESSORS)
def test_the_text_is_the_same_in_every_coding(press: TestClient, path: str, coding: str) -> None:
    plain = press.get(path, headers={"Accept-Encoding": "identity"})
    packed = press.get(path, headers={"Accept-Encoding": coding})
    assert packed.headers["content-encoding"] == coding
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Accept-Encoding" in packed.headers["vary"]
    if path.startswith("/v1/"):
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content


def test_what_is_small_or_small_already_stays_as_it_is(press: TestClient) -> None:
    for path in ("/healthz", "/v1/articles/nada", "/docs/assets/fastapi/favicon.png"):
        response = press.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert "content-encoding" not in response.headers
        assert int(response.headers["content-length"]) == len(response.content)
    assert len(press.get("/healthz").content) < LEAST_BYTES
    assert not is_compressible("image/png")
