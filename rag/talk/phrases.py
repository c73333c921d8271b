"""The shapes of what is said to the chatbot and is no question to the articles.

Every pattern is matched against all that was said, in small letters, as `plain` gives it: no
pattern finds talk inside a question.
"""

import re

_YOU = r"(?:you|u|footnote|(?:this|the) (?:app|bot|chatbot|program|thing|tool))"
GREETING = (
    r"(?:hi|hello|hey|hiya|howdy|greetings|welcome|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|all|everyone|everybody|footnote|bot|chatbot|friend))?"
)
_SMALL = (
    r"how are (?:you|things)(?: doing)?(?: today)?|how do you do|hows it going|how is it going"
    r"|whats up|nice to meet you|pleased to meet you|testing|test"
)
THANKS = (
    r"(?:many |ok |great |no )?(?:thanks|thank you|thx|ty|cheers)"
    r"(?: (?:a lot|so much|very much|a bunch|again|footnote|for (?:that|this|everything|all)"
    r"|for (?:your|the|all your) (?:help|time|answers?|information|quick answer)))*"
    r"|much appreciated|i appreciate (?:it|that|your help)|you(?:re| are) welcome"
)
_BYE = (
    r"(?:good)?bye(?: bye)?(?: for now)?|good night|see (?:you|ya)(?: later| soon| tomorrow)?"
    r"|farewell|take care|(?:that is|thats|that will be|thatll be) all(?: for (?:now|today))?"
    r"|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|time)|i(?:m| am) done"
)
OK = (
    r"ok(?:ay)?|k|sure|fine|great|nice|cool|good|perfect|excellent|wonderful|awesome|amazing"
    r"|brilliant|got it|i see|i understand|understood|(?:all )?right|alright|well done|good job"
    r"|nice work|great job|(?:very |how )?interesting|yes|no|yeah|yep|nope|nah|wow|lol|haha|hmm+"
    r"|oh|ah|sorry|never ?mind|(?:that is|thats|that was|it was|very) (?:very |really |so )?"
    r"(?:good|great|nice|helpful|useful|interesting|all right|right|correct|ok|okay|fine|cool"
    r"|wrong|not right)"
)
_HELP = (
    r"(?:please )?help(?: me)?|i need (?:some )?help|(?:can|could) you help(?: me)?"
    r"|how can you help(?: me)?|what (?:can|could) (?:you|u|footnote|this \w+) (?:do|help with)"
    r"(?: for me)?|what (?:can|could|should|may) i (?:ask|do)(?: you| here| about)?(?: here)?"
    r"|what do you do|what are you (?:for|able to do|capable of)|what can you "
    r"(?:tell me|answer|help me with)|what (?:kind|kinds|sort|sorts|type|types) of questions "
    r"can (?:i ask(?: you)?|you answer)|what questions can (?:i ask(?: you)?|you answer)"
    rf"|how (?:do|does|can|should) (?:i|{_YOU}) (?:work|use {_YOU}|start|begin|get started)"
    r"|(?:what is|whats) (?:footnote|this (?:app|tool|bot|chatbot|site|page))(?: for| about)?"
    r"|(?:help|commands|usage|instructions|menu|examples?|start)"
)
_POINTING = (  # at the program, where nothing was said before
    r"how (?:do|does|can|should) (?:(?:it|this) work|(?:i|you|it|this) use (?:it|this))"
    r"|how (?:does|can|should) (?:it|this) (?:start|begin|get started)"
    r"|(?:what is|whats) this(?: for| about)?"
)
_WHO = (
    r"who are (?:you|u)|what are you|(?:what is|whats) your name|do you have a name"
    r"|are you (?:a |an )?(?:real )?(?:bot|robot|human|person|ai|machine|chatbot|llm|chatgpt|gpt"
    r"|language model|there|real|alive)|who (?:made|built|created|developed|wrote|trained) you"
    r"|introduce yourself|tell me about yourself|describe yourself"
)
SHAPES = {
    "greeting": re.compile(f"{GREETING}|{_SMALL}"),
    "thanks": re.compile(THANKS),
    "bye": re.compile(_BYE),
    "ok": re.compile(OK),
    "help": re.compile(_HELP),
    "pointing": re.compile(_POINTING),
    "who": re.compile(_WHO),
}
_ARTICLES = (
    r"(?:news |available |indexed |loaded )?(?:articles?|documents?|docs|files?|texts?|sources?"
    r"|papers?|(?:news )?stories|reports?|publications?)"
)
_LIBRARY = (
    r"(?:(?:the|your|this|my|our) (?:\w+ )?(?:library|collection|corpus|database|knowledge base"
    r"|archive|index)|here)"
)
_HAVE = (
    r"(?:do you (?:have|know|cover|use|hold|contain|include|read|search|rely on|draw on)"
    r"(?: access to)?|have you (?:got|read|indexed|loaded)|can you (?:read|search|access|see|use)"
    rf"|(?:are|is)(?: there)?(?: available| indexed| loaded| included)?(?: (?:in|on) {_LIBRARY})?"
    rf"|does {_LIBRARY} (?:have|hold|contain|cover|include)|did you read)(?: (?:in|on) {_LIBRARY})?"
)
_SHOW = r"(?:list|show|name|display|print|give|tell)(?: me| us)?(?: a list of| the list of)?"
_THE = r"(?:all |every |each )?(?:of )?(?:the |your |my |these |available )?"
LIST = re.compile(
    rf"(?:what|which) (?:other )?{_ARTICLES} {_HAVE}"
    rf"|{_SHOW} {_THE}(?:titles of {_THE})?{_ARTICLES}(?: titles)?"
    rf"(?: (?:that )?(?:you have|there are|available|(?:are )?in {_LIBRARY}))?"
    rf"|(?:a |the )?list of {_THE}{_ARTICLES}|(?:table of )?contents|articles|all articles"
    rf"|(?:what is|whats|what do you have) in {_LIBRARY}|what do you (?:have|know)(?: about)?"
    rf"|what (?:are )?(?:the|your|these) articles (?:about|on)|what are (?:the|your) {_ARTICLES}"
    r"|(?:what|which) (?:topics?|subjects?|themes?|areas?) (?:do|can) (?:you|the articles"
    r"|these articles) (?:cover|know|know about|answer|discuss|talk about)"
    rf"|what (?:does|do) (?:the articles|{_LIBRARY}) cover"
    rf"|(?:summari[sz]e|sum up) {_THE}articles|(?:an )?overview(?: of {_THE}articles)?"
)
COUNT = re.compile(
    rf"how many (?:different )?{_ARTICLES} {_HAVE}"
    rf"|(?:what is )?(?:the )?(?:total )?(?:number|count) of {_ARTICLES}"
    rf"|how (?:big|large) is {_LIBRARY}"
)
PUBLISHERS = re.compile(
    r"(?:what|which) (?:publishers?|newspapers?|magazines?|media|outlets?|news outlets?"
    rf"|news sources?|authors?|journals?) {_HAVE}"
    rf"|{_SHOW} {_THE}(?:publishers?|newspapers?|outlets?|news sources?)"
    r"|who (?:published|publishes|wrote) (?:the|these|your) articles"
    r"|where (?:are|do) (?:the|these|your) articles (?:from|come from)"
)
DATES = re.compile(
    r"(?:what|which) (?:dates?|years?|months?|time|period|periods|time ?(?:period|range|span|frame)"
    rf"|date range)s? (?:{_HAVE}|do (?:the|these|your) articles (?:cover|span)"
    r"|are (?:the|these|your) articles from)"
    r"|how (?:recent|old|new|current|up to date|fresh) (?:are (?:the|these|your) articles"
    rf"|are you|is {_LIBRARY}|is your (?:information|knowledge|data|news))"
    r"|when were (?:the|these|your) articles (?:published|written)"
    rf"|(?:what|which) (?:is|are) (?:the|your) (?:latest|newest|oldest|most recent) {_ARTICLES}"
    r"|how far back do (?:you|the articles|your articles) go"
)
_SUMMARISE = r"(?:please )?(?:summari[sz]e|sum up|outline|recap|give me the gist of"
_A_SUMMARY = (
    r"(?:(?:(?:can|could) i (?:get|have)|give|write|make|show|i (?:want|need|would like))"
    r"(?: me| us)? )?(?:a |an |the )?(?:short |brief |quick |concise )?"
    r"(?:summary|overview|abstract|gist|synopsis)"
)
_BARE = r"(?:please )?(?:summari[sz]e|sum up|recap)(?: please)?"
_SUMMARY = rf"{_SUMMARISE}|{_A_SUMMARY} (?:of|for))"
_ONE = r"(?:article|document|text|story|report|piece|paper|file|publication)"
_ABOUT = r"(?:on|about|titled|called|named|entitled|with the title|regarding|concerning|headed)"
SUMMARISE = (
    re.compile(
        rf"{_SUMMARY} (?:the |this |that |your )?(?:\w+ )?{_ONE}(?: {_ABOUT})? (?P<topic>.+)"
    ),
    re.compile(rf"{_SUMMARY} (?P<topic>.+?) {_ONE}"),
    re.compile(
        rf"what (?:is|was|does) (?:the |this |that |your )?{_ONE} {_ABOUT} (?P<topic>.+?)"
        r" (?:about|saying|say|argue|cover|discuss|tell(?: us| me)?)"
    ),
    re.compile(r"what (?:is|does) (?P<topic>\S+\.\w{2,5}) (?:about|say)"),
)
SUMMARISE_IT = re.compile(
    rf"{_SUMMARY} (?:it|this|that|them|(?:the|this|that|your|my)(?: (?:whole|entire|full|only))?"
    rf" {_ONE})|{_BARE}|{_A_SUMMARY}"
    rf"|what (?:is|does) (?:the|this|that|your|my) {_ONE} (?:about|say|talk about|discuss)"
)
SUMMARISE_ANY = re.compile(rf"{_SUMMARY} (?P<topic>.+)")
NEWEST = re.compile(rf"{_SUMMARY} (?:the |your )?(?:latest|newest|most recent) {_ONE}")
ON = re.compile(
    rf"(?:(?:what|which|how many) {_ARTICLES} {_HAVE}|(?:do you have|have you(?: got)?|are there"
    rf"|is there|do you know|can you find)(?: any| an| some)? {_ARTICLES}"
    rf"|{_SHOW} {_THE}(?:any |some )?{_ARTICLES}) (?:on|about|regarding|concerning) (?P<topic>.+)"
)
# An article's own number or part is no article of the library: "Article 23", "Article IX".
NUMBERED = re.compile(r"\b(?:articles?|sections?|documents?) (?:\d|[ivxl]+\b)")


def plain(said: str) -> str:
    """What was said in small letters, without marks but the dots and lines inside of words.

    >>> plain("What's in the “library”, please?")
    'whats in the library please'
    """
    text = re.sub(r"['’`]", "", said.lower())
    text = re.sub(r"[^\w.&+]|\.(?!\w)", " ", text)
    return " ".join(text.split())
