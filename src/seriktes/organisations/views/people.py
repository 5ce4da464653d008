from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.exchange.exports import export_response
from seriktes.organisations.actions import people as actions
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.forms.people import AffiliationForm, LastDayForm, PersonForm
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import grants_for_user, people_visible_to
from seriktes.organisations.queries.people import affiliations_visible_to, sort_column, with_affiliations
from seriktes.organisations.queries.people_list import MOST, Chosen, listed_people, people_listing
from seriktes.organisations.tables.people import PERSON_COLUMNS, PersonFilter, PersonTable

PER_PAGE = 25
# What the list does not show.
UNSHOWN = ("provenance", "email", "phone", "sort_kk", "sort_ru", "sort_en")
REFUSALS = {
    actions.CannotKeepPerson.NAMELESS: gettext_lazy("Write the name in at least one of the three languages."),
    actions.CannotKeepPerson.ORCID_TAKEN: gettext_lazy(
        "Another record has this ORCID. If both are one person, merge the records instead."
    ),
    actions.CannotKeepPerson.MERGED: gettext_lazy("This record was merged into another. Open the kept record."),
    actions.CannotKeepPerson.ENDED: gettext_lazy("This has ended already."),
    actions.CannotKeepPerson.BEFORE_START: gettext_lazy("The last day lies before the first. Correct one of the two."),
    actions.CannotKeepPerson.ELSEWHERE: gettext_lazy("The unit belongs to another organisation."),
    actions.CannotKeepPerson.TWICE: gettext_lazy(
        "The person is there already in this capacity. End that affiliation first, or leave it as it is."
    ),
}


