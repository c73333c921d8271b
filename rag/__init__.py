"""3. ANSWERED: a question becomes a short answer, every claim with the sentence it came from.

In the order of one question:

settings.py   every knob: name, default, unit, why
answer.py     Answer, Claim, Citation, Turn
rewrite.py    a follow-up becomes a question that stands alone
narrow.py     only some publishers, only some dates
retrieve.py   passages by meaning and by words, fused by rank
facts.py      names, numbers and the kind of answer asked for
candidates.py the sentences of the passages that were found
evidence.py   how likely each of them is to answer
extract.py    an answer without an LLM: quoted sentences, or a refusal
verify.py     is each quote real, and does it hold the claim's names and numbers?
chatbot.py    ties the steps together, and reads as the story of one question
suggest.py    questions that the library is known to answer
metrics.py    pure measures of answers to questions with known answers
evaluate.py   a file of questions -> Report
examples.py   questions with known answers, asked and measured
fit.py        the weights of evidence.py, fitted on questions with known answers
"""
