"""Invented evidence of the invented world of `tests.world`."""

from datetime import UTC, datetime

from seriktes.expertise.actions.evidence import Named, Origin, add_evidence

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def publication(world, **more):
    values = {
        "name_en": "Corrosion of invented pipelines", "name_ru": "Коррозия выдуманных трубопроводов", "year": 2024,
        "source_url": "https://example.org/articles/1", **more.pop("values", {}),
    }  # fmt: skip
    given = {
        "people": [Named("Darisbay G."), Named("Somebody Else")],
        "units": [Origin(world.organisations["university"])],
        "by": None, "at": NOW, "publish": True, **more,
    }  # fmt: skip
    return add_evidence(kind="publication", values=values, **given)


def machine(world, owner="university", **more):
    values = {
        "name_kk": "Сканерлейтін электрондық микроскоп", "organisation": world.organisations[owner],
        **more.pop("values", {}),
    }  # fmt: skip
    given = {
        "particulars": {"model": "SEM-1", "access": "agreed", "price": "15000", "currency": "KZT", "price_unit": "1 h"},
        "by": None, "at": NOW, "publish": True, **more,
    }  # fmt: skip
    return add_evidence(kind="equipment", values=values, **given)
