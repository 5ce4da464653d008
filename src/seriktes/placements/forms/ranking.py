"""The order in which a host would take those who wish a position: on a page, or behind a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.placements.models import Application, HostRanking, Position, Wish
from seriktes.placements.queries import choice


class RankingForm(BaseForm):
    """A number beside whom one would like, or a reason beside whom one cannot take."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, position: Position) -> None:
        ranking = HostRanking.objects.filter(position=position).first()
        super().__init__(data, initial={"expected_version": ranking.version if ranking else None})
        self.wishes: list[Wish] = list(choice.applicants_of(position))
        for wish in self.wishes:
            named = {"name": wish.application.student.name}
            number = wish.application_id
            self.fields[f"rank_{number}"] = forms.IntegerField(
                label=_("Rank of %(name)s") % named, min_value=1, max_value=9999, required=False, initial=wish.host_rank,
                widget=forms.NumberInput(attrs={"class": "rank-input"}),
            )  # fmt: skip
            self.fields[f"why_{number}"] = forms.CharField(
                label=_("Why %(name)s cannot be taken") % named, max_length=300, required=False,
                initial=wish.not_accepted_reason, widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "wish": wish, "told": told_of(wish.application), "rank": self[f"rank_{wish.application_id}"],
                "why": self[f"why_{wish.application_id}"],
            }
            for wish in self.wishes
        ]  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        ranks, refused = {}, {}
        for wish in self.wishes:
            number = wish.application_id
            rank, why = cleaned.get(f"rank_{number}"), (cleaned.get(f"why_{number}") or "").strip()
            if rank is not None and why:
                self.add_error(f"why_{number}", _("Either a rank or a reason why not: empty one of the two."))
            elif why:
                refused[number] = why
            else:
                ranks[number] = rank
        cleaned["ranks"], cleaned["refused"] = ranks, refused
        return cleaned


class RankingByLinkForm(RankingForm):
    template_name = "placements/parts/ranking_by_link.html"

    def __init__(self, data: Any = None, *, link: Any) -> None:
        super().__init__(data, position=link.record)


def told_of(application: Application) -> str:
    """What an applicant studies, in a line."""
    year = _("year %(year)s") % {"year": application.year} if application.year else ""
    said = (application.get_level_display(), year, application.study_programme)
    return " · ".join(str(word) for word in said if word)
