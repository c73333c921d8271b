"""2. FINDABLE: articles become passages that can be found by meaning and by words.

In the order of the data:

passage.py    Passage, Hit: a stretch of an article, and one that a search found
sentences.py  where the sentences of a text begin and end
words.py      a text as the words that searches and checks compare
split.py      an article -> passages that fit a token budget, cut at sentence ends
embed.py      texts -> vectors: the shipped model, or any sentence-transformers model
runtime.py    the shipped model converted once to OpenVINO: no torch when a question is asked
disk.py       files to the disk by named steps, and back when their sha256 is right; or mapped
table.py      PassageTable: where each row of an index lies, over all segments
counts.py     WordCounts: how often each word stands in each passage
near.py       Near: vectors, and which of them are nearest; short codes where they are many
guard.py      Guard: damage that opening cannot see is found in the background
segment.py    Segment: passages, vectors and counts of some articles, never changed once written
merge.py      which segments become one
vectors.py    FAISS, over all segments
keywords.py   BM25 over the counts of all segments
milvus/       Milvus in the place of both, where a library outgrows one machine
manifest.py   what an index folder holds, and which part of it answers
scheduler.py  where work is sent, if it is: FOOTNOTE_WORKERS
workers.py    who reads and embeds: this machine, by the cores
dask.py       or the workers of a Dask scheduler
publish.py    a new generation, whole or not at all
build.py      a library -> an index: what is new is embedded and written, the rest stays
compact.py    after that, few large segments for many: nobody waits for it
store.py      Index: open, check, search
langchain.py  an index as LangChain's VectorStore
ingest.py     paths -> library -> index, with a report of what became of each
"""
