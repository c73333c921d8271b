"""What single lines of a page are: buttons and labels, the heads of sections, headlines, text.

A line is judged by its form alone; where it stands is for `clean.py` and `divide.py` to weigh.
What is known here by its words are labels that sites share, none met on one site only.
"""

import re

import regex

MAX_TITLE = 160  # characters; the longest headline of the samples has 88
_MIN_LABEL = 2  # characters; "评论"
_MAX_LABEL = 120  # characters; a longer line says something
_EDGES = " \t\xa0.,…:：!-–—•*>»→←‹«|_"  # what decorates a label

_NETWORKS = (
    r"facebook|twitter|x|linkedin|whats\s?app|telegram|reddit|pinterest|e-?mail|print|copy\ link"
    r"|instagram|youtube|weibo|wechat|微信|微博|threads|bluesky|mastodon|messenger|line"
)
_SECTIONS = (
    r"news|world|business|politics|sports?|culture|opinion|technology|tech|science|health|economy"
    r"|finance|local|asia|europe|china|africa|americas|travel|lifestyle|arts|markets|video"
    r"|features?"
    r"|(?:latest|breaking|top)\ (?:news|stories)|(?:press|media|news)\ releases?|analysis|events"
)
_MENU = (
    rf"{_SECTIONS}|home(?:page)?|about(?:\ us)?|contact(?:\ us)?|subscribe|log\ ?in|sign\ (?:in|up)"
    r"|register|search|menu|newsletters?|archives?|my\ account|e-?paper|jobs|shop|recipes|help|faq"
    r"|首页|主页|新闻|登录|注册|搜索|关于我们|联系我们|ホーム|accueil|startseite|inicio"
)
_AGE = (
    r"(?:(?:published|posted|updated):?\ )?"
    r"(?:\d{1,3}|an?)\ (?:second|sec|minute|min|hour|hr|day|week|month|year)s?\ ago"
    r"(?:\ ?[|·,]\ ?(?:last\ )?updated\b.{1,40})?"
    r"|\d{1,3}\ ?(?:分钟|小时|天)前"
)

# How often something was liked, or how long it takes to read: "1.2K likes", "5 min read".
_COUNT = (
    r"[\d.,]+\ ?[km]?\ (?:likes?|claps?|restacks?|reactions?|followers?)"
    r"(?:\W+[\d.,]+\ ?[km]?\ \w+)?"
    r"|\d{1,2}[\ -]min(?:ute)?s?\ (?:read|listen|watch)|\d+\ ?(?:评论|評論|阅读|閱讀)"
)
# Only its place tells this from a line of a list: "5,000 shares", "30 minutes".
_PLACED_COUNT = (
    r"[\d.,]+\ ?[km]?\ (?:shares?|views?)(?:\W+[\d.,]+\ ?[km]?\ \w+)?"
    r"|\d{1,2}[\ -]min(?:ute)?s?"
)

_ONWARD_LINK = (
    r"(?:read|see)\ more|continue\ reading|read\ (?:the\ )?full\ (?:story|article)"
    r"|阅读(?:全文|更多)"
)

# Headings above what is not of the article any more, in the languages that they were looked up in.
# "Recommended" and "further reading" are not among them: a list below those is the author's.
_RELATED = (
    r"related\ (?:articles|stories|posts|news|coverage|content|links)"
    r"|recommended\ (?:articles|stories|posts|news)"
    r"|(?:guess\ you|you\ (?:may|might)(?:\ also)?)\ (?:like|enjoy|be\ interested\ in)"
    r"|recommended\ for\ you|most\ (?:read|popular|viewed)|trending(?:\ now)?"
    r"|(?:read|up)\ next|what\ to\ read\ next|more\ (?:stories|articles|news|posts)"
    r"|(?:also|more)\ (?:from|on)\ (?:the\ |our\ |this\ )?"
    r"(?-i:[^\W\d_a-z][\w.’'-]*(?:\ [\w.’'&-]+){0,6})"
    r"|相关(?:阅读|新闻|文章|报道)|延伸阅读|推荐阅读|猜你喜欢|热门文章|更多新闻|相關新聞|延伸閱讀|関連記事"
    r"|related|(?:see|read)\ also"
    r"|artículos\ relacionados|noticias\ relacionadas|(?:à\ lire|lire)\ aussi|mehr\ zum\ thema"
)
_COMMENTS = (
    r"comments?(?:\ \(\d+\))?|\d+\ (?:comments?|replies)|no\ comments\ yet"
    r"|join\ the\ (?:conversation|discussion)"
    r"|(?:leave|post|add|write)\ a\ (?:comment|reply)|评论|发表评论|网友评论|コメント"
)

