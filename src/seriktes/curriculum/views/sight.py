"""Finding what a page is about; who may not see it is told that it is not there."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.curriculum.definitions.refusals import Refusal
from seriktes.curriculum.models import Course, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.organisations.queries.search import found_for_user, targets_matching

OFFERED = 10
Crumbs = list[tuple[str, str]]


def may_or_404(request: HttpRequest, permission: str, record: Any) -> None:
    if not access.may(request.user, permission, record):
        raise Http404


def course_for(request: HttpRequest, pk: int, permission: str = "") -> Course:
    rows = access.courses_visible_to(request.user).select_related("organisation", "unit", "responsible")
    found: Course = get_object_or_404(rows, pk=pk)
    if permission:
        may_or_404(request, permission, found)
    return found


def programme_for(request: HttpRequest, pk: int, permission: str = "") -> StudyProgramme:
    rows = access.programmes_visible_to(request.user).select_related("organisation", "unit")
    found: StudyProgramme = get_object_or_404(rows, pk=pk)
    if permission:
        may_or_404(request, permission, found)
    return found


def own_or_404(request: SignedInRequest, permission: str) -> list[Organisation]:
    """The organisations for which the reader may do it; nobody's page where there is none."""
    rows = Organisation.objects.filter(pk__in=access.own_organisations(request.user, permission))
    own = list(rows.order_by("pk"))
    if not own:
        raise Http404
    return own


def chosen_of(own: Sequence[Organisation], form: Any) -> Organisation:
    wanted = str(form.cleaned_data.get("organisation", own[0].pk))
    return next(one for one in own if str(one.pk) == wanted)


def organisations_found(request: SignedInRequest, name: str) -> list[Organisation]:
    """What the reader may see of what was typed; whoever is named by `?with=` stands there alone."""
    chosen = whole_number(request.GET.get("with", "")) if request.method == "GET" else None
    if chosen:
        return list(organisations_visible_to(request.user).filter(pk=chosen))
    text = request.POST.get(f"{name}_query", "")
    return found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []


def people_found(
    request: SignedInRequest, name: str, organisations: Sequence[int], *, current: Person | None = None
) -> list[Person]:
    """Who of these organisations is called as was typed; who stands there already is meant by the own name."""
    text = request.POST.get(f"{name}_query", "").strip() if request.method == "POST" else ""
    if not text:
        return [current] if current is not None else []
    if current is not None and text == current.name:
        return [current]
    named = people_visible_to(request.user).filter(pk__in=targets_matching(text, target="person"))
    named = named.filter(affiliations__organisation__in=organisations, affiliations__archived_at__isnull=True)
    return list(named.distinct().order_by("pk")[:OFFERED])


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[Any], object],
    *,
    title: str,
    submit: str,
    done: str,
    back: str,
    crumbs: Crumbs,
    template: str = "curriculum/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Shows the form; sent and valid, does `act` and leads to what it answers, or back. A refusal stands above the form."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form)
        except EditedElsewhere as refused:
            form.add_error(None, words_of(refused))
            form.data = _with_version(request, refused.record.version)
            status = 409
        except Refusal as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(made if isinstance(made, str) else back)
    context |= {"form": form, "title": title, "submit": submit, "cancel_url": back, "breadcrumbs": crumbs}
    return render(request, template, context, status=status if status != 200 else status_of(form))


def _with_version(request: HttpRequest, version: int) -> Any:
    data = request.POST.copy()
    data["expected_version"] = str(version)
    return data


def act_or_say(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Of a button without a form: what was done, or why not, as a message."""
    try:
        act()
    except (Refusal, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, done)


def course_crumbs(course: Course | None = None) -> Crumbs:
    crumbs = [(_("Courses"), reverse("curriculum:courses"))]
    return [*crumbs, (str(course), course.get_absolute_url())] if course else crumbs


def programme_crumbs(programme: StudyProgramme | None = None) -> Crumbs:
    crumbs = [(_("Programmes of study"), reverse("curriculum:study_programmes"))]
    return [*crumbs, (str(programme), programme.get_absolute_url())] if programme else crumbs
