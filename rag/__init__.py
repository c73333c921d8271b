"""3. ANSWERED: a question becomes a short answer, every claim with the sentence it came from.

In the order of one question:

settings.py   every knob: name, default, unit, why
answer.py     Answer, Claim, Citation, Turn
question.py   a question as it can be asked
talk/         a reply to what is no question: hello, "which articles do you have?", a summary
rewrite.py    a follow-up becomes a question that stands alone, by the rules in followups/
rephrase.py   the same by a language model, where one is named and keeps to what was asked
wording/      typos and abbreviations as the library writes them
when.py       what a question says of time
narrow.py     only some publishers, only some dates
retrieve.py   passages by meaning and by words, fused by rank
facts.py      names, numbers and the kind of answer asked for
candidates.py the sentences of the passages that were found
reader/       the small model that finds the words that answer
evidence.py   how likely each sentence is to answer
yes_no.py     yes or no, where that was asked and the text says so
premise/      what a question takes for granted, and whether the articles say so
compare.py    articles that give the same answer, and those that differ
quotes.py     what is cited word for word
clauses.py    the pieces of a sentence, and which of them are clauses
parts.py      which parts of a sentence could be left out
shorten.py    a long sentence, shorter in the answer
extract.py    an answer without an LLM: quoted sentences, or which kind of no
several.py    several questions in one: taken apart, and their answers put together
prompts.py    every text that is sent to a language model, where one is named
llm.py        its name -> a chat model, in time or a word why not
said.py       what it writes, as sentences with the passages they cite
quantities.py numbers in one form, with what they count in
support.py    does the passage say the sentence?
generate.py   an answer by a language model, every sentence checked
notes.py      what to tell beside an answer
verify.py     is each quote real, and does it hold the claim's names and numbers?
chatbot.py    ties the steps together, and reads as the story of one question
suggest.py    questions that the library is known to answer
metrics.py    pure measures of answers to questions with known answers
evaluate.py   a file of questions -> Report
examples.py   questions with known answers, asked and measured
fit.py        the weights of evidence.py, fitted on questions with known answers
"""
