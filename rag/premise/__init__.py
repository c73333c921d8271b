"""What a question takes for granted, and whether the articles say so.

saying.py     the words, names, numbers and dates of a text
known.py      what is known of an article, and the text around a place in it
lands.py      lands with several names, and what their people are called
naming.py     whether a text says a name, in one of its forms
kinds.py      whether a name is a person's or a place's
asked.py      what a question asks for or puts as a case, and does not take for granted
checks.py     the elements of a question, and which of them a quote or its article meets
parts.py      which part of a question with several parts a quote does not cover
opposites.py  words and their opposites, and which of them two texts say
premise.py    whether a question rests on something that no article says
swaps.py      questions made false by rule
premises.py   python -m rag.premise.premises DATA: the set of them, and how many are caught
"""
