"""4. ASKED: the doors to the chatbot. They translate and draw, nothing else.

The shell:

cli.py        the footnote command: its options
commands.py   what each command does: upkeep.py those of upkeep, given.py what all of them share
lines.py      what the commands print; upkeep_lines.py the same of backup, restore and feedback
backup.py     the library and the chats in one file; restore.py puts them back
serve.py      runs the browser chat on this computer

The page:

app.py        the frame: the two pages, and what is said instead of them
chat_page.py  the chat: what is drawn
asking.py     how a question is answered, and what is on the page meanwhile
conversation.py  the chat on the page, and what a click changes in it
history.py    one's own chats in the sidebar
filters.py    publishers and dates that narrow, kept in the address
owner.py      whose chats are listed: a cookie, set by owner.js
known.py      what there is to say of the library, read once until it changes
saving.py     answers and chats as files
chats.py      conversations in SQLite: chat_database.py, chat_migrations.py, chat_records.py

An answer, as trees of nodes:

dates.py      dates and ages in words
links.py      which addresses become links
references.py what is cited, as the library has it now
chips.py      markers and source lines
controls.py   rewrite, copy, export, thumbs
draw.py       an answer, a refusal or a problem
versions.py   an article that has changed since
sources.py    the source panel
paper.py      what an exported file says; export.py writes it as Word or Markdown
pieces.py     puts such trees on the page; pieces.js and pieces.css do it in the browser
page.css      what the page around them needs; .streamlit/config.toml is the theme

The library page:

library_page.py  the page: its tabs, the opened article, removing
shelf.py      search, order and counts; shelf_list.py and shelf_chart.py draw them
uploads.py    files that somebody chose in the browser
shelf_adding.py  adding: shelf_work.py does it behind the page, shelf_report.py tells of it
shelf_nodes.py   the pieces of that page; shelf.css
"""
