import numpy as np
import pytest

from index.table import PassageTable, Rows, lay_out
from tests.segments import segment_of


def test_what_a_table_tells() -> None:
    spans: Rows = np.array([[0, 0, 4], [1, 2, 9], [1, 10, 12]], dtype=np.int64)
    table = PassageTable([("a", 1), ("b", 7), ("c", 1)], spans)
    assert table.counts() == {"a": 1, "b": 2, "c": 0}
    assert table.rows_of({"b", "c", "elsewhere"}).tolist() == [1, 2]
    assert PassageTable([]).counts() == {}


def test_rows_are_in_the_order_of_the_articles() -> None:
    first, second = segment_of(c="rain\nsun", a="law"), segment_of(b="port", gone="x\ny", none="")
    table, rows = lay_out([first, second], [("a", 1), ("b", 1), ("none", 1), ("c", 1)])
    assert table.spans.tolist() == [[0, 0, 3], [1, 0, 4], [3, 0, 4], [3, 5, 8]]
    assert [found.tolist() for found in rows] == [[2, 3, 0], [1, -1, -1]]
    assert table.counts() == {"a": 1, "b": 1, "none": 0, "c": 2}
    assert first.spans.tolist() == [[0, 0, 4], [0, 5, 8], [1, 0, 3]]  # as it was


def test_nothing_is_laid_out() -> None:
    table, rows = lay_out([], [])
    assert (table.spans.shape, table.articles, rows) == ((0, 3), [], [])
    table, rows = lay_out([segment_of(), segment_of(a="rain")], [])
    assert (table.spans.shape, [found.tolist() for found in rows]) == ((0, 3), [[], [-1]])


def test_another_version_is_another_article() -> None:
    with pytest.raises(ValueError, match="no segment holds"):
        lay_out([segment_of(a="rain")], [("a", 2)])
