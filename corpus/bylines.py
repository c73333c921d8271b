"""Lines that say who wrote or published a text, and when: bylines, imprints, disclaimers.

Only a line that holds nothing else is believed. "The South China Morning Post reported on January
15, 2026" is a sentence of an article and says nothing about who published it.
"""

import re
from dataclasses import dataclass

from corpus.dates import DATE, iso_date

MAX_BYLINE = 100  # characters


@dataclass(frozen=True)
class Byline:
    """What a byline says; None for what it does not."""

    author: str | None = None
    publisher: str | None = None
    published: str | None = None


# Names of sites that say little to a reader; imprints give them as aggregators write them.
_PUBLISHERS = {
    "scmp": "South China Morning Post",
    "hkfp": "Hong Kong Free Press",
    "rthk": "RTHK",
    "chinadaily": "China Daily",
    "globaltimes": "Global Times",
    "thestandard": "The Standard",
    "straitstimes": "The Straits Times",
    "bbc": "BBC",
    "cnn": "CNN",
    "cna": "CNA",
    "ft": "Financial Times",
    "wsj": "The Wall Street Journal",
    "nyt": "The New York Times",
    "nytimes": "The New York Times",
    "theguardian": "The Guardian",
    "aljazeera": "Al Jazeera",
    "reuters": "Reuters",
    "bloomberg": "Bloomberg",
    "xinhua": "Xinhua",
    "afp": "AFP",
}

_WORD = r"[^\W\d_a-z][\w.'’-]*"  # a capitalised word: Au, O'Neill, Ho-lim, J.
_PARTICLE = r"(?:v[ao]n|de[rlns]?|d[aiou]s?|la|le|bin|binti|al|el|ter|ten|zu|y)"
_NAME = rf"{_WORD}(?:\ (?:{_PARTICLE}\ )*{_WORD}){{1,4}}"
_HAN_NAME = r"[\u4e00-\u9fff]{2,4}"
_PUBLISHER = rf"{_WORD}(?:\ (?:(?:of|the|and|&|de|du|des)\ )*{_WORD}){{0,5}}"
_IS_NAME = re.compile(rf"{_NAME}|{_HAN_NAME}")
_BY = re.compile(
    r"(?:(?:words?|text|story|report(?:ed|ing)?|written|posted|published|article)\ )?by:?\ "
    r"|(?:authors?|reporters?|writer)\s?[:：]\s?"
    r"|(?:(?:本报|本刊)?记者|本報記者|記者|作者|文|撰文|编译)(?:\s?[:：／/]\s?|\ )",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:[\w'’&-]+\ ){0,4}(?:correspondent|reporter|editor|writer|columnist|journalist|contributor"
    r"|critic|producer|bureau\ chief|staff|blogger|analyst)s?"
    r"(?:\ (?:at|for|in|of)\ [\w\ .'’-]{2,40})?"
    r"|in\ (?-i:[^\W\d_a-z]\w+(?:\ [^\W\d_a-z]\w+)*)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\ in\ [^\W\d_a-z]\w+(?:\ [^\W\d_a-z]\w+)*$")  # "By Ana Li in New York"
_WHEN = re.compile(
    r"(?:(?:first|originally)\ )?(?:published|posted|issued|released)(?:\ (?:on|at))?\s?:?"
    r"|(?:(?:release|publication)\ )?date(?:\ (?:published|issued|of\ (?:issue|publication)))?\s?:?"
    r"|发布时间\s?[:：]?|时间\s?[:：]|日期\s?[:：]|ends",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:来源|來源|稿源|source)\s?[:：]\s?(?P<name>\S.{1,40}?)(?=\s+\S+[:：]|$)", re.IGNORECASE
)
_E_MAIL = re.compile(r"[(<\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[)>\]]?")
_JOINTS = re.compile(r"\s*(?:[|/•·,，、;]|\s[-–—]\s|[^\w\s.,;:：'’&()<>@-])\s*")
_UPDATE = re.compile(r"(?:last\ )?(?:updated|modified)\b|更新", re.IGNORECASE | re.VERBOSE)
# Without any of these no line is a byline; most lines of a text have none, and are done with.
_HINT = re.compile(
    r"[0-9]{4}|@|by|记者|記者|作者|文|编译|author|report|edit|writer|column|journal|correspond|contrib"
    r"|critic|produc|bureau|staff|blog|analyst",
    re.IGNORECASE,
)
_LATER = re.compile(r"\s*[|·•/–—]\s*(?:last\s)?(?:updated|modified)\b.*", re.IGNORECASE)
_NO_DATE = re.compile(r"\b(?:updated|modified|created|edited|accessed|更新)", re.IGNORECASE)

