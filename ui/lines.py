"""What the commands print: lines for people, objects for --json, progress on standard error."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

from corpus.article import Article, source_name
from corpus.errors import Refused

if TYPE_CHECKING:
    from tqdm import tqdm

    from corpus.library import Library
    from index.check import Finding
    from index.ingest import Report
    from index.passage import Hit
    from rag.answer import Answer
    from rag.evaluate import Report as Evaluation

OUTCOMES = ("added", "updated", "unchanged", "duplicate")
SHOWN = 10  # lines of one outcome for people; --json has all


class Progress:
    """A bar on standard error where that is a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._what = ""  # what the bar counts
        self._is_shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def reading(self, source: str, number: int, total: int) -> None:
        """Shows which file is being read, how many there are and how long they will take."""
        self._start(total, "Reading", " files")
        if self._bar is not None:
            self._bar.update(number - self._bar.n)  # a link to nowhere is counted, and not read
            self._bar.set_postfix_str(source_name(source), refresh=False)

    def passages(self, done: int, total: int) -> None:
        """Shows how many passages are embedded, of how many; that is an estimate at first."""
        self._count(done, total, "Indexing", " passages")

    def linking(self, done: int, total: int) -> None:
        """Shows how many articles were compared with the others, for the same story."""
        self._count(done, total, "Comparing", " articles")

    def tidying(self, done: int, total: int) -> None:
        """Shows how many passages were put with others in the index, after all else is done."""
        self._count(done, total, "Tidying the index", " passages")

    def counter(self, total: int, noun: str) -> Callable[[object], None]:
        """A function that shows one more of `total` at each call."""
        self._start(total, "Asking", f" {noun}")
        return lambda _: None if self._bar is None else (self._bar.update(), None)[1]

    def _count(self, done: int, total: int, what: str, unit: str) -> None:
        if total:
            self._start(total, what, unit)
        if self._bar is not None and self._what == what:
            self._bar.total = total
            self._bar.update(done - self._bar.n)

    def _start(self, total: int | None, what: str, unit: str) -> None:
        if not self._is_shown or (self._bar is not None and self._what == what):
            return
        self._close()
        self._what = what
        from tqdm import tqdm

        self._bar = tqdm(
            total=total,
            desc=what,
            unit=unit,
            file=sys.stderr,
            dynamic_ncols=True,
            smoothing=0.05,  # results come in batches: the time left is not to jump at each
        )

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def safe(line: str) -> str:
    """The line without the control characters that would command a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in line)


def article_json(article: Article) -> dict[str, Any]:
    """What is known of an article, without its text."""
    return {
        "article": article.id,
        "version": article.version,
        "title": article.title,
        "heading": article.heading,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "published_from": article.published_from,
        "published_as": article.published_as,
        "language": article.language,
        "is_opinion": article.is_opinion,
        "is_teaser": article.is_teaser,
        "source": article.source,
        "part": article.part,
        "sources": [source_name(source) for source in article.sources],
        "added": article.added,
    }


def articles(found: Sequence[Article]) -> Iterator[str]:
    """A line an article: id, date, publisher, heading, kind, file, part of the file."""
    if not found:
        yield "The library is empty. Add articles: footnote add PATH"
    several = {article.source for article in found if article.part > 1}
    for article in found:
        date = article.published or article.published_as or "no date"
        publisher = article.publisher or "no publisher"
        kinds = ("opinion" if article.is_opinion else "", "teaser" if article.is_teaser else "")
        part = f"part {article.part}" if article.source in several else ""
        place = ", ".join(fact for fact in (article.source, part, *kinds) if fact)
        yield f"{article.id}  {date:14.14}  {publisher}  {article.heading}  ({place})"


def report_json(reports: Sequence["Report"]) -> dict[str, Any]:
    """The reports of `add` as one, as the contract has it."""
    rows: dict[str, Any] = {outcome: [] for outcome in (*OUTCOMES, "removed", "refused")}
    for report in reports:
        for outcome in OUTCOMES:
            rows[outcome] += [
                {
                    "article": article.id,
                    "source": source_name(source),
                    "title": article.title,
                    "passages": report.passages.get(article.id, 0),
                }
                for article, source in getattr(report, outcome)
            ]
        rows["removed"] += [
            {"article": article.id, "source": source_name(source), "title": article.title}
            for article, source in report.removed
        ]
        rows["refused"] += [
            {"source": source_name(one.source), "reason": one.reason, "mend": one.mend}
            for one in report.refused
        ]
    return rows


def report(report: "Report") -> Iterator[str]:
    """What became of each file; long lists are cut, with how many more there are."""
    for outcome in OUTCOMES:
        rows = getattr(report, outcome)
        shown = () if outcome == "unchanged" else rows[:SHOWN]
        for article, source in shown:
            count = report.passages.get(article.id, 0)
            noun = "passage" if count == 1 else "passages"
            place = f"({source_name(source)}, {count} {noun})"
            yield f"{outcome:9}  {article.id}  {article.heading}  {place}"
        if len(rows) > len(shown):
            more = " more" if shown else ""
            yield f"{outcome:9}  {len(rows) - len(shown):,}{more}"
    for article, source in report.removed[:SHOWN]:
        yield f"removed    {article.id}  {article.heading}  (no longer in {source_name(source)})"
    if len(report.removed) > SHOWN:
        yield f"removed    {len(report.removed) - SHOWN:,} more"
    yield from (f"refused    {_told(one)}" for one in report.refused)


def refused(found: Sequence[Refused]) -> Iterator[str]:
    """A line a refused file: name, reason, what to do."""
    if not found:
        yield "Nothing was refused."
    yield from map(_told, found)


def _told(one: Refused) -> str:
    """The name of what was refused, once, with the reason and what to do."""
    name = source_name(one.source)
    return f"{one.reason} {one.mend}" if name in one.reason else f"{name}: {one.reason} {one.mend}"


def answer_json(answer: "Answer") -> dict[str, Any]:
    """The answer, as the contract has it."""
    return answer.to_json()


def answer(answer: "Answer") -> Iterator[str]:
    """The answer, its quotes and where they are from."""
    if answer.asked_as != answer.question:
        yield f"Asked as: {answer.asked_as}"
    yield answer.text
    for part in answer.missing:
        yield f"Not found in the articles: {part}"
    yield from answer.notes
    said = {claim.text for claim in answer.claims}
    for citation in answer.citations:
        name = citation.title or citation.heading or citation.source
        date = citation.published or "no date"
        facts = (name, citation.publisher, date, citation.source if name != citation.source else "")
        yield ""
        yield f"[{citation.number}] {', '.join(fact for fact in facts if fact)}"
        quote = " ".join(citation.quote.split())
        if quote not in said:  # otherwise the answer is the quote
            yield f"    {quote}"
        yield f"    footnote show {citation.article}: characters {citation.start} to {citation.end}"


def hits_json(found: "tuple[list[Hit], Library]") -> dict[str, Any]:
    """The hits, as the contract has them."""
    return {"hits": [*_hit_rows(*found)]}


def hits(found: "tuple[list[Hit], Library]") -> Iterator[str]:
    """Each passage with its rank and article."""
    if not found[0]:
        yield "No passage was found."
    for row in _hit_rows(*found):
        yield f"{row['rank']}. {row['title'] or row['source']} ({row['article']}, {row['source']})"
        yield f"   {' '.join(row['text'].split())}"


def _hit_rows(found: "list[Hit]", library: "Library") -> Iterator[dict[str, Any]]:
    for hit in found:
        passage = hit.passage
        article = library.get(passage.article, passage.version)
        if article is not None:
            yield {
                "rank": hit.rank,
                "score": round(hit.score, 6),
                "article": article.id,
                "version": article.version,
                "source": article.source,
                "title": article.title,
                "text": passage.text,
                "start": passage.start,
                "end": passage.end,
            }


def evaluation_json(report: "Evaluation", fallen: Iterable[str]) -> dict[str, Any]:
    """The measures, and each question with how it did."""
    rows = [
        {"id": question.id, "question": question.question, "answer": answer.text} | asdict(score)
        for question, answer, score in report.rows
    ]
    return {"measures": report.measures, "below": [*fallen], "rows": rows}


def evaluation(report: "Evaluation") -> Iterator[str]:
    """The measures as a table, then the questions that were not right."""
    for name, value in report.measures.items():
        yield f"{name:16} {value:.3f}" if name != "questions" else f"{name:16} {value:.0f}"
    for question, answer, score in report.rows:
        if not score.is_right:
            yield f"not right: {question.id}  {question.question}  ->  {answer.text[:160]}"


def side_by_side(reports: "Mapping[str, Evaluation]") -> Iterator[str]:
    """The measures of several composers as a table, then the questions where right differs."""
    names = [*reports]
    columns = [report.measures for report in reports.values()]
    yield f"{'':20} {'  '.join(f'{name:>20}' for name in names)}"
    for measure in dict.fromkeys(name for column in columns for name in column):
        cells = [f"{column[measure]:.3f}" if measure in column else "" for column in columns]
        yield f"{measure:20} {'  '.join(f'{cell:>20}' for cell in cells)}"
    for rows in zip(*(report.rows for report in reports.values()), strict=True):
        if len({score.is_right for _, _, score in rows}) > 1:
            yield f"differs: {rows[0][0].id}  {rows[0][0].question}"
            for name, (_, answer, score) in zip(names, rows, strict=True):
                yield f"    {name}, {'right' if score.is_right else 'not right'}: {answer.text}"


def findings(found: "Sequence[Finding]") -> Iterator[str]:
    """A line a finding, with what to do where it is not well."""
    for finding in found:
        mark = "ok" if finding.is_well else "NOT OK"
        mend = f". {finding.mend}" if finding.mend else ""
        yield f"{mark:7} {finding.name}: {finding.detail.rstrip('.')}{mend}"
