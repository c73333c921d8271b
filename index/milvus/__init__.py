"""Milvus in the place of FAISS and BM25, where a library outgrows one machine.

SQLite keeps the truth: what is in Milvus can be made again from it, and is reconciled with it. What
lies in which article stays in the index folder, and a row of Milvus that is not there is no hit.
Nothing here imports pymilvus before a collection is opened.

In the order of a build:

place.py       what FOOTNOTE_VECTORS says, and what an index remembers of it
filters.py     values as a filter's data, never as its operators
collection.py  Collection: the few calls to a Milvus server, its failures in one plain line each
keep.py        Shelf: a segment's vectors and words go to Milvus; what is lost or too much is found
rows.py        MilvusRows: searched by meaning and by words, row by row as FAISS and BM25 are
"""
