"""What tells exact copies: texts that say the same, and addresses of the same page."""

import hashlib
import re
import unicodedata
from urllib.parse import urlsplit, urlunsplit

# Marks without width: a byte order mark inside a text, breaks that a line may take but need not.
_INVISIBLE = re.compile("[\ufeff\u200b\u2060\u00ad]")

# What campaigns, newsletters and advertisers add to an address to tell who came by it. Each is the
# documented mark of one service, and changes nothing about the page.
_TRACKER_FAMILIES = ("utm_", "mtm_", "pk_", "hsa_", "_hs", "__hs", "mc_", "oly_", "vero_")
_CLICKS = (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid rdt_cid igsh igshid"
    " li_fat_id mkt_tok s_cid _ga _gl ref_src ref_url wickedid srsltid"
)
_TRACKERS = frozenset(_CLICKS.split())


def text_digest(text: str) -> str:
    """The sha256 of what the text says: equal whatever its white space and Unicode form.

    >>> text_digest("caf\\u00e9  au lait\\r\\n") == text_digest("\\ufeffcafe\\u0301 au lait")
    True
    """
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return hashlib.sha256(" ".join(plain.split()).encode("utf-8", "surrogatepass")).hexdigest()


def source_key(source: str) -> str:
    """What is the same for all addresses of one page; a path is its own key.

    Left out are a fragment, trackers and what goes without saying: case of the host, its port.

    >>> source_key("HTTPS://Example.org:443/a?id=7&utm_source=mail#top")
    'https://example.org/a?id=7'
    """
    if "://" not in source:
        return source
    try:
        parts = urlsplit(source)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # no address after all: "http://[": it stands for itself
        return source
    scheme = parts.scheme.lower()
    user, has_user, _ = parts.netloc.rpartition("@")
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    place = host if port in (None, {"http": 80, "https": 443}.get(scheme)) else f"{host}:{port}"
    asked = [item for item in parts.query.split("&") if item and not _is_tracker(item)]
    return urlunsplit((scheme, user + has_user + place, parts.path or "/", "&".join(asked), ""))


def _is_tracker(item: str) -> bool:
    name = item.split("=", maxsplit=1)[0].lower()
    return name in _TRACKERS or name.startswith(_TRACKER_FAMILIES)