# Lines that are furniture on any page when they stand alone; no headings that an article could
# have as well.
_ALWAYS = rf"""
      hashtags? | tags | {_COMMENTS}
    | advertisements? | sponsored(?:\ content)? | promoted(?:\ content)? | 广告 | 廣告
    | (?:related|recommended)\ (?:articles|stories|posts|news|reading)
    | (?:guess\ you|you\ (?:may|might)\ also)\ like | recommended\ for\ you | most\ (?:read|popular)
    | 相关(?:阅读|新闻|文章) | 延伸阅读 | 推荐阅读 | 猜你喜欢 | 相關新聞 | 延伸閱讀 | 関連記事
    # A site that offers itself to its reader ("our", "for you"); no article's own line does.
    | (?:try|get|download|explore|discover)\ (?:out\ )?our\ (?:[\w-]+\ ){{0,3}}
      (?:apps?|features?|tools?|newsletters?)
    | (?:explore|discover|see)\ what\ .{{1,40}}\ can\ do\ for\ you
    | (?:subscribe\ to|sign\ up\ (?:to|for))\ our\ (?:[\w-]+\ ){{0,3}}newsletters?
    | share(?:\ this(?:\ (?:article|story|page|post))?)? | copy\ link
    | (?:share|follow\ us)\ (?:on|via)\ (?:{_NETWORKS})
    | (?:accept|reject|decline)\ (?:all|all\ cookies|cookies)
    | (?:manage\ )?cookie\ (?:settings|preferences|policy)
    | (?:we|this\ (?:web)?site)\ uses?\ cookies\b.{{0,90}}
    | skip\ to\ (?:main\ )?content | back\ to\ top | all\ rights\ reserved
    # A link to another story, named; the colon and a name behind it make it one.
    | (?:read\ more|also\ read|related\ (?:story|article))\s?[:：]\s[^.。]{{10,100}}
    | {_ONWARD_LINK}
    | {_AGE}
    | {_COUNT}
    | (?:listen|watch)(?:\ to\ this\ (?:article|story|post))? | save(?:\ for\ later)?
    | (?:story|article)\ continues\ below.{{0,20}} | opens?\ (?:in\ (?:a\ )?)?new\ (?:tab|window)
    | sign\ (?:up|in) | log\ in | subscribe(?:\ now)? | follow
"""
# Lines that are furniture at the foot of a page, below the last sentence of its text.
_AT_THE_FOOT = rf"""
      (?:tags?|topics?|filed\ under|posted\ in|categor(?:y|ies)|hashtags?|标签)
      \s?[:：].{{1,100}}[^.。]
    | (?:hash)?\#\w+(?:[\s,]+\#\w+)*
    | (?:terms|conditions)\ (?:of|and)\ (?:use|service|conditions) | privacy(?:\ (?:policy|notice))?
    | (?:contact|about|advertise\ with|follow)(?:\ us)?
    | sitemap | unsubscribe | subscribe(?:\ now)?
    | (?:older|newer|previous|next)\ (?:post|entry|article|story|page)s? | 上一篇.* | 下一篇.*
    | your\ e-?mail\ address\ will\ not\ be\ published\b.{{0,60}}
    | required\ fields\ are\ marked.{{0,5}}
    | (?:name|e-?mail|website|comment)\s?\*? | (?:post|submit)\ (?:comment|reply)? | reply
    | you(?:\ are|['’]re)?\ receiv(?:e|ing)\ this\ (?:e-?mail|newsletter)\ because\b.{{1,90}}
    | (?:sign\ up|subscribe)\ (?:to|for)\ .{{0,40}}\bnewsletters?\b.{{0,20}}
    | (?:like|enjoy(?:ed)?)\ this\ (?:story|article|post)\?.{{0,60}}
    | [（(]?(?:责任编辑|責任編輯|责编|编辑|校对|审核)\s?[:：].{{1,20}}[)）]?
    | (?:{_NETWORKS}) | {_PLACED_COUNT}
"""
_FLAGS = re.VERBOSE | re.IGNORECASE
# Labels that could be a heading of the author's as well, or a line of verse.
_HEADING = re.compile(
    r"comments? | (?:hash)?tags? | share | follow | listen | watch | save", _FLAGS
)
# Headings and buttons under which nothing of a story comes any more, below its last sentence.
_OPENER = re.compile(
    r"""(?:related|recommended|popular|trending)\ (?:\w+\ )?
        (?:articles?|stories|posts|news|content|links|topics|videos|tags|searches|pages)
    | (?:hash)?tags? | most\ (?:popular|read|viewed|shared)
    | (?:explore\ )?more\ on\ (?:this|these)\ \w+
    | (?:tags?|tagged\ with|filed\ under|topics?|posted\ in|categor(?:y|ies))\s?[:：].{1,100}
    | (?:previous|next|older|newer)(?:\ (?:article|post|story|entry|page)s?)?
    | (?:was|is)\ this\ page\ useful | discussion\ about\ this\ \w+ | load\ more\b.{0,20}
    | our\ standards\s?:.{1,80} | (?:purchase\ )?licensing\ rights
    | (?:terms|conditions)\ (?:of|and)\ (?:use|service|conditions) | privacy\ policy
    | (?:相关|相關|热门|熱門|推荐|推薦|延伸|関連)
      (?:阅读|閱讀|新闻|新聞|文章|报道|報道|推荐|推薦|链接|連結|記事|视频|視頻|标签)
    | 分享(?:[到至])? | シェア(?:する)? | 点击加载更多""",
    _FLAGS,
)
_BARE_COUNT = re.compile(rf"[\d.,]+\ ?[km]?|[-–—·•|∙]{{1,3}}|{_PLACED_COUNT}", _FLAGS)
_LABEL = re.compile(_ALWAYS, _FLAGS)
_FOOT = re.compile(_AT_THE_FOOT, _FLAGS)
_RELATED_LABEL = re.compile(_RELATED, re.IGNORECASE | re.VERBOSE)
_AGE_LINE = re.compile(_AGE, _FLAGS)
_ONWARD = re.compile(_ONWARD_LINK, _FLAGS)
_SHARE = re.compile(rf"(?:share|{_NETWORKS})", _FLAGS)
_MENU_WORD = re.compile(rf"(?:{_MENU})", _FLAGS)
_SECTION_NAME = re.compile(rf"(?:{_SECTIONS})", _FLAGS)
_CRUMBS = re.compile(rf"(?:{_MENU})\s*[/›»>|·]\s.*", _FLAGS | re.DOTALL)
_RULE = re.compile(r"(?:[-*=_~•·—–]\s?){3,}")
# "***" may be the author's pause; an underline is not.
_UNDERLINE = re.compile(r"([-*=_~])\1{4,}")

