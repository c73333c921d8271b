"""The same question in other words: what people type, made into what the articles write.

slips.py       how far one word is from another
spelling.py    typos mended by the library's own words
everywhere.py  names and nouns that everyone writes in two ways
aliases.py     abbreviations and the names they stand for
meant.py       names run together, and names that are almost one of the library's
lexicon.py     all for one library
kept.py        that is kept beside the index, and made anew when the library has changed
"""
