"""What sending work to Dask costs, beside doing it here: python -m tests.dask_bench [ARTICLES]

Articles of a passage each, added here and through two workers of the same machine, in turn. Prints
the seconds of reading and of embedding, best of three, and what a batch costs that does nothing.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from index.dask import DaskWorkers
from index.embed import SHIPPED
from index.ingest import Watch, ingest
from index.scheduler import SETTING
from tests.dask_cluster import Cluster, write_articles
from tests.dask_tasks import shout

BATCHES = 200


def main() -> None:
    """Prints the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with TemporaryDirectory() as place:
        news = Path(place) / "news"
        news.mkdir()
        write_articles(news, count)
        cluster = Cluster(Path(place), workers=2)
        try:
            for address in ("", cluster.address):  # models loaded, parsers started
                added(news, address)
            rounds = [(added(news, ""), added(news, cluster.address)) for _ in range(3)]
            for side, name in enumerate(("here", "two workers of this machine")):
                reading, embedding = (min(each[side][part] for each in rounds) for part in (0, 1))
                print(
                    f"{count} articles, {name}: read in {reading:.1f} s, indexed in {embedding:.1f}"
                )
            print(f"a batch that does nothing: {a_batch(cluster.address) * 1000:.1f} ms")
        finally:
            cluster.kill()


def added(news: Path, address: str) -> tuple[float, float]:
    """The seconds of reading and of the rest, near copies linked included."""
    os.environ[SETTING] = address
    ends: list[float] = []
    watch = Watch(linking=lambda done, total: ends.append(time.perf_counter()))
    with TemporaryDirectory() as place:
        began = time.perf_counter()
        ingest([news], folder=Path(place) / "library", embedder_name=SHIPPED, watch=watch)
        return ends[0] - began, time.perf_counter() - ends[0]


def a_batch(address: str) -> float:
    """The seconds between one batch and the next, where none takes any time."""
    with DaskWorkers(address, SHIPPED) as workers:
        workers._start(shout, [], here=shout).result()
        began = time.perf_counter()
        for each in [workers._start(shout, ["a"], here=shout) for _ in range(BATCHES)]:
            each.result()
        return (time.perf_counter() - began) / BATCHES


if __name__ == "__main__":
    main()
