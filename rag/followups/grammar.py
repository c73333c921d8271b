"""The small words of English and its common verbs: what the order of a question is read by."""

DO = frozenset(("do", "does", "did"))
BE = frozenset(("is", "are", "was", "were", "'s"))
MODAL = frozenset(
    "will would can could should shall may might must has have had".split()  # noqa: SIM905
)
HELPERS = DO | BE | MODAL
WH = frozenset(("who", "whom", "whose", "what", "which", "when", "where", "why", "how"))
PREPOSITIONS = frozenset(
    "in on at for to with from by about during after before since until under over into between "  # noqa: SIM905
    "against through without within near than as per towards toward across among behind".split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your any all both some every each no "  # noqa: SIM905
    "another".split()
)
# Base forms: the commonest after "did NAME" in SQuAD 1.1's training questions that are seldom
# anything but verbs in its paragraphs, and everyday ones of news and policy.
_VERBS = frozenset(
    "abandon accept accuse achieve acquire adapt add admit adopt agree allow annex "  # noqa: SIM905
    "announce apologize appear appoint approve arrive ask assume attend attract avoid be "
    "become begin believe blame break bring build buy call cancel cease celebrate choose "
    "close collect come commit compare compete complete compose conclude conduct connect "
    "consider consist construct contain continue contribute convince create criticise "
    "criticize cultivate decide declare defend define delay deliver deny depart describe "
    "destroy determine develop die discontinue discover dismiss do donate earn elect "
    "eliminate emerge emphasise emphasize employ encourage end endorse engage enjoy "
    "ensure enter establish evolve exceed expand expect expel explain explore express "
    "fall feel finance find finish fire follow forbid force found gain get give go govern "
    "grant grow handle happen have help hire hold identify ignore implement impose "
    "include indicate inherit invade invent invest join keep kill know launch lead learn "
    "leave lose maintain make manage marry mean meet merge move negotiate obtain occupy "
    "occur offer open operate oppose overthrow own participate pay pledge predict prefer "
    "prepare preside prevent produce promote propose protect provide publish purchase "
    "raise reach receive recognise recognize reconsider reduce refer refuse regain reject "
    "release remain remove rename repair replace represent require resign respond retain "
    "retire reveal save say see seek sell send serve settle sign speak spend start stay "
    "stop strive suffer suggest surrender survive take tell think transform translate try "
    "unite unveil visit want warn wear win withdraw write".split()
)
_PARTICIPLES = frozenset(
    "born built bought called come done found given gone held kept known led left lost made meant "  # noqa: SIM905
    "met paid put said seen sent set sold spent taken told thought won written chosen broken begun "
    "brought caught cut drawn driven fought felt grown shown spoken struck taught understood worn "
    "due able hard easy available likely worth important necessary difficult different good bad "
    "still now currently so not also again once today just only".split()
)
_PASTS = frozenset(
    "became began came fell gave got grew made met ran rose saw spoke stood took went wrote".split()  # noqa: SIM905
)


def is_verb(word: str) -> bool:
    """Whether a lower-case word is one of the common verb forms."""
    return (
        word.endswith("ed")
        or word in _VERBS
        or word in _PARTICIPLES
        or word in _PASTS
        or (word.endswith("s") and (word[:-1] in _VERBS or word[:-2] in _VERBS))
    )


def may_be_noun(word: str) -> bool:
    """Whether a lower-case word without determiner can name something: not "allowing"."""
    return word.isalpha() and not word.endswith(("ing", "ly")) and not is_verb(word)


def is_upper(word: str) -> bool:
    """Whether a word is written as a name: Macau, iQiyi."""
    return word[0].isalpha() and any(letter.isupper() for letter in word)
