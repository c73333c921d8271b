"""The five sample articles read as a person would read them, and no sentence of them is lost."""

import pytest

from corpus.article import Article
from corpus.divide import articles_of
from corpus.page import Page
from corpus.samples import sample_files
from index.sentences import sentences

SAMPLES = {path.name[:3]: path for path in sample_files()}
POST = "South China Morning Post"


def read_sample(number: str) -> list[Article]:
    return articles_of(Page(raw(number)), f"/{number}.txt")


def raw(number: str) -> str:
    return SAMPLES[number].read_text(encoding="utf-8")


def flat(text: str) -> str:
    return " ".join(text.split())


# Of each article: title, publisher, author, day or age, its first and its last sentence.
ARTICLES = {
    "000": [
        (
            *(None, None, None, None),
            "Hong Kong Chief Executive John Lee’s recent four-day visit to Zhejiang province",
            "is expected to play a crucial role in shaping the regional economic landscape.",
        )
    ],
    "001": [
        (
            "Can Hong Kong afford to jump on the mainland Chinese tech bandwagon?",
            *(None, None, None),
            "President Xi Jinping's recent criticism of local governments for blindly pursuing",
            "and assessing debt risk, ideas that could apply to Hong Kong.",
        ),
        (
            "China's exports accelerate in July as US trade truce provides boost",
            *(POST, None, "33 minutes ago"),
            "China's exports continued to accelerate in July as companies rushed",
            "in a market survey by the Chinese financial data provider Wind.",
        ),
        (
            "Netflix-style iQiyi seeks US$300 million for Hong Kong stock market listing,"
            " sources say",
            *(POST, None, "33 minutes ago"),
            "IQiyi is seeking to raise US$300 million for a listing in Hong Kong this year",
            "Chinese companies have propelled that trend – mostly, like CATL, mainland-listed"
            " firms.",
        ),
        (
            "Hong Kong stocks rise for fourth day amid bullish mood in global equities",
            *(POST, None, "an hour ago"),
            "An upbeat mood in global equities extended Hong Kong stocks ' winning streak",
            "South Korea's Kospi rose 0.6 per cent and Australia's S&P/ASX 200 lost 0.1 per cent.",
        ),
    ],
    "002": [
        (
            *(None, "China Daily", "Bankee Kwan and Philip Wong", None),
            "In an era defined by significant economic fluctuations and the steadfast pursuit",
            "Shanghai-Hong Kong Economic Policy Research Institute, Lingnan University.",
        )
    ],
    "003": [
        (
            "Hong Kong and Shenzhen deepen ties in finance and AI",
            *(None, None, None),
            "At the South China Morning Post’s China Conference: Greater Bay Area",
            "underscoring Beijing’s support for Greater Bay Area development.",
        ),
        (
            "Korean and Japanese business lobbies pledge to boost AI and semiconductor cooperation",
            *(None, None, None),
            "South Korean and Japanese business leaders shake hands on Jeju Island",
            "They issued a joint statement vowing to build stable investment environments and"
            " supply chains.",
        ),
        *(
            (None, None, None, None, first, last)
            for first, last in (
                ("Shenzhen's local government has announced", "US-China tech competition."),
                ("Hong Kong's Secretary for Innovation", "must progress simultaneously."),
                ("Hong Kong's finance chief has expressed", "along with interest rate cuts."),
                ("An opinion piece argues that comparing", "rather than viewing it as a rival."),
                ("Hong Kong's Chief Executive John Lee has", "account on Wednesday night."),
                ("The Hong Kong Monetary Authority (HKMA)", "in maintaining competitiveness."),
            )
        ),
    ],
    "004": [
        (
            "GoGlobal Task Force draws 500 firms to trade event promoting Hong Kong as base",
            *(POST, "Vivian Au", "2025-11-06"),
            "Hong Kong has attracted about 500 local and mainland Chinese enterprises",
            "each with its own advantages and strong complementarity,” Lee said.",
        )
    ],
}

