"""4. ASKED: the doors to the chatbot. They translate and draw, nothing else.

cli.py        the footnote command: its options
commands.py   what each command does
lines.py      what the commands print
serve.py      runs the browser chat on this computer
app.py        the page: what is drawn, and what a click does
draw.py       an answer, a refusal or a problem as a tree of nodes
sources.py    the source panel and the list of articles as trees of nodes
pieces.py     puts such trees on the page; pieces.js and pieces.css do it in the browser
page.css      what the page around them needs; .streamlit/config.toml is the theme
"""