# The end of a sentence in any script, and what may close behind it.
_SENTENCE_END = regex.compile(r"[\p{Sentence_Terminal}…][\p{Pe}\p{Pf}\"'\s]*\Z")
_OPENERS = "“‘\"'¿¡$「《«„(["


def is_label(line: str) -> bool:
    """Whether the line is a button, a label or a notice wherever it stands alone."""
    if len(line) > _MAX_LABEL:
        return False
    bare = line.strip(_EDGES)
    return len(bare) >= _MIN_LABEL and _LABEL.fullmatch(bare) is not None


def may_be_heading(line: str) -> bool:
    """Whether a label could be the heading of a passage, too: "Comments"."""
    return _HEADING.fullmatch(line.strip(_EDGES)) is not None


def is_foot_label(line: str) -> bool:
    """Whether the line is furniture if nothing but furniture stands below it."""
    bare = line.strip(_EDGES)
    return len(line) <= _MAX_LABEL and (not bare or bool(_FOOT.fullmatch(bare)) or is_label(line))


def is_opener(line: str) -> bool:
    """Whether nothing of a story comes below the line, if no sentence does."""
    bare = line.strip(_EDGES + "?？")
    if not bare or len(line) > _MAX_LABEL:
        return False
    is_closing = is_related_label(line) or _OPENER.fullmatch(bare) is not None
    return is_closing or re.fullmatch(_COMMENTS, bare, _FLAGS) is not None


