"""Dates and languages: what is plain, and None for the rest."""

import pytest

from corpus.dates import iso_date
from corpus.language import language_of

BODY = "It rained on the plain of Spain for the whole of the day and half of the night."


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-11-06", "2025-11-06"),
        (" 2024-02-29 ", "2024-02-29"),
        ("2025-11-06T23:59:59+08:00", "2025-11-06"),
        ("2025-02-29", None),
        ("2020-13-45", None),
        ("0001-01-01", None),
        ("0001", None),
        ("2025", None),
        ("06/11/2025", None),
        ("06/06/2025", "2025-06-06"),
        ("11/13/2025", "2025-11-13"),
        ("6th of November, 2025", "2025-11-06"),
        ("Sept. 6, 2025", "2025-09-06"),
        ("Thu, 06 Nov 2025 10:30:00 GMT", "2025-11-06"),
        ("2025年11月6日", "2025-11-06"),
        ("2025/11/6", "2025-11-06"),
        ("November 2025", None),
        ("6 November", None),
        ("6 Nov 25", None),
        ("31 November 2025", None),
        ("13/13/2025", None),
        ("6 November 0025", None),
        ("2025-11-061", None),
        ("2025-11-06 and 2025-11-07", None),
        ("٢٠٢٥-١١-٠٦", None),
        ("", None),
    ],
)
def test_a_date_is_certain_or_none(text, date):
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("The bridge opened in 1932.", "en"),
        ("香港与深圳加深金融合作。", "zh"),
        ("東京で会議が開かれました。", "ja"),
        ("서울에서 회의가 열렸습니다.", "ko"),
        ("Η Αθήνα είναι η πρωτεύουσα.", "el"),
        ("Москва — столица России.", None),
        ("Der Zug fährt heute nicht, weil es in der Nacht geschneit hat.", None),
        ("El tren no sale hoy porque ha nevado toda la noche en la sierra.", None),
        ("Der er for lidt sne, og toget kører ikke, for det har regnet hele natten.", None),
        ("De trein rijdt vandaag niet omdat het in de nacht heeft gesneeuwd.", None),
        ("Le train ne part pas aujourd'hui à cause de la neige de la nuit.", None),
        ("12345 67.8%", None),
        ("", None),
    ],
)
def test_language_is_plain_or_none(text, language):
    assert language_of(text) == language