# What the name of a newspaper, an agency or a station has in it.
_OUTLET = re.compile(
    r"\b(?:Post|Times|News|Daily|Weekly|Herald|Tribune|Courier|Gazette|Journal|Telegraph|Guardian"
    r"|Observer|Chronicle|Standard|Mail|Mirror|Press|Express|Independent|Globe|Star|Sun|Echo|Argus"
    r"|Bulletin|Monitor|Review|Magazine|Reuters|Bloomberg|Xinhua|Agency|Radio|Television|TV|Online"
    r"|Media|Today|Record|Sentinel|Inquirer|Register|Examiner|Advertiser|Messenger|Nikkei)\b"
)
_AGENCIES = {"Reuters", "Bloomberg", "Xinhua", "AFP", "BBC", "CNN", "NPR"}
_HAN_OUTLET = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,10}(?:[日晚早晨周时]报|[日晚早]報|时报|新闻网?|新聞|通讯社|网|電視|电视台)"
)
# What the name of a public body has in it, which publishes its own news.
_BODY = re.compile(
    r"\b(?:Ministry|Department|Office|Council|Bureau|Authority|Commission|Agency|Institute|Police"
    r"|Constabulary|Secretariat|Parliament|Committee|Court|Board|Bank|University|Foundation)\b"
)
MAX_INSTITUTION = 60  # characters; "Ministry of Health, Labour and Welfare" has 38
_IS_PUBLISHER = re.compile(_PUBLISHER)

