"""The articles that come with Footnote, so that the first question has something to find."""

from pathlib import Path


def sample_files() -> list[Path]:
    """The sample articles, in order of name; the folder's README is not one of them.

    >>> [path.name[:3] for path in sample_files()]
    ['000', '001', '002', '003', '004']
    """
    return sorted((Path(__file__).parent / "articles").glob("*.txt"))
