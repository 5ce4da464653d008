"""Merging two records of one organisation or one person, and taking a merge back.

The loser is archived, never deleted. Every row that points to it, in any domain, is re-pointed to the kept record
through `_meta.related_objects`, so that this module need not know who points here. Each move is written down, and
the undo moves back exactly those rows that still stand where the merge put them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.consents import derive_publication
from seriktes.organisations.actions.naming import refresh_names, refresh_people
from seriktes.organisations.enums import NameKind, OrganisationStatus, ProposalStatus
from seriktes.organisations.models import DuplicateProposal, MergeRecord, Organisation, OrganisationName, Person
from seriktes.organisations.queries.merging import pointing_fields
from seriktes.organisations.signals import organisations_changed, records_merged

# What the kept record takes over from the loser where it has nothing itself.
FILLED = {
    Organisation: ("region", "city", "latitude", "longitude", "sector", "established", "about_kk", "about_ru", "about_en"),
    Person: ("name_kk", "name_ru", "name_en", "orcid", "email", "phone"),
}  # fmt: skip

Mergeable = Organisation | Person


class CannotMerge(Exception):
    """The two records cannot become one, or a merge cannot be taken back; says why in `reason`."""

    SAME, ALREADY, NEWER, OCCUPIED = "same", "already_merged", "merged_again", "occupied"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def merge_records(*, kept: Mergeable, archived: Mergeable, by: User) -> MergeRecord:
    """Archive `archived`, give everything that points to it to `kept`. Raises CannotMerge."""
    if kept.pk == archived.pk:
        raise CannotMerge(CannotMerge.SAME)
    model = type(kept)
    _lock_proposal(model, kept.pk, archived.pk)
    # Always in the order of their keys: two merges at once wait for each other instead of locking each other out.
    locked = {
        row.pk: row for row in model.objects.select_for_update().filter(pk__in=[kept.pk, archived.pk]).order_by("pk")
    }
    kept, archived = locked[kept.pk], locked[archived.pk]
    if kept.merged_into_id or archived.merged_into_id:
        raise CannotMerge(CannotMerge.ALREADY)

    moves = list(_move_relations(kept, archived))
    state = {
        "status": getattr(archived, "status", ""),
        "is_public": archived.is_public,
        # Its names go to the kept record; the list of merges still says what was merged.
        "names": archived.names_by_language | {"other": getattr(archived, "name_other", "")},
    }
    filled = _fill_gaps(kept, archived)
    if isinstance(kept, Person) and isinstance(archived, Person) and archived.user_id:
        state["user"] = archived.user_id
        if kept.user_id is None:
            Person.objects.filter(pk=archived.pk).update(user=None)
            kept.user_id, filled["user"] = archived.user_id, [None, archived.user_id]
    _archive(archived, into=kept)
    kept.version += 1
    kept.save()
    record = MergeRecord.objects.create(
        target_type=model._meta.label_lower,
        kept_id=kept.pk,
        archived_id=archived.pk,
        moves=moves,
        archived_state=state | {"filled": filled},
        at=timezone.now(),
        by=by,
    )
    _settle_proposal(kept, archived, by=by, at=record.at)
    _refresh(kept, archived, by=by)
    record_event(
        kind=f"{model._meta.label_lower}.merged",
        by=by,
        target=kept,
        values={"archived": archived.pk, "name": str(archived), "moved": len(moves), "filled": _told(filled)},
    )
    records_merged.send(sender=model, kept=kept, archived=archived, undone=False, by=by)
    return record


@transaction.atomic
def undo_merge(*, record: MergeRecord, by: User) -> Mergeable:
    """Bring the archived record back with the rows that still stand where the merge put them. Raises CannotMerge
    when it was undone already, or when one of the two has been merged again since."""
    record = MergeRecord.objects.select_for_update().get(pk=record.pk)
    model: Any = apps.get_model(record.target_type)
    if record.undone_at:
        raise CannotMerge(CannotMerge.ALREADY)
    _lock_proposal(model, record.kept_id, record.archived_id)
    rows = {
        row.pk: row
        for row in model.objects.select_for_update().filter(pk__in=[record.kept_id, record.archived_id]).order_by("pk")
    }
    kept, archived = rows[record.kept_id], rows[record.archived_id]
    if kept.merged_into_id or archived.merged_into_id != kept.pk:
        raise CannotMerge(CannotMerge.NEWER)

    _give_back_filled(kept, record.archived_state.get("filled", {}))
    kept.version += 1
    kept.save()
    archived.merged_into = None
    archived.is_public = record.archived_state["is_public"]
    if "user" in record.archived_state and not model.objects.filter(user=record.archived_state["user"]).exists():
        archived.user_id = record.archived_state["user"]
    if isinstance(archived, Organisation):
        archived.status = record.archived_state["status"]
    archived.version += 1
    archived.save()
    for move in reversed(record.moves):
        _move_back(move, kept, archived)
    record.undone_at, record.undone_by = timezone.now(), by
    record.save(update_fields=["undone_at", "undone_by"])
    _reopen_proposal(kept, archived)
    _refresh(kept, archived, by=by)
    record_event(
        kind=f"{model._meta.label_lower}.unmerged",
        by=by,
        target=kept,
        values={"restored": archived.pk, "name": str(archived)},
    )
    records_merged.send(sender=model, kept=kept, archived=archived, undone=True, by=by)
    return archived


def _lock_proposal(model: type[models.Model], one: int, other: int) -> None:
    """Before the records themselves, as whoever decides on the proposal does: so nobody waits in a circle."""
    if model is Organisation:
        left, right = sorted((one, other))
        list(DuplicateProposal.objects.select_for_update().filter(left=left, right=right))


def _move_relations(kept: Mergeable, archived: Mergeable) -> Iterator[dict[str, Any]]:
    for pointing in pointing_fields(type(kept)):
        for row in pointing.model._default_manager.filter(**{pointing.name: archived}).order_by("pk"):
            move = {"model": pointing.model._meta.label_lower, "field": pointing.name, "pk": row.pk}
            if _repoint(row, pointing, kept.pk):
                yield move | (_become_alias(row) if isinstance(row, OrganisationName) else {})
            elif _set_aside(row):
                # The kept record has the same: the doubled row stays with the loser, out of use.
                yield move | {"doubled": True}


def _set_aside(row: models.Model) -> bool:
    """Take a row out of use: by `archived_at`, or by the column that its model names in `SET_ASIDE_BY`, such as the day on
    which a side left. False where it has no such column, or is out of use already."""
    column = getattr(row, "SET_ASIDE_BY", "archived_at")
    if getattr(row, column, row) is not None:
        return False
    field = row._meta.get_field(column)
    value = timezone.now() if isinstance(field, models.DateTimeField) else timezone.localdate()
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{column: value})
    except IntegrityError:  # it is to begin later than today
        return False
    return True


def _become_alias(name: OrganisationName) -> dict[str, Any]:
    """An official name of the loser is another name of the kept record; says what it was, for the undo."""
    was = {"kind": name.kind, "is_display": name.is_display}
    changed = {"is_display": False} | ({"kind": NameKind.ALIAS} if name.kind == NameKind.LABEL else {})
    try:
        with transaction.atomic():
            OrganisationName.objects.filter(pk=name.pk).update(**changed)
    except IntegrityError:  # the kept record has this alias: the doubled row goes out of use
        OrganisationName.objects.filter(pk=name.pk).update(archived_at=timezone.now(), is_display=False)
        was["archived_at"] = name.archived_at and name.archived_at.isoformat()
    return {"was": was}


def _repoint(row: models.Model, pointing: models.ForeignKey, to: int) -> bool:
    """Point the row elsewhere; False where a constraint says that such a row stands there already."""
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{pointing.attname: to})
    except IntegrityError:
        return False
    return True


def _move_back(move: dict[str, Any], kept: Mergeable, archived: Mergeable) -> None:
    model: Any = apps.get_model(move["model"])
    pointing = model._meta.get_field(move["field"])
    row = model._default_manager.filter(pk=move["pk"]).first()
    if row is None:
        return
    if move.get("doubled"):
        try:
            with transaction.atomic():
                column = getattr(model, "SET_ASIDE_BY", "archived_at")
                model._default_manager.filter(pk=row.pk).update(**{column: None})
        except IntegrityError as error:
            raise CannotMerge(CannotMerge.OCCUPIED) from error
    elif getattr(row, pointing.attname) == kept.pk:
        if not _repoint(row, pointing, archived.pk):
            raise CannotMerge(CannotMerge.OCCUPIED)
        if was := move.get("was"):
            model._default_manager.filter(pk=row.pk).update(**was)


def _fill_gaps(kept: Mergeable, archived: Mergeable) -> dict[str, list[Any]]:
    filled = {}
    for field in FILLED[type(kept)]:
        if getattr(kept, field) in ("", None) and getattr(archived, field) not in ("", None):
            filled[field] = [getattr(kept, field), getattr(archived, field)]
            setattr(kept, field, getattr(archived, field))
            if field in archived.provenance:
                kept.provenance[field] = archived.provenance[field]
    return filled


def _told(filled: dict[str, list[Any]]) -> dict[str, list[Any]]:
    # The audit log takes no floats, and a place has two.
    return {
        field: [str(value) if isinstance(value, float) else value for value in pair] for field, pair in filled.items()
    }


def _give_back_filled(kept: Mergeable, filled: dict[str, list[Any]]) -> None:
    for field, (before, after) in filled.items():
        attribute = "user_id" if field == "user" else field
        if getattr(kept, attribute) == after:
            setattr(kept, attribute, before)
            kept.provenance.pop(field, None)


def _archive(archived: Mergeable, *, into: Mergeable) -> None:
    archived.merged_into_id = into.pk
    archived.is_public = False
    if isinstance(archived, Organisation):
        archived.status = OrganisationStatus.MERGED
    archived.version += 1
    fields = [
        "merged_into",
        "is_public",
        "version",
        "changed_at",
        *(["status"] if isinstance(archived, Organisation) else []),
    ]
    archived.save(update_fields=fields)


def _proposal_of(one: Mergeable, other: Mergeable) -> DuplicateProposal | None:
    if not isinstance(one, Organisation):
        return None
    left, right = sorted((one.pk, other.pk))
    return DuplicateProposal.objects.filter(left=left, right=right).first()


def _settle_proposal(kept: Mergeable, archived: Mergeable, *, by: User, at: datetime) -> None:
    proposal = _proposal_of(kept, archived)
    if proposal is None:
        return
    proposal.status, proposal.decided_by, proposal.decided_at = ProposalStatus.MERGED, by, at
    proposal.decision_note = ""
    proposal.save(update_fields=["status", "decided_by", "decided_at", "decision_note"])
    if proposal.asked_by is not None and proposal.asked_by_id != by.pk:
        url = proposal.get_absolute_url()
        notify(user=proposal.asked_by, kind="merge_done", url=url, archived=archived.name, kept=kept.name)


def _reopen_proposal(kept: Mergeable, archived: Mergeable) -> None:
    proposal = _proposal_of(kept, archived)
    if proposal is not None:
        proposal.reopen()
        proposal.save()


def _refresh(kept: Mergeable, archived: Mergeable, *, by: User) -> None:
    if isinstance(kept, Organisation):
        refresh_names([kept, archived])  # type: ignore[list-item]
        organisations_changed.send(sender=Organisation, organisations=[kept.pk, archived.pk])
    else:
        refresh_people([kept, archived])  # type: ignore[list-item]
        # The consents moved: who is public follows them.
        derive_publication(people=[kept, archived], on=timezone.localdate(), by=by)  # type: ignore[list-item]