# "Copyright scmp", "© 2025 Example News". Without a sign or a year the name must be a known one:
# "Copyright reform" is a heading.
_IMPRINT = re.compile(
    r"(?:copyright|©|\(c\))(?P<sure>[\s©,]*(?:\d{4})?[\s,]*)"
    rf"(?P<name>(?-i:{_PUBLISHER})|[a-z]+)"
    r"(?P<year>,?\ \d{4})?(?:\.?\ all\ rights\ reserved)?\.?",
    re.IGNORECASE,
)
# "The views do not necessarily reflect those of China Daily."
_DISCLAIMER = re.compile(
    r"(?:the|these|all)\ (?:views|opinions)\b.{0,80}\b(?:do\ not|don['’]t)\ necessarily\ "
    r"(?:reflect|represent)\ (?:those|the\ (?:views|opinions|position|policy))\ of\ (?:the\ )?"
    rf"(?P<name>(?-i:{_PUBLISHER}))\.",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(r"\b(?:University|Institute|Department|Ministry|Government|Bank|College)\b")
# "Philip Wong is deputy director at the Pan Sutong Institute."
_BIOGRAPHY = re.compile(
    rf"(?P<name>{_NAME}|The (?:author|writer))"
    r"(?: (?:is|was) (?:an? |the )?[a-z]| (?:teaches|chairs|heads|leads|runs|directs|writes) ).*\."
)
_BIOGRAPHY_HEAD = 3  # written lines; a title and a line below it may stand above


def read_byline(line: str, *, is_titled: bool) -> Byline | None:
    """What a byline says; without a title above, "by" must say that the name is one.

    >>> read_byline("By Ana Li, Staff Reporter | 6 Nov 2025", is_titled=False)
    Byline(author='Ana Li', publisher=None, published='2025-11-06')
    """
    if len(line) > MAX_BYLINE or not _HINT.search(line):
        return None
    line = _LATER.sub("", line.strip())
    found = list(DATE.finditer(line))
    if _NO_DATE.search(line) or len(found) > 1 or (found and iso_date(found[0].group()) is None):
        return None
    published = iso_date(found[0].group()) if found else None
    rest = DATE.sub(" | ", line)
    has_address = _E_MAIL.search(rest) is not None
    source = _SOURCE.search(rest) if published else None
    if source:
        rest = f"{rest[: source.start()]} | {rest[source.end() :]}"
    parts = [part for part in _JOINTS.split(_E_MAIL.sub(" | ", rest)) if part.strip()]
    outlets = [part.strip() for part in parts if is_outlet(part)]
    authors, is_named, has_role = _authors([part for part in parts if not is_outlet(part)])
    if authors is None:
        return None
    if found and not (is_named or has_address or has_role):  # "Rome, 3 May 2025" names a place
        authors = [] if line[: found[0].start()].rstrip().endswith(",") else authors
    is_sure = is_named or (is_titled and (published or has_address or has_role))
    is_role = has_role and bool(outlets) and is_titled  # "Business reporter, Valley News"
    if (authors and not is_sure) or not (authors or published or is_role):
        return None
    publisher = source["name"].strip() if source else next(iter(outlets), None)
    return Byline(_listed(authors), publisher, published)


def _authors(parts: list[str]) -> tuple[list[str] | None, bool, bool]:
    """The names (None where a part is neither name nor role), whether "by" says so, any role."""
    authors: list[str] = []
    is_named = has_role = False
    for part in parts:
        bare = _WHEN.sub("", part, count=1).strip(" :：|-–—()") if _WHEN.match(part) else part
        by = _BY.match(bare.strip())
        names = bare.strip()[by.end() :] if by else bare.strip()
        is_named = is_named or by is not None
        if not names:
            continue
        if not by and _ROLE.fullmatch(names):
            has_role = True
            continue
        names = _PLACE.sub("", names)
        for name in re.split(r"\ (?:and|&)\ |^and\ |\ (?=[\u4e00-\u9fff])", names):
            if not _IS_NAME.fullmatch(name.strip()) or _EMPLOYER.search(name):
                return None, False, False
            authors.append(name.strip())
    return authors, is_named, has_role


def _listed(names: list[str]) -> str | None:
    if len(names) < 2:
        return names[0] if names else None
    return f"{', '.join(names[:-1])} and {names[-1]}"


def read_names(line: str) -> str | None:
    """The names of persons that a line holds and nothing else; None for other lines.

    >>> read_names("Ana Li and Bo Ek"), read_names("Rain and snow"), read_names("The Valley Post")
    ('Ana Li and Bo Ek', None, None)
    """
    names = [name for name in re.split(r",\ (?:and\ )?|\ and\ |\ &\ ", line.strip()) if name]
    return _listed(names) if names and all(map(is_person, names)) else None


def is_person(line: str) -> bool:
    """Whether the line is a name and no more, and not that of a newspaper."""
    bare = line.strip()
    return len(bare) <= 40 and bool(_IS_NAME.fullmatch(bare)) and not is_outlet(bare)


def is_update(line: str) -> bool:
    """Whether the line says when a text was last changed, which is not when it was published."""
    return len(line) <= MAX_BYLINE and bool(_UPDATE.match(line.strip()) and DATE.search(line))


def is_outlet(line: str) -> bool:
    """Whether the line is the name of a newspaper, an agency or a station, and no more.

    >>> is_outlet("- South China Morning Post"), is_outlet("Post office to close")
    (True, False)
    """
    bare = line.strip(" -–—•|")
    if not bare or len(bare) > 40:
        return False
    if " " not in bare and bare.isascii():  # "Today", "The Sun" is one; "Sun" is not
        return bare in _AGENCIES
    bare = bare.title() if bare.isupper() else bare
    is_latin = _OUTLET.search(bare) and _IS_PUBLISHER.fullmatch(bare)
    return bool(is_latin or _HAN_OUTLET.fullmatch(bare))


def is_institution(line: str) -> bool:
    """Whether the line is the name of a public body, and no more.

    >>> is_institution("MINISTRY OF FISHERIES"), is_institution("The ministry of fish said no")
    (True, False)
    """
    bare = line.strip(" -–—•|")
    if bare.isupper():
        bare = bare.title().replace(" Of ", " of ").replace(" And ", " and ")
    if not 0 < len(bare) <= MAX_INSTITUTION or len(bare.split()) < 2:
        return False
    return _BODY.search(bare) is not None and _IS_PUBLISHER.fullmatch(bare) is not None


def read_imprint(line: str, *, is_placed: bool = False) -> str | None:
    """The publisher that an imprint names; None for a line that is none.

    The name of a site alone ("Copyright valleypost") counts where it `is_placed`: beside a byline
    or below the text. Elsewhere it may be a heading ("Copyright reform").
    """
    found = _IMPRINT.fullmatch(line.strip()) if len(line) <= MAX_BYLINE else None
    if found is None:
        return None
    name = re.sub(r"(?i)\.?\s*all rights reserved$", "", found["name"]).rstrip(".")
    is_sure = "©" in line or "(c)" in line.lower() or bool(found["sure"].strip())
    is_sure = is_sure or bool(found["year"]) or (is_placed and name.islower() and " " not in name)
    return _PUBLISHERS.get(name.casefold(), name if is_sure else None)


def read_closing(line: str) -> str | None:
    """The date of a line at the foot of a text that says that it was issued or ended then.

    >>> read_closing("Ends/Thursday, November 6, 2025"), read_closing("November 6, 2025")
    ('2025-11-06', None)
    """
    byline = read_byline(line, is_titled=False) if _WHEN.match(line.strip()) else None
    return byline.published if byline and not byline.author else None


def read_disclaimer(line: str) -> str | None:
    """The publisher that a disclaimer names: an employer's disclaimer names none."""
    found = _DISCLAIMER.fullmatch(line.strip())
    return None if found is None or _EMPLOYER.search(found["name"]) else found["name"]


def biographies(above: list[str]) -> tuple[list[str], list[str]]:
    """The names in the last lines that each say who somebody is, and the lines above those."""
    names: list[str] = []
    while above and (found := _BIOGRAPHY.fullmatch(above[-1].strip())):
        above = above[:-1]
        names.insert(0, found["name"])
    return names, above


def about_author(text: str, author: str | None) -> list[str]:
    """The paragraphs of a text that say who its author is: the last ones, or one at its head.

    At the head only where it names the author: an article may well begin with who its subject is.

    >>> about_author("Cut the tax\\nIt hurts us.\\nAna Li is a lawmaker.", None)
    ['Ana Li is a lawmaker.']
    """
    written = [line.strip() for line in text.split("\n") if line.strip()]
    _, above = biographies(written)
    head = [line for line in above[:_BIOGRAPHY_HEAD] if _is_about(line, author)]
    return head + written[len(above) :]


def _is_about(line: str, author: str | None) -> bool:
    found = _BIOGRAPHY.fullmatch(line)
    return found is not None and (found["name"] in (author or "") or "The " in found["name"])
