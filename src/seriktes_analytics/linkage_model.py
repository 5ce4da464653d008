"""The Fellegi–Sunter model of `linkage` in Splink's words, and its run on DuckDB."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from seriktes_analytics.name_comparison import ORDER

# Probability that two records taken by chance are one organisation.
PRIOR = 1e-4
# Numbers of the two records, score, weight by comparison.
Row = tuple[int, int, float, dict[str, float]]
# finding: (m, u) = share of pairs with this finding among pairs of one organisation, among all other pairs.
Parameters = Mapping[str, tuple[float, float]]
IDENTIFIER: Parameters = {
    "identifier": (0.98, 1e-12),
    "identifier_mixed": (0.01, 1e-4),
    "identifier_differs": (0.01, 0.99),
}
NAME: Parameters = {
    "same": (0.40, 4.0e-7),
    "same_few": (0.06, 3.0e-6),
    "close": (0.28, 1.0e-6),
    "part": (0.06, 1.8e-6),
    "same_many": (0.05, 1.0e-4),
    "close_common": (0.05, 3.0e-5),
    "acronym": (0.04, 1.0e-4),
    "related": (0.03, 1.0e-3),
    "common": (0.02, 3.0e-2),
    "different": (0.01, 0.969),
}
CITY: Parameters = {"city_same": (0.92, 0.20), "city_differs": (0.08, 0.80)}
DOMAIN: Parameters = {"domain_same": (0.90, 1.0e-4), "domain_differs": (0.10, 0.9999)}
COMPARISONS: Mapping[str, Parameters] = {"identifier": IDENTIFIER, "name": NAME, "city": CITY, "domain": DOMAIN}


def predict(
    tables: Sequence[list[dict[str, object]]],
    *,
    name_finding: Callable[[int, int], int],
    identifier_finding: Callable[[int, int], str],
    parameters: Mapping[str, Parameters],
    threshold: float,
) -> list[Row]:
    """Pairs that share a block and reach the threshold: within one table, or between two.

    A row of a table: record (number), city and domain ("" unknown), block (list of keys).
    """
    # Slow libraries: a process that links nothing must start without them.
    import duckdb
    from splink import DuckDBAPI, Linker

    if not all(tables):
        return []
    connection = duckdb.connect(":memory:")
    try:
        connection.create_function("name_finding", name_finding, ["BIGINT", "BIGINT"], "INTEGER")
        connection.create_function("identifier_finding", identifier_finding, ["BIGINT", "BIGINT"], "VARCHAR")
        database = DuckDBAPI(connection)
        inputs = [database.register(table) for table in tables]
        settings = _settings(is_link=len(tables) == 2, parameters=parameters)
        linker = Linker(inputs if len(tables) == 2 else inputs[0], settings, log_level=None)
        found = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never")
        rows = found.as_record_list()
    finally:
        connection.close()
    return [
        (row["record_l"], row["record_r"], row["match_probability"], {name: row[f"mw_{name}"] for name in COMPARISONS})
        for row in sorted(rows, key=lambda row: (row["record_l"], row["record_r"]))
    ]


def _level(condition: str, label: str, m_u: tuple[float, float] | None) -> dict[str, Any]:
    level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": label}
    return level | ({"is_null_level": True} if m_u is None else {"m_probability": m_u[0], "u_probability": m_u[1]})


def _settings(*, is_link: bool, parameters: Mapping[str, Parameters]) -> dict[str, Any]:
    """The model in Splink's words. The functions are those given to `predict`, called by the number of the record."""
    conditions = {
        "identifier": {code: f"identifier_finding(record_l, record_r) = '{code}'" for code in IDENTIFIER},
        "name": {kind: f"name_finding(record_l, record_r) = {ORDER.index(kind)}" for kind in ORDER},
        "city": {
            "city_same": "city_l = city_r OR jaro_winkler_similarity(city_l, city_r) >= 0.9",
            "city_differs": "ELSE",
        },
        "domain": {"domain_same": "domain_l = domain_r", "domain_differs": "ELSE"},
    }
    unknown = {
        "identifier": "identifier_finding(record_l, record_r) = 'unknown'",
        "name": "record_l IS NULL OR record_r IS NULL",
        "city": "city_l = '' OR city_r = ''",
        "domain": "domain_l = '' OR domain_r = ''",
    }
    return {
        "link_type": "link_only" if is_link else "dedupe_only",
        "unique_id_column_name": "record",
        "probability_two_random_records_match": PRIOR,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.block = r.block", "sql_dialect": "duckdb", "arrays_to_explode": ["block"]},
        ],
        "comparisons": [
            {
                "output_column_name": name,
                "comparison_levels": [_level(unknown[name], "unknown", None)]
                + [_level(sql, code, parameters[name][code]) for code, sql in conditions[name].items()],
            }
            for name in COMPARISONS
        ],
    }
