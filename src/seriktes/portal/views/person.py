from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from seriktes.common.templatetags.seriktes import LANGUAGES
from seriktes.expertise.queries.experts import is_expert_for_user
from seriktes.gatherings.queries.editions import editions_of_person
from seriktes.gatherings.tables.gatherings import EXHIBITOR_TONES, chip
from seriktes.organisations.enums import ConsentState
from seriktes.organisations.queries.access import grants_for_user, people_visible_to
from seriktes.organisations.queries.consents import operators_for
from seriktes.organisations.queries.people import PersonRecord, person_record_for_user


def person(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(people_visible_to(request.user), pk=pk)
    record = person_record_for_user(request.user, row, timezone.localdate())
    may_change = request.user.has_perm("organisations.change_person", row)
    operators = set(operators_for(request.user, row).values_list("pk", flat=True))
    return render(
        request,
        "portal/person.html",
        {
            "person": row,
            "record": record,
            "language_names": LANGUAGES,
            "editions": [
                (one, chip(EXHIBITOR_TONES, one.exhibitor) if one.is_inside else "")
                for one in editions_of_person(request.user, row, is_own=record.is_own)
            ],
            "may_change": may_change,
            "is_expert": is_expert_for_user(request.user, row),
            "may_merge": request.user.has_perm("organisations.merge_person", row),
            "may_affiliate": may_change and grants_for_user(request.user).allow_somewhere("organisations.add_person"),
            "may_end": _ends(request, record),
            "may_record_consent": bool(operators),
            "may_link": any(
                state == ConsentState.IN_FORCE and consent.operator_id in operators
                for consent, state in record.consents
            ),
        },
    )


def _ends(request: HttpRequest, record: PersonRecord) -> set[int]:
    """Affiliations that the reader may say are over."""
    grants = grants_for_user(request.user)
    return {
        row.pk
        for row in record.affiliations
        if record.is_own or grants.allow("organisations.change_person", row.organisation_id)
    }