# What a person leaves out of each, and nothing else: these sentences and lines are in no article.
LEFT_OUT = {
    "000": set(),
    "001": {
        "letters@scmp.com or filling in",
        "this Google form .",
        "Submissions should not exceed 400 words, and must include your full name and address,"
        " plus a phone number for verification",
        *("Hashtags", "Try Our AI Features", "Explore what Daily8 AI can do for you:"),
        *("Comments", "No comments yet...", "Related Articles", POST, f"- {POST}"),
        *("33 minutes ago", "an hour ago", "Advertisement"),
    },
    "002": {"The views do not necessarily reflect those of China Daily."},
    "003": {
        *("ተያያዥ ጽሁፎች", "በ AI የተሰራ ምስል", "በAI የተዘገበ", "በAI የተዘገበ በ AI የተሰራ ምስል"),
        "ይህ ድረ-ገጽ ኩኪዎችን ይጠቀማል",
        "የእኛን ጣቢያ ለማሻሻል ለትንታኔ ኩኪዎችን እንጠቀማለን።",
        *("የእኛን የሚስጥር ፖሊሲ አንብቡ የሚስጥር ፖሊሲ ለተጨማሪ መረጃ።", "ውድቅ አድርግ"),
    },
    "004": {"Vivian Au 🕒︎ 2025-11-06", "Copyright scmp", "Guess You Like"},
}


@pytest.mark.parametrize("number", sorted(SAMPLES))
def test_the_articles_of_a_sample_and_what_is_known_of_each(number):
    found = read_sample(number)
    known = [
        (one.title, one.publisher, one.author, one.published or one.published_as) for one in found
    ]
    assert known == [wanted[:4] for wanted in ARTICLES[number]]


@pytest.mark.parametrize("number", sorted(SAMPLES))
def test_the_first_and_the_last_sentence_of_each_article_are_kept(number):
    for article, (title, *_, first, last) in zip(
        read_sample(number), ARTICLES[number], strict=True
    ):
        assert article.text.removeprefix(title or "").lstrip().startswith(first)
        assert article.text.endswith(last)


@pytest.mark.parametrize("number", sorted(SAMPLES))
def test_no_sentence_is_lost_and_the_furniture_is(number):
    """Every sentence of the file is in an article, but those that a person leaves out."""
    page = raw(number).replace(" Advertisement", "\nAdvertisement\n")
    texts = "\n".join(flat(article.text) for article in read_sample(number))
    missing = {
        flat(page[start:end])
        for start, end in sentences(page)
        if flat(page[start:end]) not in texts and "GoGlobal Task Force draws" not in page[start:end]
    }
    assert missing == {flat(line) for line in LEFT_OUT[number]}


@pytest.mark.parametrize("number", sorted(SAMPLES))
def test_what_stays_stands_literally_in_the_file(number):
    page = flat(raw(number))
    for article in read_sample(number):
        for line in article.text.split("\n"):
            assert flat(line) in page


def test_a_date_says_where_it_was_found():
    (article,) = read_sample("004")
    assert (article.published, article.published_from) == ("2025-11-06", "byline")
    others = [one for number in ("000", "001", "002", "003") for one in read_sample(number)]
    assert {(one.published, one.published_from) for one in others} == {(None, None)}


def test_opinions_and_teasers_are_marked():
    opinions = {
        (number, place)
        for number in SAMPLES
        for place, one in enumerate(read_sample(number))
        if one.is_opinion
    }
    assert opinions == {("001", 0), ("002", 0)}
    assert [one.is_teaser for one in read_sample("003")] == [False, *[True] * 7]
    assert not any(
        one.is_teaser for number in ("000", "001", "002", "004") for one in read_sample(number)
    )


def test_sentences_that_a_link_broke_are_whole_again():
    text = read_sample("001")[0].text
    assert "highlights the risk of 'involution' or vicious competition" in text
    assert "Although the Northern Metropolis and Cyberport appear" in text
