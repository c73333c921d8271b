"""Step 1, what we know: files become clean, described articles, kept in the library.

In the order of the data:

copies.py      what tells exact copies: the text, the address
article.py     Article: one text that answers may quote, and where it came from
errors.py      UserError: the one exception that is shown to people; Refused: what was not used
samples.py     the sample articles in articles/
dates.py       ISO dates, and nothing that is not certain
find.py        paths -> the files in them
addresses.py   which network addresses are public
fetch.py       a web address -> bytes
decode.py      bytes -> text, whatever the encoding
language.py    a text -> its language, where that is plain
furniture.py   what single lines of a page are: labels, headlines, text
unwrap.py      lines that a wrap only broke are joined again
bylines.py     lines that say who and when: bylines, imprints, disclaimers
appeals.py     what a site says to its reader: subscribe, sign in, agree
heads.py       the head of a page: its title, and what a site puts above that
boxes.py       furniture that its neighbours give away, and the foot of a page
clean.py       site furniture out, one tidy text in
opinion.py     whether a text is an opinion, and by which sign
describe.py    a clean text -> title, publisher, author, date, language
cards.py       the openings of other stories on a page
stories.py     the lines of a page, divided where another story begins
page.py        Page: the text of a page as it stands, and what its markup states
divide.py      a Page -> its Articles
frontmatter.py the head of a Markdown file -> what it states
formats/       bytes -> Pages, one file a format
child.py       the process in which foreign formats are parsed
confined.py    what is read there, and stopped when it hangs or swells
read.py        a file -> its Pages, one function a format, and their Articles
seen.py        whether a file is as it was when it was read
parts.py       a source read again: which new article is which old one
near_copies.py the same story in several outlets, linked by MinHash
library.py     Library: articles in SQLite, their versions and sources, and what was refused
sources.py     all that one source holds: kept, looked up, taken away
newest.py      which articles are the newest, and who published any
records.py     an Article goes into the tables, and comes out of them
damage.py      which texts are no longer as they were written
sqlite.py      what is alike in our SQLite files: whose they are, their steps, what goes wrong
database.py    the SQLite file of the library: opened, checked, one writer at a time
migrations.py  the tables of the library, by numbered steps
"""
