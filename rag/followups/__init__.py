"""What a follow-up leaves out, found in the turns before it.

In the order that rewrite.py uses them:

grammar.py     the small words of English, and its common verbs
kinds.py       is a phrase a person, a place, an organisation; one or several?
subject.py     a question in parts: what it asks, its subject, the phrases it names
antecedent.py  the phrase of the chat that he, it, they or there stands for
topic.py       what a turn was about; which phrase "the trip" or "that year" repeats
instead.py     the question before with something else in place of its like
ellipsis.py    "Why?", "Who else?", "And in 2025?", "What about Macau?"
pronouns.py    which pronouns point outside their own question, and their replacement
pointers.py    "the second one", "the latter", "the company", "those figures"
"""
