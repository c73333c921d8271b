"""A reply to what is no question to the articles.

phrases.py  the shapes of greetings, thanks and requests about the library
polite.py   a question without greetings and politeness
summary.py  what an article is about, in its own sentences
reply.py    what was said -> an Answer, or None for a question
"""
