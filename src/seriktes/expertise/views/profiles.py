"""The own words of an expert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.expertise.actions.profiles import change_profile
from seriktes.expertise.forms.profiles import ProfileForm
from seriktes.expertise.models import ExpertProfile
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.queries.access import people_visible_to


@login_required
def expert_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the person, and for those who keep the person's record."""
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    if not request.user.has_perm("organisations.change_person", person):
        raise Http404
    profile = ExpertProfile.objects.filter(person=person).first() or ExpertProfile(person=person)
    form = ProfileForm(request.POST or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(
                person=person, values=form.values(), by=request.user, at=timezone.now(),
                expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except EditedElsewhere as other:
            form.data = data = request.POST.copy()
            data["expected_version"] = str(other.record.version if other.record.pk else 0)
            form.add_error(None, other.sentence)
        else:
            messages.success(request, _("The profile is saved."))
            return redirect("expertise:expert", person.pk)
    context = {
        "form": form, "person": person,
        "breadcrumbs": [(_("Find expertise"), reverse("expertise:search")), (person.name, reverse("expertise:expert", args=[pk]))],
    }  # fmt: skip
    return render(request, "expertise/profile_edit.html", context, status=422 if form.errors else 200)
