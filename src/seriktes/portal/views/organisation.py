"""One organisation: public profile and record are one page, with more for those who may."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.challenges.queries.enquiry_routing import can_be_asked
from seriktes.common.models import Languages
from seriktes.gatherings.queries.editions import editions_of_organisation
from seriktes.gatherings.tables.gatherings import EXHIBITOR_TONES, chip
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from seriktes.organisations.queries.deciding import may_compare
from seriktes.organisations.queries.units import tree_of_units
from seriktes.partnerships.queries.of_organisation import partnerships_of
from seriktes.placements.queries.of_organisation import KnownAsHost, offered_by
from seriktes.placements.tables.hosts import figure_words, standing_html
from seriktes.portal.queries import organisation as record
from seriktes.portal.queries.history import history_for_user


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = organisations_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        return _to_the_kept_one(request, pk)
    may_change = request.user.has_perm("organisations.change_organisation", found)
    particulars = record.particulars_of(found, with_hidden=may_change or found.pk in grants_for_user(request.user).own)
    people, more_people = record.people_for_user(request.user, found)
    units = tree_of_units(found)
    offers = offered_by(request.user, found)
    return render(
        request,
        "portal/organisation.html",
        {
            "organisation": found,
            "particulars": particulars,
            "other_names": [
                (code, label, getattr(found, f"name_{code}"))
                for code, label in Languages.choices
                if getattr(found, f"name_{code}") and code != found.name_language
            ],
            "parity_links": {code: f"#name-{code}" for code in Languages.values},
            "facts": record.facts_of(found, particulars.numbers),
            "relations": record.relations_for_user(request.user, found),
            "units": units,
            "posts_here": record.posts_for_user(request.user, found),
            "people": people,
            "partnerships": partnerships_of(request.user, found),
            "more_people": more_people,
            "offers": offers,
            "known": [_as_host(one) for one in offers.known],
            "editions": [
                (row, chip(EXHIBITOR_TONES, row.exhibitor) if row.is_inside else "")
                for row in editions_of_organisation(request.user, found)
            ],
            "history": history_for_user(request.user, found) if may_change and request.user.is_authenticated else [],
            "may_change": may_change,
            "actions": _actions(request, found, may_change=may_change),
            "may_publish": request.user.has_perm("organisations.publish_organisation", found),
            "may_enquire": can_be_asked(request.user, found),
        },
    )


def _as_host(known: KnownAsHost) -> dict[str, Any]:
    """In words; only what somebody decided has a note."""
    return {
        "university": known.university, "record": known.record, "standing": standing_html(known.standing),
        "figures": [figure_words(figure) for figure in known.figures], "may_keep": known.may_keep,
    }  # fmt: skip


def _to_the_kept_one(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a merged record leads to the one that was kept, for those who may see that."""
    seen: set[int] = set()
    kept: int | None = pk
    while kept is not None and kept not in seen:
        seen.add(kept)
        kept = Organisation.objects.filter(pk=kept).values_list("merged_into", flat=True).first()
        if kept and organisations_visible_to(request.user).filter(pk=kept).exists():
            return redirect("portal:organisation", kept)  # not for good: a merge can be undone
    raise Http404


def _actions(request: HttpRequest, found: Organisation, *, may_change: bool) -> list[dict[str, Any]]:
    actions = []
    if may_change:
        actions += [
            {"label": _("Numbers, contacts, relations"), "url": reverse("organisations:particulars", args=[found.pk]), "icon": "link"},
            {"label": _("Units"), "url": reverse("organisations:units", args=[found.pk]), "icon": "branch"},
        ]  # fmt: skip
    for permission, label, name, icon in (
        ("organisations.manage_members", _("Members"), "organisations:members", "key"),
        ("organisations.manage_posts", _("Posts"), "organisations:posts", "post"),
        ("challenges.handle_enquiries", _("Where enquiries go"), "challenges:enquiry_routes", "branch"),
    ):
        if request.user.has_perm(permission, found):
            actions.append({"label": label, "url": reverse(name, args=[found.pk]), "icon": icon})
    if may_change and request.user.has_perm("partnerships.keep_party"):
        url = reverse("partnerships:rules", args=[found.pk])
        actions.append({"label": _("Rules on dates"), "url": url, "icon": "calendar"})
    grants = grants_for_user(request.user)
    own = set(grants.organisations_with("partnerships.add_partnership"))
    if own - {found.pk} or "partnerships.add_partnership" in grants.everywhere:
        url = f"{reverse('partnerships:add')}?with={found.pk}"
        actions.append({"label": _("Begin a partnership"), "url": url, "icon": "partnerships"})
    if may_compare(request.user, found):
        url = reverse("organisations:merge", args=[found.pk])
        actions.append({"label": _("Merge with another record"), "url": url, "icon": "merge"})
    return actions
