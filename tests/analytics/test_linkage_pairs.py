import pytest

from seriktes_analytics.linkage import LinkRecord, find_duplicates, score_pairs
from tests.analytics.linkage_samples import EQUIVALENTS, LEGAL_FORMS, organisations


def test_a_chosen_pair_scores_as_the_search_scores_it():
    records = organisations(40, seed=4)
    first = records[0]
    records += [
        LinkRecord("same", (first.names[0].upper(),), first.city, first.domain),
        LinkRecord("number", ("Другое",), "Орал", "", first.identifiers),
        LinkRecord("close", (first.names[1].replace("а", "о", 1),), first.city[:-1] + "ы"),
    ]
    words = {"legal_forms": LEGAL_FORMS, "equivalents": EQUIVALENTS}
    found = find_duplicates(records, threshold=0.01, **words)
    assert len(found) >= 3
    again = score_pairs(records, [(match.left, match.right) for match in found], **words)
    assert [(m.left, m.right, m.certain, [r.code for r in m.reasons]) for m in again] == [
        (m.left, m.right, m.certain, [r.code for r in m.reasons]) for m in found
    ]
    assert [m.score for m in again] == pytest.approx([m.score for m in found], abs=1e-9)
    assert [r.weight for m in again for r in m.reasons] == pytest.approx([r.weight for m in found for r in m.reasons])
