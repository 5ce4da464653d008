"""The search page over a country's evidence, and how soon a change is found: through the whole of Django and the index."""

from datetime import datetime
from functools import partial
from time import perf_counter
from urllib.parse import quote

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.expertise.actions.index_writing import Indexer
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.demo import filling
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.finding import find_evidence
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.demo.world import fill_world
from seriktes.portal.bench.data import SEED
from seriktes.portal.bench.figures import Figure, median_seconds
from seriktes.portal.bench.pages import EMPTY, officer

QUERIES, PAGE_RATIO, FRESH_SECONDS, INDEX_SECONDS = 15, 5.0, 1.0, 3600
WORLD = Size("bench", universities=130, companies=500, faculty=5_000, students=130, with_units=130)
QUESTIONS = (
    ("kk", "мұнай құбырларын тоттанудан қорғау"),
    ("ru", "как снизить расход электроэнергии на обогатительной фабрике"),
    ("en", "membranes for cleaning waste water"),
)
# The worker looks for changes so often, in seconds.
INDEX_PAUSE = 0.2
NOW = datetime.fromisoformat("2026-11-10T10:00:00+05:00")


def measure_expertise(size: int, calls: int) -> list[Figure]:
    fill(size)
    documents, seconds = _indexed()
    at = f"{documents:,} documents".replace(",", " ")
    figures = [Figure(f"Index made of {at}, from the database on", connection.vendor, seconds, "s", INDEX_SECONDS)]
    figures += _pages(at, calls)
    return [*figures, _fresh(at)]


def fill(size: int) -> None:
    """An invented world with so many publications, and cards of equipment in proportion."""
    filling.PUBLICATIONS[WORLD.code], filling.CARDS[WORLD.code] = size, max(size // 50, 10)
    with transaction.atomic():
        world = fill_world(size=WORLD, seed=SEED, on=timezone.localdate(NOW))
        filling.fill_expertise(Stage(world, {}, WORLD, SEED, NOW, lambda *_: None))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _indexed() -> tuple[int, float]:
    indexer, start = Indexer(), perf_counter()
    indexer.take()
    documents = indexer.rebuild()
    indexer.close()
    return documents, perf_counter() - start


def _pages(at: str, calls: int) -> list[Figure]:
    readers = {
        "signed out": Client(raise_request_exception=False), "officer": officer(), "auditor": officer("auditor"),
    }  # fmt: skip
    asked = [(who, "experts", QUESTIONS[place]) for who in readers for place in range(3)]
    asked += [("officer", tab, QUESTIONS[1]) for tab in ("units", "offers", "publications")]
    figures = []
    for who, tab, (language, question) in asked:
        url, get = f"/expertise/?find={tab}&q={quote(question)}", readers[who].get
        what = f"Search of {at}: {tab}, asked in {language}, {who}"
        code = get(url).status_code
        if code != 200:
            figures.append(Figure(what, connection.vendor, None, "s", PAGE_RATIO, note=f"{url} answers {code}"))
            continue
        with CaptureQueriesContext(connection) as queries:
            get(url)
        asked_for = len(queries)
        empty, seconds = median_seconds(calls, partial(readers["officer"].get, EMPTY), partial(get, url))
        figures += [
            Figure(f"{what}: queries", connection.vendor, asked_for, "", QUERIES),
            Figure(what, connection.vendor, seconds, "s", PAGE_RATIO, empty, "empty page"),
        ]
    return figures


def _fresh(at: str) -> Figure:
    """From the change to the search that finds it, with the worker's pause between two looks on top."""
    row = Evidence.objects.filter(is_public=True, kind="publication").order_by("pk")[0]
    indexer = Indexer()
    indexer.take()
    indexer.catch_up()
    start = perf_counter()
    with transaction.atomic():
        Evidence.objects.filter(pk=row.pk).update(name_en="Quokka husbandry")
        note_changes([f"evidence:{row.pk}"])
    indexer.catch_up()
    found = find_evidence(AnonymousUser(), "quokka husbandry").evidence
    seconds = perf_counter() - start + INDEX_PAUSE
    indexer.close()
    is_first = bool(found) and found[0].evidence.pk == row.pk
    what = f"A change of one of {at} is found"
    return Figure(
        what, connection.vendor, seconds if is_first else None, "s", FRESH_SECONDS, note="" if is_first else "not found"
    )
