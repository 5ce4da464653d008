from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.organisations.actions import posts as actions
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.forms.members import AppointForm, PostForm
from seriktes.organisations.forms.people import LastDayForm
from seriktes.organisations.models import Organisation, Post, PostHolding
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.members import people_to_appoint, post_rows_for_user, posts_of
from seriktes.organisations.queries.people import sort_column
from seriktes.organisations.queries.search import targets_matching
from seriktes.organisations.tables.members import POST_COLUMNS

KEEPING = "organisations.manage_posts"
OFFERED = 20
REFUSALS = {
    actions.CannotKeepPost.NAMELESS: gettext_lazy("Write the name in at least one of the three languages."),
    actions.CannotKeepPost.CLOSED: gettext_lazy("This post is closed."),
    actions.CannotKeepPost.ELSEWHERE: gettext_lazy("The unit belongs to another organisation."),
    actions.CannotKeepPost.HELD: gettext_lazy(
        "Somebody holds the post then: %(name)s. End that first, or choose other days."
    ),
    actions.CannotKeepPost.BEFORE_START: gettext_lazy("The last day lies before the first. Correct one of the two."),
    actions.CannotKeepPost.ENDED: gettext_lazy("This has ended already."),
}


def _refusal(refused: actions.CannotKeepPost) -> str:
    name = refused.holding.person.name if refused.holding else ""
    return str(REFUSALS[refused.reason]) % {"name": name} if name else str(REFUSALS[refused.reason])


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.user), pk=pk)


def _kept(request: HttpRequest, pk: int) -> Organisation:
    organisation = _organisation(request, pk)
    if not request.user.has_perm(KEEPING, organisation):
        raise Http404
    return organisation


def _kept_post(request: HttpRequest, pk: int) -> Post:
    post = get_object_or_404(Post.objects.select_related("organisation", "unit"), pk=pk)
    _kept(request, post.organisation_id)
    return post


def _page(request: HttpRequest, organisation: Organisation, **context: Any) -> HttpResponse:
    posts_url = reverse("organisations:posts", args=[organisation.pk])
    trail = [(organisation.name, organisation.get_absolute_url()), (_("Posts"), posts_url)]
    context = {"lead": organisation.name, "cancel_url": posts_url, "breadcrumbs": trail, **context}
    return render(request, context.pop("template", "organisations/form_page.html"), context)


def posts(request: HttpRequest, pk: int) -> HttpResponseBase:
    organisation = _organisation(request, pk)
    today = timezone.localdate()
    rows = post_rows_for_user(request.user, posts_of(organisation), today)
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=POST_COLUMNS, filename="posts")
    return render(
        request,
        "organisations/posts.html",
        {
            "organisation": organisation,
            "open_rows": [row for row in rows if row.post.closed_on is None or row.post.closed_on >= today],
            "closed_rows": [row for row in rows if row.post.closed_on is not None and row.post.closed_on < today],
            "keeps": request.user.has_perm(KEEPING, organisation),
            "breadcrumbs": [(organisation.name, organisation.get_absolute_url())],
        },
    )


@login_required
@sent_once
def post_add(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _kept(request, pk)
    form = PostForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        post = actions.add_post(organisation=organisation, values=form.values, by=request.user)
        messages.success(request, _("The post is added. It is vacant until somebody is appointed."))
        return redirect(post)
    return _page(request, organisation, form=form, title=_("Add a post"), submit=_("Add"))


@login_required
def post_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    post = _kept_post(request, pk)
    form = PostForm(request.POST or None, instance=post, organisation=post.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_post(
                post=post, values=form.values, by=request.user, expected_version=form.cleaned_data["expected_version"]
            )
        except EditedElsewhere:
            form.add_error(None, _("Somebody else changed this post while you were editing it. Open it again."))
        except actions.CannotKeepPost as refused:
            form.add_error(None, _refusal(refused))
        else:
            messages.success(request, _("The post is saved."))
            return redirect(post)
    return _page(request, post.organisation, form=form, title=_("Change the post"), submit=_("Save"))


@login_required
def post_appoint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Search among the organisation's people first: without a script, a list of thousands helps nobody."""
    post = _kept_post(request, pk)
    today = timezone.localdate()
    people = people_to_appoint(request.user, post.organisation, today)
    text = request.GET.get("q", "")
    found = people.filter(pk__in=targets_matching(text, target="person")) if text.strip() else people
    # The chosen one stays in sight when the form comes back with an error.
    chosen = people.filter(pk=whole_number(request.POST.get("person", "")) or 0)
    shown = [*chosen, *found.exclude(pk__in=chosen).order_by(sort_column(), "pk")[:OFFERED]]
    form = AppointForm(request.POST or None, people=people, shown=shown, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(post=post, by=request.user, **form.cleaned_data)
        except actions.CannotKeepPost as refused:
            form.add_error(None, _refusal(refused))
        else:
            messages.success(request, _("The appointment is recorded."))
            return redirect(post)
    return _page(
        request,
        post.organisation,
        template="organisations/post_appoint.html",
        form=form,
        post=post,
        q=text,
        shown=shown,
    )


@login_required
def holding_end(request: SignedInRequest, pk: int) -> HttpResponse:
    holding = get_object_or_404(PostHolding.objects.select_related("post", "person"), pk=pk)
    post = _kept_post(request, holding.post_id)
    form = LastDayForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_holding(holding=holding, on=form.cleaned_data["on"], by=request.user)
        except actions.CannotKeepPost as refused:
            form.add_error(None, _refusal(refused))
        else:
            messages.success(request, _("The post is vacant from the next day."))
            return redirect(post)
    lead = _("%(name)s leaves the post “%(post)s”.") % {"name": holding.person.name, "post": post.name}
    return _page(request, post.organisation, form=form, title=_("Vacate the post"), lead=lead, submit=_("Vacate it"))


@login_required
def post_close(request: SignedInRequest, pk: int) -> HttpResponse:
    post = _kept_post(request, pk)
    form = LastDayForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_post(post=post, on=form.cleaned_data["on"], by=request.user)
        except actions.CannotKeepPost as refused:
            form.add_error(None, _refusal(refused))
        else:
            messages.success(request, _("The post is closed. Its history stays."))
            return redirect(post)
    lead = _("The post “%(post)s” is abolished. Whoever holds it leaves it on that day.") % {"post": post.name}
    return _page(request, post.organisation, form=form, title=_("Close the post"), lead=lead, submit=_("Close it"))
