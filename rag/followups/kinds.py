"""What kind of thing a noun phrase names: a person, a place, an organisation; one or several.

Short tables of everyday English, none of them complete: what they do not know stays "name" (some
name) or "thing", and agrees with every pronoun that nothing speaks against.
"""

import re
from functools import lru_cache
from typing import Literal, TypeAlias

from ..facts import DAYS, MONTHS, names

Kind: TypeAlias = Literal["person", "place", "organisation", "date", "name", "thing"]
Gender: TypeAlias = Literal["he", "she", ""]


def table(text: str) -> frozenset[str]:
    """The words of a text, as a set: a table of words reads better as text."""
    return frozenset(text.split())


YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
DATES = (
    ("year", YEAR),
    ("month", re.compile(rf"\b(?:{MONTHS})\b", re.I)),
    ("day", re.compile(rf"\b(?:{DAYS})\b", re.I)),
    ("century", re.compile(r"\b(?:the )?(?:\w+ century|(?:1\d|20)?\d0s)\b", re.I)),
    ("relative", re.compile(r"\b(?:last|this|next) (?:year|month|week|decade)\b", re.I)),
)

_HE = table(
    "mr sir lord king prince duke emperor father son brother husband uncle grandfather nephew "
    "chairman "
    "adam alan albert alexander andrew anthony arthur benjamin brian charles christopher daniel "
    "david dennis donald edmund edward eric francis frank frederick gary george gerald gordon "
    "gregory harold harry henry howard jack jacob james jason jeffrey jeremy john jonathan joseph "
    "joshua keith kenneth kevin larry lawrence louis mark martin matthew michael nathan nicholas "
    "patrick paul peter philip ralph raymond richard robert roger ronald roy samuel scott sean "
    "simon stephen steven thomas timothy vincent walter william"
)
_SHE = table(
    "mrs ms miss lady queen princess duchess empress mother daughter sister wife widow aunt "
    "grandmother niece actress chairwoman "
    "alice amanda amy andrea angela anna anne barbara betty carol caroline carrie catherine "
    "charlotte christine cynthia deborah diana donna dorothy elizabeth ellen emily emma frances "
    "grace hannah heather helen jane janet jennifer jessica joan joyce judith julia julie karen "
    "kate kathleen laura linda lisa margaret maria marie martha mary melissa michelle nancy nicole "
    "olivia pamela patricia rachel rebecca rose ruth sandra sarah sharon sophia sophie stephanie "
    "susan teresa theresa victoria virginia"
)
_OFFICE = table(
    "dr professor prof president minister secretary governor senator mayor ambassador director "
    "general colonel captain judge justice bishop pope chancellor premier commissioner author "
    "writer poet painter scientist analyst economist spokesman spokeswoman officer chief "
    "chairperson rev reverend chair executive founder leader head"
)
PLACE_WORDS = table(
    "city town village province state county country island islands region district river lake sea "
    "ocean bay coast mountain mountains valley peninsula square street road park port airport "
    "harbour harbor camp building tower bridge palace castle church cathedral mosque temple"
)
_PLACE = PLACE_WORDS | table(
    "afghanistan africa america argentina asia australia austria bangkok beijing belgium berlin "
    "boston brazil britain brussels california canada chicago chile china cuba delhi denmark dubai "
    "egypt england ethiopia europe finland florida france geneva germany greece guangdong "
    "guangzhou hong hungary india indonesia iran iraq ireland israel istanbul italy jakarta japan "
    "kenya kong korea london macao macau madrid malaysia manila mexico moscow mumbai nepal "
    "netherlands nigeria norway ottawa pakistan paris peru philippines poland portugal rome russia "
    "scotland seoul shanghai shenzhen singapore spain sudan sweden switzerland sydney syria taipei "
    "albania algeria angola armenia azerbaijan bahrain bangladesh belarus bolivia bosnia botswana "
    "brunei bulgaria burma cambodia cameroon chad colombia congo croatia cyprus ecuador eritrea "
    "estonia fiji gabon gambia georgia ghana greenland grenada guatemala guinea guyana haiti "
    "honduras iceland jamaica jordan kazakhstan kosovo kuwait kyrgyzstan laos latvia lebanon "
    "lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi maldives mali "
    "malta mauritania mauritius moldova monaco mongolia montenegro morocco mozambique myanmar "
    "namibia nicaragua niger oman palestine panama paraguay qatar romania rwanda samoa senegal "
    "serbia slovakia slovenia somalia suriname tajikistan tanzania togo tonga tunisia turkmenistan "
    "uganda uruguay uzbekistan vanuatu venezuela yemen zambia zimbabwe "
    "taiwan texas thailand tokyo toronto turkey ukraine vienna vietnam wales washington york"
)
_BODY = table(
    "university college school academy institute council committee commission federation "
    "association authority agency bank group company corporation corp inc ltd firm party "
    "government ministry department office court parliament congress union force forces army navy "
    "league club society foundation fund organisation organization board bureau team museum "
    "holdings industries task lobby council conference church startup regime"
)
_PEOPLE = table("people men women children police media staff")
_SINGULAR_S = table(
    "states nations netherlands philippines news series species mathematics physics economics "
    "politics status crisis"
)
_OWNED = re.compile(r"(?:['’]s|s['’])\s")
_INITIALS = re.compile(r"(?:[A-Z]\.\s?)+[A-Z]\w+$")
_ONE_NAME = re.compile(r"the (?:[A-Z]\w+ )+and (?:[A-Z]\w+ )+[A-Z]\w*[^\Ws]$")  # Belt and Road Plan
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@lru_cache(maxsize=4_096)  # the phrases of a chat come back turn after turn
def kind_of(phrase: str) -> Kind:
    """The kind of thing that a noun phrase names, as far as its words tell.

    >>> kind_of("John Lee"), kind_of("the Trade Development Council"), kind_of("Hong Kong")
    ('person', 'organisation', 'place')
    """
    phrase = _OWNED.split(phrase)[-1]  # John Lee's trip is a trip
    written = [re.sub(r"['’]s$", "", word) for word in _WORD.findall(phrase)]
    found = [word.lower() for word in written]
    if any(pattern.fullmatch(phrase.strip()) for _, pattern in DATES):
        return "date"
    head = _head(phrase)
    other: Kind = "name" if names(phrase) else "thing"
    if head in _BODY:
        return "organisation"
    if gender(phrase) or head in _OFFICE or _INITIALS.match(phrase):
        return "person"
    if head in _PLACE and (found[0] == "the" or len(found) <= 2 or found[-2] not in _OFFICE):
        return "place"
    is_titled = bool(set(found) & _OFFICE) and written[0][:1].isupper() and found[0] != "the"
    return "person" if is_titled else other


