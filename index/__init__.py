"""2. FINDABLE: articles become passages that can be found by meaning and by words.

In the order of the data:

passage.py    Passage, Hit: a stretch of an article, and one that a search found
sentences.py  where the sentences of a text begin and end
words.py      a text as the words that searches and checks compare
split.py      an article -> passages that fit a token budget, cut at sentence ends
embed.py      texts -> vectors: the shipped model, or any sentence-transformers model
runtime.py    the shipped model converted once to OpenVINO: no torch when a question is asked
vectors.py    FAISS behind LangChain's VectorStore
keywords.py   BM25
manifest.py   what an index folder holds, with checksums; how one is published whole
build.py      a library -> an index: what is new is embedded, the rest is carried over
store.py      Index: open, check, search
ingest.py     paths -> library -> index, with a report of what became of each
"""
