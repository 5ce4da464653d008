"""Who took part: people of the sides, each with a part and hours."""

from decimal import Decimal, InvalidOperation
from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Person
from seriktes.partnerships.actions.activities import TookPart, change_activity
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import ActivityRole, ActivityState
from seriktes.partnerships.queries.activities import ActivityRecord, people_to_name, record_for_user
from seriktes.partnerships.views.activities import activity_for, crumbs_of
from seriktes.partnerships.views.activity_files import record_for_change

MOST_HOURS = Decimal(9_999_999)


@login_required
def people(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list is saved as a whole; `?q=` looks for people to add to it, and keeps what was ticked."""
    shown = record_for_change(request, pk)
    activity = shown.activity
    text = (request.POST.get("q") or request.GET.get("q") or "")[:200]
    rows, faults = _rows(request, shown, text)
    if request.method == "POST" and "find" not in request.POST and not faults:
        chosen = [TookPart(row.person, row.role, row.hours) for row in rows if row.ticked]
        try:
            saved = change_activity(
                activity=activity, reporter=shown.reports_for[0], values={}, at=timezone.now(), by=request.user,
                expected_version=whole_number(request.POST.get("version", "")), people=chosen,
            )  # fmt: skip
        except EditedElsewhere:
            activity = activity_for(request, pk)
            faults = [
                _("Somebody else changed this record meanwhile. Nothing of yours is saved: look, and save again.")
            ]
            shown = record_for_user(request.user, activity)
        except CannotReport as refusal:
            faults = [words_of(refusal)]
        else:
            asked = saved.state == ActivityState.REPORTED
            messages.success(request, _("Saved. The other sides are asked to confirm it.") if asked else _("Saved."))
            return redirect(f"{activity.get_absolute_url()}#people")
    context = {
        "activity": activity, "rows": rows, "roles": ActivityRole.choices, "q": text, "faults": faults,
        "asks_anew": activity.state != ActivityState.DRAFT, "found_nobody": text and not any(row.found for row in rows),
        "breadcrumbs": [*crumbs_of(activity), (activity.title, activity.get_absolute_url())],
    }  # fmt: skip
    return render(request, "partnerships/activity_people.html", context, status=422 if faults else 200)


def _rows(request: SignedInRequest, shown: ActivityRecord, text: str) -> tuple[list[SimpleNamespace], list[str]]:
    """Those on the list, those ticked before, and those found now."""
    named = {one.person_id: one for one in shown.people}
    posted = {number for value in request.POST.getlist("person") if (number := whole_number(value))}
    found = {person.pk: person for person in people_to_name(request.user, shown.activity, text)} if text else {}
    # Only people who may be named: those on the list, and those of the sides whom the reader may see.
    wanted = posted - named.keys() - found.keys()
    ticked = {person.pk: person for person in people_to_name(request.user, shown.activity).filter(pk__in=wanted)}
    everybody: dict[int, Person] = {pk: one.person for pk, one in named.items()} | ticked | found
    rows, faults = [], []
    for pk, person in everybody.items():
        before = named.get(pk)
        role = request.POST.get(f"role-{pk}") or (before.role if before else ActivityRole.TAKES_PART.value)
        typed = request.POST.get(f"hours-{pk}", "" if before is None or before.hours is None else str(before.hours))
        hours, is_wrong = _hours(typed)
        is_ticked = pk in posted if request.method == "POST" else before is not None
        if is_wrong and is_ticked:
            faults.append(_("%(name)s: enter the hours as a number, such as 2 or 1.5.") % {"name": person.name})
        rows.append(SimpleNamespace(
            person=person, ticked=is_ticked, hours=hours, typed=typed, found=pk in found,
            role=role if role in ActivityRole.values else ActivityRole.TAKES_PART.value,
        ))  # fmt: skip
    return rows, faults


def _hours(typed: str) -> tuple[Decimal | None, bool]:
    if not typed.strip():
        return None, False
    try:
        hours = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        return None, True
    if not hours.is_finite() or not 0 <= hours <= MOST_HOURS or hours != round(hours, 2):
        return None, True
    return hours, False
