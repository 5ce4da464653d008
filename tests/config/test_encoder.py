"""Vectors of words that an installation brings: none by default, and only those agreed on."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from seriktes.config.environment import Environment


def test_no_encoder_by_default():
    assert Environment({}).encoder() == ("", "")


def test_an_encoder_needs_its_hash(tmp_path):
    agreed = {"SERIKTES_ENCODER": str(tmp_path), "SERIKTES_ENCODER_SHA256": "AB" * 32}
    assert Environment(agreed).encoder() == (str(tmp_path), "ab" * 32)
    for wrong in ("", "ab", "z" * 64):
        with pytest.raises(ImproperlyConfigured, match="seriktes-analytics fingerprint"):
            Environment({**agreed, "SERIKTES_ENCODER_SHA256": wrong}).encoder()


def test_a_directory_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="there is no such directory"):
        Environment({"SERIKTES_ENCODER": str(tmp_path / "none"), "SERIKTES_ENCODER_SHA256": "ab" * 32}).encoder()