@lru_cache(maxsize=4_096)
def gender(phrase: str) -> Gender:
    """The pronoun that a person's title or given name asks for; empty if neither tells.

    >>> gender("Lady Elizabeth Bowes-Lyon"), gender("Burke's mother"), gender("Xi Jinping")
    ('she', 'she', '')
    """
    phrase = _OWNED.split(phrase)[-1]
    head = _head(phrase)
    if head in _SHE or head in _HE:
        return "she" if head in _SHE else "he"
    if head in _BODY:
        return ""
    for word in _WORD.findall(phrase.split(" of ")[0]):
        lower = word.lower()
        if lower == "the" or not word[0].isupper() or "'" in word or "’" in word:
            continue
        if lower in _SHE or lower in _HE:
            return "she" if lower in _SHE else "he"
    return ""


@lru_cache(maxsize=4_096)
def is_plural(phrase: str) -> bool:
    """Whether a phrase stands for several: joined by "and", or its head noun is in the plural.

    >>> is_plural("Zhejiang and Hong Kong"), is_plural("China's exports"), is_plural("Paris")
    (True, True, False)
    """
    before = re.split(r"\s(?:of|in|on|at|for|with|to|from|that|who)\s", phrase)[0]
    if re.search(r"\w (?:and|&) (?:the )?\w", before):
        return kind_of(phrase) != "organisation" and not _ONE_NAME.match(before)
    head = _head(phrase)
    last = before.split()[-1:] or [""]
    if head in _PEOPLE and last[0].islower():
        return True
    if last[0][:1].isupper() and not re.match(r"the\s", before, re.I):
        # A name may end in s: Paris. A people does too: Malians.
        return head.endswith(("ians", "ers", "ese", "ists", "ites"))
    return head.endswith("s") and not head.endswith(("ss", "us", "is")) and head not in _SINGULAR_S


def _head(phrase: str) -> str:
    """The word that a phrase is about: "the capital of Mali" is a capital."""
    before = re.split(r"\s(?:of|in|on|at|for|with|to|from|that|who)\s", phrase)[0]
    found = _WORD.findall(before)
    return found[-1].lower() if found else ""
