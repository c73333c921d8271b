"""Decoding: old encodings, torn characters, and bytes that are no text."""

import pytest

from corpus.decode import decode


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café déjà vu.", "latin-1"),
        ("naïve", "cp1252"),
        ("Price: £50", "cp1252"),
        ("He said it’s fine.", "cp1252"),
        ("El niño comió jamón en España.", "latin-1"),
        ("L’été à la plage était très agréable, où nous avons mangé des crêpes.", "cp1252"),
        ("Übermäßig große Flöhe gehen über die Brücke.", "latin-1"),
        ("Zażółć gęślą jaźń w Łodzi.", "cp1250"),
        ("Москва — столица России. Вчера состоялась встреча министров.", "cp1251"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.", "cp1253"),
        ("香港与深圳加深金融和人工智能合作。会议于一月十五日举行，双方签署协议。", "gb18030"),
        ("香港與深圳加深金融和人工智能合作。會議於一月十五日舉行，雙方簽署協議。", "big5"),
        ("東京で会議が開かれました。人工知能について話し合いました。", "shift_jis"),
        ("서울에서 회의가 열렸습니다. 인공지능에 대해 논의했습니다.", "euc_kr"),
    ],
)
def test_old_encodings_are_read(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_the_accent_that_tells_the_encoding_may_come_late():
    text = "It rained on the plain. " * 20_000 + "It rained in São Paulo."
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding", "torn"),
    [("It rained in São", "utf-8", "ção"), ("It rained", "utf-16", "香"), ("香港", "utf-8", "深")],
)
def test_a_character_torn_at_the_end_is_left_out(text, encoding, torn):
    whole = (text + torn).encode(encoding)
    assert decode(whole[:-1]) == text + torn[:-1]
