"""Printed names of a row: compared with those that stand, linked by ORCID, or asked about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.pending import Pending
from seriktes.expertise.actions.importing.record import PersonRow
from seriktes.expertise.enums import Standing
from seriktes.expertise.models import AuthorQuestion, EvidencePerson
from seriktes.expertise.queries import importing_people as known
from seriktes_analytics.person_names import compare, words_of

# Whose list of people stands: a fuller source replaces that of an ORCID record, which knows its owner alone.
LIST_RANK = {Source.ORCID.value: 0}
AWAY = 1_000_000

Find = Callable[[tuple[tuple[str, str], ...]], tuple[int, ...]]


def add_people(one: Pending, by_orcid: Mapping[str, int], find: Find) -> None:
    """The people of new evidence."""
    for position, said in enumerate(one.record.people, 1):
        _add(one, position, said, by_orcid, find)


def _add(one: Pending, position: int, said: PersonRow, by_orcid: Mapping[str, int], find: Find) -> None:
    row = one.person(position, said, by_orcid.get(said.orcid) if said.orcid else None)
    one.add("people", row)
    _wonder(one, row, said, find)


def _wonder(one: Pending, row: EvidencePerson, said: PersonRow, find: Find) -> None:
    if row.person_id is None and row.standing != Standing.REFUSED:
        organisations = find(said.places) or tuple(one.organisations)
        if organisations:
            one.unknown.append((row, organisations))


def compare_people(
    one: Pending, standing: Sequence[EvidencePerson], by_orcid: Mapping[str, int], find: Find, *, may_replace: bool,
    at: datetime,
) -> None:  # fmt: skip
    """What the record's names change among those that stand. What a person entered, took away or decided stays."""
    active = [row for row in standing if row.archived_at is None]
    if not one.record.people:
        return
    matched = _matched(one.record.people, active)
    for said, row in matched:
        if row is not None:
            _fill(one, row, said, by_orcid)
            _wonder(one, row, said, find)
    if not may_replace or not _may_change_list(one, active):
        return
    buried = {_key(row.name) for row in standing if row.archived_at is not None and row.archived_by_run is None}
    kept = {id(row) for _said, row in matched if row is not None}
    gone = [row for row in active if id(row) not in kept and row.source == one.origin.source] if _is_whole(one) else []
    for row in gone:
        if row.standing == Standing.STATED:
            row.archived_at, row.archived_by_run = at, one.origin.run_id
            one.save("people", row)
    new = [said for said, row in matched if row is None and _key(said.name) not in buried]
    if gone or new:
        one.found.changes["people"] = [[row.name for row in gone][:20], [said.name for said in new][:20]]
    _place(one, matched, [row for row in active if row.archived_at is None], buried, by_orcid=by_orcid, find=find)


def _is_whole(one: Pending) -> bool:
    return one.record.people_complete and "people" in one.record.complete


def _may_change_list(one: Pending, active: Sequence[EvidencePerson]) -> bool:
    """The list is that of the source that gave it first, unless a fuller one comes."""
    if not active:
        return True
    standing = max(LIST_RANK.get(row.source, 1) for row in active)
    is_same = any(row.source == one.origin.source for row in active)
    return one.record.people_complete and (is_same or LIST_RANK.get(one.origin.source, 1) > standing)


def _matched(
    people: Sequence[PersonRow], active: Sequence[EvidencePerson]
) -> list[tuple[PersonRow, EvidencePerson | None]]:  # fmt: skip
    """Each name with the row that stands for it: by ORCID, by the same name, else by a name that must be the same."""
    by_orcid = {row.orcid: row for row in active if row.orcid}
    by_key: dict[Any, list[EvidencePerson]] = defaultdict(list)
    for row in active:
        by_key[_key(row.name)].append(row)
    taken: set[int] = set()
    found: list[tuple[PersonRow, EvidencePerson | None]] = []
    for said in people:
        own = by_orcid.get(said.orcid) if said.orcid else None
        if own is None or id(own) in taken:
            own = next((one for one in by_key[_key(said.name)] if id(one) not in taken), None)
        if own is not None:
            taken.add(id(own))
        found.append((said, own))
    rest = [row for row in active if id(row) not in taken]
    if rest and len(people) * len(rest) <= 4_000:
        for place, (said, standing) in enumerate(found):
            if standing is not None:
                continue
            alike = [one for one in rest if compare(said.name, one.name) and one.orcid in ("", said.orcid)]
            if len(alike) == 1:
                found[place] = (said, alike[0])
                rest.remove(alike[0])
    return found


def _key(name: str) -> frozenset[str]:
    return frozenset(words_of(name))


def _fill(one: Pending, row: EvidencePerson, said: PersonRow, by_orcid: Mapping[str, int]) -> None:
    """An ORCID that the row lacks, and the person behind it; a decision of a person stays."""
    changed = False
    if said.orcid and not row.orcid:
        row.orcid, changed = said.orcid, True
    if row.orcid and row.person_id is None and row.standing == Standing.STATED and row.orcid in by_orcid:
        row.person_id, changed = by_orcid[row.orcid], True
    if changed:
        one.save("people", row)
        one.found.changes["orcid"] = [None, row.orcid]


def _place(
    one: Pending, matched: Sequence[tuple[PersonRow, EvidencePerson | None]], active: Sequence[EvidencePerson],
    buried: set[frozenset[str]], *, by_orcid: Mapping[str, int], find: Find,
) -> None:  # fmt: skip
    """Names in the order of the record; those that it does not know keep their order behind."""
    inside = {id(row) for _said, row in matched if row is not None}
    position = 0
    for said, row in matched:
        if row is None and _key(said.name) in buried:
            continue
        position += 1
        if row is None:
            _add(one, position, said, by_orcid, find)
        elif row.position != position:
            row.position = position
            one.moved.append(row)
    for row in active:
        if id(row) not in inside:
            position += 1
            if row.position != position:
                row.position = position
                one.moved.append(row)


def ask(pending: Iterable[Pending], *, at: datetime) -> int:
    """Put the questions which printed name is whom; a question that was put once is never put again."""
    waiting = [(one, row, organisations) for one in pending for row, organisations in one.unknown]
    if not waiting:
        return 0
    acquaintances = waiting[0][0].record.acquaintances
    people = acquaintances.of({pk for _one, _row, organisations in waiting for pk in organisations})
    if not any(map(len, people.values())):
        return 0
    found = [
        (row, pk, likeness)
        for _one, row, organisations in waiting
        for pk, likeness in known.candidates_for(row.name, organisations, people)
    ]
    others = known.orcids_of({pk for row, pk, _likeness in found if row.orcid})
    asked = known.asked_of({row.pk for row, _pk, _likeness in found})
    questions = [
        AuthorQuestion(
            row_id=row.pk, person_id=pk, likeness=likeness.score, asked_at=at,
            reasons=[*({"code": code} for code, _printed, _known in likeness.reasons), {"code": "organisation"}],
        )
        for row, pk, likeness in found
        if (row.pk, pk) not in asked and not (row.orcid and others.get(pk, row.orcid) != row.orcid)
    ]  # fmt: skip
    AuthorQuestion.objects.bulk_create(questions, batch_size=1000)
    return len(questions)
