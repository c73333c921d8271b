"""One file a format: bytes become Pages, and what cannot be used of them is said.

kinds.py     the formats: endings, limits, and what the first bytes of a file say it is
unread.py    Unread: a part of a file that is no use, while its other parts are read
text.py      plain text, Markdown
jsonl.py     one article a line
html.py      web pages
main_text.py a tree of HTML -> the lines of its main text
blocks.py    a tree of HTML -> its lines
markup.py    a tree of HTML -> the facts that its markup states
published.py the day of publication of a web page, and where it is stated
linked_data.py   JSON-LD -> the object that is the article
feed.py      RSS and Atom
pdf.py       PDF
wrapped.py   the lines of a printed page -> its paragraphs
docx.py      Word
fragment.py  HTML in a field of the others -> its text
facts.py     titles, names and days that metadata states, where they look like real ones
prolog.py    what stands before the root of an XML file; no DTD passes
"""
