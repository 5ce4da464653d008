"""What the sides did together: one reports it, every other confirms it or says that it was not so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.packs import get_pack
from seriktes.organisations.actions.editing import EditedElsewhere, changes_of, lock_for_edit
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.partnerships.actions.activity_asking import ask_by_mail
from seriktes.partnerships.actions.agreements.moving import day_of
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.naming import enter_activities
from seriktes.partnerships.actions.standing import refresh_last_activity
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import ActivityRole, ActivityState
from seriktes.partnerships.models import Activity, ActivityParty, ActivityPerson, Partnership
from seriktes.partnerships.workflow import ACTIVITY
from seriktes.procedures.definitions.workflow import CannotMove

FIELDS = (
    "agreement", "kind", "form", "mode", "mode_reason", "title", "starts_on", "ends_on", "hours", "amount", "currency",
    "participants", "place", "region", "results", "number",
)  # fmt: skip
FOLLOWS_KIND = ("form", "mode")


@dataclass(frozen=True)
class TookPart:
    person: Person
    role: str = ActivityRole.TAKES_PART
    hours: Decimal | None = None


@transaction.atomic
def note_activity(
    *,
    partnership: Partnership,
    reporter: Organisation,
    values: Mapping[str, Any],
    at: datetime,
    by: User | None,
    sides: Sequence[Organisation] = (),
    people: Sequence[TookPart] = (),
    by_label: str = "",
) -> Activity:
    """A draft, seen by the reporter's side alone. Without `sides`, every side of the partnership took part.

    Form and mode follow the kind unless `values` say otherwise; another mode needs its reason. Raises CannotReport.
    """
    activity = Activity(partnership=partnership, **_cleaned(values))
    follow_kind(activity, given=set(values))
    check_sense(activity)
    took_part = _sides(partnership, reporter, sides)
    _check_people(people, took_part)
    activity.save(force_insert=True)
    enter_activities([activity], are_new=True)
    ActivityParty.objects.bulk_create(
        ActivityParty(
            activity=activity, organisation_id=pk, confirmed_at=at if pk == reporter.pk else None,
            confirmed_by=by if pk == reporter.pk else None, confirmed_label=_label(by, by_label) if pk == reporter.pk else "",
        )
        for pk in took_part
    )  # fmt: skip
    _write_people(activity, people)
    log(
        "activity.drafted", activity, by=by, at=at, by_label=by_label, organisation=reporter,
        values=changes_of(Activity(), _cleaned(values)) | {"sides": took_part},
    )  # fmt: skip
    return activity


@transaction.atomic
def report_activity(
    *,
    activity: Activity,
    at: datetime,
    by: User | None,
    by_label: str = "",
    expected_version: int | None = None,
) -> Activity:
    """Put it before the other sides; those with nobody in the register are asked by mail (`activity_asking`).

    Raises CannotReport: what lies ahead cannot be reported yet.
    """
    activity = _lock(activity, expected_version=expected_version)
    _way("report", activity)
    if activity.ends_on > day_of(at):
        raise CannotReport("in_future")
    activity.state, activity.reported_at = ActivityState.REPORTED, at
    _save(activity)
    reporter = activity.parties.filter(confirmed_at__isnull=False).select_related("organisation").first()
    log(
        "activity.reported", activity, by=by, at=at, by_label=by_label,
        organisation=reporter.organisation if reporter else None,
        data={"side": outstanding(activity), "name": reporter.organisation if reporter else by_label},
    )  # fmt: skip
    _settle(activity, by=by, at=at)
    ask_by_mail(activity, sides=outstanding(activity), at=at, by=by)
    return activity


@transaction.atomic
def report_new_activity(
    *,
    partnership: Partnership,
    reporter: Organisation,
    values: Mapping[str, Any],
    at: datetime,
    by: User | None,
    sides: Sequence[Organisation] = (),
    people: Sequence[TookPart] = (),
    by_label: str = "",
) -> Activity:
    """Note and report in one."""
    activity = note_activity(
        partnership=partnership, reporter=reporter, values=values, at=at, by=by, sides=sides, people=people,
        by_label=by_label,
    )  # fmt: skip
    return report_activity(activity=activity, at=at, by=by, by_label=by_label)


@transaction.atomic
def confirm_activity(
    *,
    activity: Activity,
    organisation: Organisation,
    at: datetime,
    by: User | None,
    by_label: str = "",
    as_reported_at: datetime | None = None,
) -> Activity:
    """The side's word that it was so. With the last side's, the activity counts.

    With `as_reported_at` the word is for the report of that moment: raises EditedElsewhere where it was changed since.
    """
    activity = _lock_report(activity, as_reported_at)
    _way("confirm", activity)
    party = _own_party(activity, organisation)
    if party.confirmed_at is not None:
        raise CannotReport("confirmed_already")
    party.confirmed_at, party.confirmed_by, party.confirmed_label = at, by, _label(by, by_label)
    party.disputed_at, party.dispute = None, ""
    party.save()
    _save(activity)
    log(
        "activity.confirmed_by", activity, by=by, at=at, by_label=by_label, organisation=organisation,
        data={"side": organisation.pk, "name": organisation},
    )  # fmt: skip
    _settle(activity, by=by, at=at)
    return activity


@transaction.atomic
def dispute_activity(
    *,
    activity: Activity,
    organisation: Organisation,
    reason: str,
    at: datetime,
    by: User | None,
    by_label: str = "",
    as_reported_at: datetime | None = None,
) -> Activity:
    """The side says what is wrong. Until the report is changed, the activity counts nowhere."""
    activity = _lock_report(activity, as_reported_at)
    _way("dispute", activity)
    if not reason.strip():
        raise CannotReport("no_reason")
    party = _own_party(activity, organisation)
    party.confirmed_at, party.confirmed_by, party.confirmed_label = None, None, ""
    party.disputed_at, party.dispute = at, reason.strip()
    party.save()
    activity.state, activity.confirmed_at = ActivityState.DISPUTED, None
    _save(activity)
    log(
        "activity.disputed", activity, by=by, at=at, by_label=by_label, organisation=organisation,
        data={"side": organisation.pk, "name": organisation, "reason": reason.strip()},
    )  # fmt: skip
    refresh_last_activity(activity.partnership_id)
    return activity


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    reporter: Organisation,
    values: Mapping[str, Any],
    at: datetime,
    by: User | None,
    expected_version: int | None,
    people: Sequence[TookPart] | None = None,
) -> Activity:
    """Change the report for one side. Whatever others confirmed before was confirmed of another report: they are asked
    anew. Raises EditedElsewhere, CannotReport."""
    activity = _lock(activity, expected_version=expected_version)
    if activity.state == ActivityState.WITHDRAWN:
        raise CannotReport("withdrawn")
    own = _own_party(activity, reporter)
    cleaned = _cleaned(values)
    changes = changes_of(activity, cleaned)
    if not changes and people is None:
        return activity
    for name, value in cleaned.items():
        setattr(activity, name, value)
    if "kind" in changes:
        follow_kind(activity, given=set(values))
    check_sense(activity)
    if people is not None:
        _check_people(people, list(activity.parties.values_list("organisation", flat=True)))
        activity.people.all().delete()
        _write_people(activity, people)
    if "title" in changes:
        enter_activities([activity])
    _ask_anew(activity, own, changes, by=by, at=at)
    refresh_last_activity(activity.partnership_id)
    return activity


@transaction.atomic
def withdraw_activity(*, activity: Activity, reason: str, at: datetime, by: User) -> Activity:
    activity = _lock(activity)
    _way("withdraw", activity)
    if not reason.strip():
        raise CannotReport("no_reason")
    activity.state, activity.confirmed_at = ActivityState.WITHDRAWN, None
    _save(activity)
    log("activity.withdrawn", activity, by=by, at=at, data={"reason": reason.strip()})
    refresh_last_activity(activity.partnership_id)
    return activity


def outstanding(activity: Activity) -> list[int]:
    """Ids of the organisations whose word is missing. Two that became one organisation since have one word."""
    rows = activity.parties.values_list("organisation", "organisation__merged_into", "confirmed_at").order_by("pk")
    spoken = {merged or pk for pk, merged, confirmed_at in rows if confirmed_at is not None}
    return list(dict.fromkeys(
        merged or pk for pk, merged, confirmed_at in rows if confirmed_at is None and (merged or pk) not in spoken
    ))  # fmt: skip


# --- What all of them need --------------------------------------------------------------------------------------------
def _lock(activity: Activity, *, expected_version: int | None = None) -> Activity:
    return lock_for_edit(activity, expected_version=expected_version)


def _lock_report(activity: Activity, as_reported_at: datetime | None) -> Activity:
    # Not by the version: that also counts the words of the other sides.
    current = _lock(activity)
    if as_reported_at is not None and current.reported_at != as_reported_at:
        raise EditedElsewhere(current)
    return current


def _way(code: str, activity: Activity) -> None:
    try:
        ACTIVITY.check_move(code, activity.state, lambda _permission: True, {})
    except CannotMove as refusal:
        raise CannotReport("wrong_state", [activity.state]) from refusal


def _own_party(activity: Activity, organisation: Organisation) -> ActivityParty:
    party = activity.parties.filter(organisation=organisation).first()
    if party is None:
        raise CannotReport("nothing_to_confirm", [organisation])
    return party


def _settle(activity: Activity, *, by: User | None, at: datetime) -> None:
    if activity.state == ActivityState.REPORTED and not outstanding(activity):
        activity.state, activity.confirmed_at = ActivityState.CONFIRMED, at
        _save(activity)
        log("activity.confirmed", activity, by=by, at=at)
        refresh_last_activity(activity.partnership_id)


def _ask_anew(
    activity: Activity, own: ActivityParty, changes: Mapping[str, Any], *, by: User | None, at: datetime
) -> None:
    """The changed report rests on the word of the side that changed it, and on no other."""
    anew = activity.state != ActivityState.DRAFT
    nothing = {"confirmed_at": None, "confirmed_by": None, "confirmed_label": "", "disputed_at": None, "dispute": ""}
    activity.parties.exclude(pk=own.pk).update(**nothing)
    own.confirmed_at, own.confirmed_by, own.confirmed_label = at, by, _label(by, "")
    own.disputed_at, own.dispute = None, ""
    own.save()
    if anew:
        activity.state, activity.confirmed_at, activity.reported_at = ActivityState.REPORTED, None, at
    _save(activity)
    log(
        "activity.reopened" if anew else "activity.changed", activity, by=by, at=at, organisation=own.organisation_id,
        data={"side": outstanding(activity) if anew else [], "fields": sorted(changes)}, values=changes,
    )  # fmt: skip
    if anew:
        ask_by_mail(activity, sides=outstanding(activity), at=at, by=by)


def _sides(partnership: Partnership, reporter: Organisation, sides: Sequence[Organisation]) -> list[int]:
    parties = list(
        partnership.parties.filter(left_on__isnull=True).order_by("pk").values_list("organisation", flat=True)
    )
    every = [side.pk for side in sides] or parties
    took_part = list(dict.fromkeys([reporter.pk, *every]))
    if foreign := set(took_part) - set(partnership.parties.values_list("organisation", flat=True)):
        raise CannotReport("not_a_side", sorted(foreign))
    # Two units of one organisation have one word between them.
    if len(took_part) < 2 and len(set(parties)) != 1:
        raise CannotReport("one_side")
    return took_part


def _check_people(people: Sequence[TookPart], sides: Sequence[int]) -> None:
    wanted = {one.person.pk for one in people}
    known = set(
        Affiliation.objects.filter(person__in=wanted, organisation__in=sides, archived_at__isnull=True).values_list(
            "person", flat=True
        )
    )
    if strangers := wanted - known:
        raise CannotReport("person_of_nobody", sorted(strangers))


def _write_people(activity: Activity, people: Sequence[TookPart]) -> None:
    ActivityPerson.objects.bulk_create(
        ActivityPerson(activity=activity, person=one.person, role=one.role, hours=one.hours) for one in people
    )


def follow_kind(activity: Activity, *, given: set[str]) -> None:
    kind = get_pack().activity_kind(activity.kind)
    if kind is None:
        raise CannotReport("unknown_kind", [activity.kind])
    for name in FOLLOWS_KIND:
        if name not in given or not getattr(activity, name):
            setattr(activity, name, getattr(kind, name))


def check_sense(activity: Activity) -> None:
    kind = get_pack().activity_kind(activity.kind)
    if kind is None:
        raise CannotReport("unknown_kind", [activity.kind])
    if activity.mode == kind.mode:
        activity.mode_reason = ""
    elif not activity.mode_reason:
        raise CannotReport("mode_without_reason", [kind.mode, activity.mode])
    if missing := [name for name in ("title", "starts_on", "ends_on") if not getattr(activity, name)]:
        raise CannotReport("missing", missing)
    if activity.ends_on < activity.starts_on:
        raise CannotReport("ends_before_it_begins")
    if activity.amount is not None and not activity.currency:
        raise CannotReport("no_currency")
    if activity.agreement is not None and activity.agreement.partnership_id != activity.partnership_id:
        raise CannotReport("agreement_elsewhere")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"Not a field of an activity: {', '.join(sorted(unknown))}.")
    return {
        name: " ".join(value.split()) if isinstance(value, str) and name != "results" else value
        for name, value in values.items()
    }


def _label(by: User | None, by_label: str) -> str:
    return by_label or (by.email if by else "")


def _save(activity: Activity) -> None:
    activity.version += 1
    activity.save()
