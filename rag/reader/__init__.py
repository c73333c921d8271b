"""The small model that finds the answer in a passage, and says when there is none.

At work:

encode.py   a question and a passage as the model's tokens, and back to characters
runtime.py  Reader, Scores, Span; the reader that ships, run by OpenVINO
hub.py      a reader by name: the one that ships, or any extractive model of the Hugging Face hub
weights/    the model that ships, with its card

How it was made (needs the training data and torch):

swap.py     a question with one name or number changed
windows.py  questions beside passages, with and without an answer
net.py      the model as a torch module
train.py    python -m rag.reader.train DATA OUT
convert.py  python -m rag.reader.convert OUT: the weights in 8 bits, ready for OpenVINO
"""
