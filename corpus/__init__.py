"""Step 1, what we know: files become clean, described articles, kept in the library.

In the order of the data:

article.py     Article: one text that answers may quote, and where it came from
errors.py      UserError: the one exception that is shown to people; Refused: what was not used
samples.py     the sample articles in articles/
dates.py       ISO dates, and nothing that is not certain
find.py        paths -> the files in them
decode.py      bytes -> text, whatever the encoding
frontmatter.py the head of a Markdown file -> what it states
page.py        Page: the text of a page as it stands, and what its markup states
read.py        a file -> its Pages, one function a format, and their Articles
clean.py       site furniture out, one tidy text in
describe.py    a clean text -> title, publisher, author, date, language
language.py    a text -> its language, where that is plain
divide.py      a Page -> its Articles
library.py     Library: articles in SQLite, their versions and sources, and what was refused
records.py     an Article goes into the tables, and comes out of them
database.py    the SQLite file of the library: opened, checked, one writer at a time
migrations.py  the tables of the library, by numbered steps
"""