def is_bare_count(line: str) -> bool:
    """Whether the line is a figure and no more, one of shares or minutes, or a dot between two."""
    return _BARE_COUNT.fullmatch(line.strip()) is not None


def is_related_label(line: str) -> bool:
    """Whether the line may be the heading above links to other stories."""
    return len(line) <= _MAX_LABEL and _RELATED_LABEL.fullmatch(line.strip(_EDGES)) is not None


def is_age(line: str) -> bool:
    """Whether the line is how long ago something was published: "33 minutes ago"."""
    return len(line) <= _MAX_LABEL and _AGE_LINE.fullmatch(line.strip(_EDGES)) is not None


def is_onward_link(line: str) -> bool:
    """Whether the line leads to the rest of what stands above it: "Read more"."""
    return len(line) <= _MAX_LABEL and _ONWARD.fullmatch(line.strip(_EDGES)) is not None


def is_share_label(line: str) -> bool:
    """Whether the line is the name of a network, as a share bar lists them."""
    return len(line) <= _MAX_LABEL and _SHARE.fullmatch(line.strip(_EDGES)) is not None


def is_menu_word(line: str) -> bool:
    """Whether the line is an entry that menus have."""
    return len(line) <= _MAX_LABEL and _MENU_WORD.fullmatch(line.strip(_EDGES)) is not None


def is_section_name(line: str) -> bool:
    """Whether the line is the name of a part of a site, as it stands above a headline."""
    return len(line) <= _MAX_LABEL and _SECTION_NAME.fullmatch(line.strip(_EDGES)) is not None


def is_crumbs(line: str) -> bool:
    """Whether the line is a path through a site, or a menu in one line."""
    if len(line) > MAX_TITLE or _CRUMBS.fullmatch(line.strip()) is None:
        return False
    return len(re.split(r"\s[/›»>|·]\s", line)) >= 3


def is_rule(line: str) -> bool:
    """Whether the line is drawn, not written."""
    return len(line) <= MAX_TITLE and _RULE.fullmatch(line.strip()) is not None


def is_underline(line: str) -> bool:
    """Whether the line only underlines the one above it."""
    return len(line) <= MAX_TITLE and _UNDERLINE.fullmatch(line.strip()) is not None


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does, in any script."""
    return _SENTENCE_END.search(line[-20:]) is not None


def is_text(line: str) -> bool:
    """Whether the line is of a running text: a statement that is ended, or longer than a title."""
    if len(line) > MAX_TITLE:
        return True
    bare = line.strip()
    is_asked = bare.rstrip("”\"’')」")[-1:] in ("?", "!", "？", "！")  # a headline may be
    return (len(bare) > 20 and ends_sentence(bare) and not is_asked) or _has_clauses(bare)


def _has_clauses(line: str) -> bool:
    return "。" in line[:-1] or (". " in line and ends_sentence(line))


def is_headline(line: str) -> bool:
    """Whether the line may be the title of a story: short, no statement, no label."""
    bare = line.strip().removeprefix("# ")
    if not bare or len(bare) > MAX_TITLE or not (bare[0].isalnum() or bare[0] in _OPENERS):
        return False
    if bare[-1] in ".,;:…。，；：、" or is_text(line) or is_label(line) or is_crumbs(line):
        return False
    return len(bare.split()) >= 2 or sum(letter >= "\u2e80" for letter in bare) >= 4