def people(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    filters = PersonFilter(request.GET, queryset=Person.objects.none(), request=request)
    chosen = filters.chosen
    if "format" in request.GET:
        found = listed_people(request.user, chosen, today=today) if chosen else Person.objects.none()
        rows = with_affiliations(found, request.user).order_by(sort_column(), "pk")
        return export_response(request, rows=rows, columns=PERSON_COLUMNS, filename="people")
    # Whoever is not signed in sees published people only: a column that says so tells nothing.
    hidden = () if request.user.is_authenticated else ("is_public",)
    table = PersonTable([], order_by=request.GET.get("sort") or "name", exclude=hidden, request=request)
    shown, page, has_more = _page_of(request, chosen, table, today)
    organisation = chosen.organisation if chosen else None
    grants = grants_for_user(request.user)
    return render(
        request,
        "organisations/people.html",
        {
            "table": table,
            "people": shown,
            "body": table.body(shown, today),
            "shown_page": page,
            "has_more": has_more,
            "filters": filters,
            # The organisation is a pill.
            "filters_set": sum(bool(request.GET.get(name)) for name in filters.filters if name != "organisation"),
            "organisation": organisation,
            "pills": _pills(request, organisation),
            "may_add": grants.allow_somewhere("organisations.add_person"),
            "may_export": grants.allow_somewhere("exchange.export_records"),
        },
    )


def _page_of(
    request: HttpRequest, chosen: Chosen | None, table: PersonTable, today: date
) -> tuple[list[Person], Page[int], bool]:
    """The people on the page asked for, or on the last there is; the page; whether the list goes on beyond the pages."""
    if chosen is None:
        return [], page_at(1, 0, PER_PAGE), False
    listing = people_listing(request.user, chosen, today=today)
    asked = asked_page(request)
    found = listing.page(sort_column(), descending=table.is_descending, at=(asked - 1) * PER_PAGE, size=PER_PAGE)
    page = page_at(asked, min(listing.total, MOST), PER_PAGE)
    if page.number != asked:
        at = (page.number - 1) * PER_PAGE
        found = listing.page(sort_column(), descending=table.is_descending, at=at, size=PER_PAGE)
    return list(with_affiliations(found, request.user, brief=True).defer(*UNSHOWN)), page, listing.has_more


def _pills(request: HttpRequest, chosen: Organisation | None) -> list[dict[str, Any]]:
    """Everybody, and one pill for each of the reader's organisations and the chosen one."""
    own = Organisation.objects.live().filter(pk__in=list(grants_for_user(request.user).own))
    shown = {organisation.pk: organisation for organisation in [*own, *([chosen] if chosen else [])]}
    if not shown:
        return []
    parameters = request.GET.copy()
    for name in ("page", "organisation"):
        parameters.pop(name, None)
    pills = [{"label": _("Everybody"), "url": f"?{parameters.urlencode()}", "current": chosen is None}]
    for pk, organisation in shown.items():
        parameters["organisation"] = str(pk)
        pills.append(
            {
                "label": organisation.name,
                "url": f"?{parameters.urlencode()}",
                "current": chosen is not None and chosen.pk == pk,
                "side": organisation.side,
            }
        )
    return pills


def _organisations_to_add_to(request: HttpRequest) -> QuerySet[Organisation]:
    """Where the reader may say that somebody works or studies."""
    grants = grants_for_user(request.user)
    organisations = Organisation.objects.live().order_by(sort_column(), "pk")
    if "organisations.add_person" in grants.everywhere:
        return organisations
    return organisations.filter(pk__in=grants.organisations_with("organisations.add_person"))


@login_required
@sent_once
def person_add(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("organisations.add_person"):
        raise Http404
    organisations = _organisations_to_add_to(request)
    form = PersonForm(request.POST or None)
    affiliation = AffiliationForm(request.POST or None, organisations=organisations, initial=request.GET.dict())
    if request.method == "POST" and all([form.is_valid(), affiliation.is_valid()]):
        place = dict(affiliation.cleaned_data)
        try:
            person = actions.add_person(
                values=form.values, by=request.user, organisation=place.pop("organisation"), affiliation=place
            )
        except actions.CannotKeepPerson as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(
                request, _("The person is added. Only those who keep the organisation's records see them.")
            )
            return redirect(person)
    return render(request, "organisations/person_add.html", {"form": form, "affiliation": affiliation})


def _editable(request: HttpRequest, pk: int) -> Person:
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    if not request.user.has_perm("organisations.change_person", person):
        raise Http404
    return person


@login_required
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _editable(request, pk)
    form = PersonForm(request.POST or None, instance=person)
    now = None
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.change_person(
                    person=person,
                    values=form.values,
                    by=request.user,
                    expected_version=form.cleaned_data["expected_version"],
                )
            except EditedElsewhere as other:
                now = other.record
                form.add_error(None, _("Somebody else changed this record while you were editing it. Nothing is lost."))
            except actions.CannotKeepPerson as refusal:
                form.add_error(None, REFUSALS[refusal.reason])
            else:
                messages.success(request, _("The record is saved."))
                return redirect("portal:person", pk)
        elif form.changed_elsewhere:
            now = Person.objects.get(pk=pk)
    return render(request, "organisations/person_edit.html", {"form": form, "person": person, "now": now})


@login_required
@sent_once
def affiliation_add(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _editable(request, pk)
    organisations = _organisations_to_add_to(request)
    if not organisations.exists():
        raise Http404
    form = AffiliationForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_affiliation(person=person, by=request.user, **form.cleaned_data)
        except actions.CannotKeepPerson as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("The affiliation is added."))
            return redirect("portal:person", pk)
    context = {
        "form": form,
        "title": _("Add an affiliation"),
        "lead": person.name,
        "submit": _("Add"),
        "cancel_url": person.get_absolute_url(),
        "breadcrumbs": [(person.name, person.get_absolute_url())],
    }
    return render(request, "organisations/form_page.html", context)


@login_required
def affiliation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    affiliation: Affiliation = get_object_or_404(
        affiliations_visible_to(request.user).select_related("organisation", "person"), pk=pk
    )
    person = affiliation.person
    if not people_visible_to(request.user).filter(pk=person.pk).exists():
        raise Http404
    if not may_end_affiliation(request, affiliation):
        raise Http404
    form = LastDayForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_affiliation(affiliation=affiliation, on=form.cleaned_data["on"], by=request.user)
        except actions.CannotKeepPerson as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("The affiliation is ended. It stays in the history."))
            return redirect("portal:person", person.pk)
    context = {
        "form": form,
        "title": _("End the affiliation with %(name)s") % {"name": affiliation.organisation.name},
        "lead": person.name,
        "submit": _("End it"),
        "cancel_url": person.get_absolute_url(),
        "breadcrumbs": [(person.name, person.get_absolute_url())],
    }
    return render(request, "organisations/form_page.html", context)


def may_end_affiliation(request: HttpRequest, affiliation: Affiliation) -> bool:
    """Those who keep the people of that organisation; and the person, who may say that it is over."""
    grants = grants_for_user(request.user)
    return (
        grants.allow("organisations.change_person", affiliation.organisation_id)
        or affiliation.person.user_id == request.user.pk
    )
