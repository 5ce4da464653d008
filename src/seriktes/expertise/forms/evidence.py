"""The form of a record of evidence: what every kind has, and the particulars of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.common.models import Languages
from seriktes.common.packs import InvalidIdentifier, get_pack
from seriktes.expertise.actions.rows import USUAL_PART, Named, Origin
from seriktes.expertise.definitions.identifiers import normalise_doi
from seriktes.expertise.definitions.particulars import Particular, Type, particulars_of
from seriktes.expertise.definitions.refusals import CannotKeepEvidence, words_of
from seriktes.expertise.definitions.subjects import schemes
from seriktes.expertise.enums import OFFERS, EvidenceKind, Part
from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.models.evidence import LONGEST_TITLE
from seriktes.expertise.queries.offering import Offered
from seriktes.organisations.models import Organisation, Post, Unit

PARTICULAR = "particular_"
SUBJECTS_AT_LEAST, SUBJECTS_AT_MOST = 3, 12
NAMES_AT_MOST = 5000
# Kinds that a source has published: they have a day, a language, a link to where they stand.
PUBLISHED = (EvidenceKind.PUBLICATION, EvidenceKind.PROJECT, EvidenceKind.PATENT)


def language_choices() -> list[tuple[str, Any]]:
    return [("", _("not known")), *Languages.choices]


def subject_choices(extra: Iterable[tuple[str, str]] = ()) -> list[tuple[Any, Any]]:
    """Every subject under its scheme; what a record has besides stands at the end."""
    language = get_language() or "kk"
    groups: list[tuple[Any, Any]] = [("", _("none"))]
    known = set()
    for code, scheme in schemes().items():
        options = [(f"{code}:{one.code}", f"{one.code} {one.name(language)}") for one in scheme.subjects]
        known |= {value for value, _label in options}
        groups.append((str(scheme.label), options))
    others = [(value, code) for scheme_code, code in extra if (value := f"{scheme_code}:{code}") not in known]
    return [*groups, *([(str(_("in the record")), others)] if others else [])]


def field_of(particular: Particular) -> forms.Field:
    """How one particular is entered."""
    common: dict[str, Any] = {
        "label": capfirst(str(particular.label)), "required": False, "help_text": particular.hint
    }  # fmt: skip
    if particular.type == Type.CHOICE and particular.choices is not None:
        choices = [
            ("", _("not known")),
            *((value, capfirst(str(label))) for value, label in particular.choices.choices),
        ]
        return forms.ChoiceField(choices=choices, **common)
    if particular.type in (Type.COUNT, Type.YEAR):
        return forms.IntegerField(
            min_value=particular.lowest, max_value=particular.highest,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **common,
        )  # fmt: skip
    if particular.type == Type.DAY:
        return DayField(**common)
    if particular.type == Type.SUM:
        return forms.DecimalField(
            min_value=0, max_digits=18, decimal_places=2, widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
            **common,
        )  # fmt: skip
    if particular.type == Type.LINES:
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **common)
    if particular.type == Type.LINK:
        return forms.URLField(max_length=500, assume_scheme="https", **common)
    return NameField(max_length=300, **common)


class WithOrganisation(forms.ModelChoiceField):
    """Units and posts, each with its organisation."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.organisation}"


class EvidenceForm(BaseForm):
    name_kk = NameField(label=_("Title in Kazakh"), max_length=LONGEST_TITLE, required=False)
    name_ru = NameField(label=_("Title in Russian"), max_length=LONGEST_TITLE, required=False)
    name_en = NameField(label=_("Title in English"), max_length=LONGEST_TITLE, required=False)
    name_other = NameField(label=_("Title in another language"), max_length=LONGEST_TITLE, required=False)
    text_kk = forms.CharField(
        label=_("Description in Kazakh"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words: this is what the search reads."),
    )  # fmt: skip
    text_ru = forms.CharField(
        label=_("Description in Russian"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    text_en = forms.CharField(
        label=_("Description in English"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), required=False)
    unit = WithOrganisation(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    post = WithOrganisation(
        label=_("Post that answers enquiries"), queryset=Post.objects.none(), required=False,
        help_text=_("Empty: as the routes of the organisation say."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    published_on = DayField(label=_("Date, where it is known"), required=False)
    language = forms.ChoiceField(label=_("Written in"), choices=language_choices, required=False)
    leader = NameField(label=_("Leader"), max_length=300, required=False)
    names = forms.CharField(
        label=_("People"), required=False, strip=True, max_length=400_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One name a line, in the order in which they are printed. An ORCID may follow after a semicolon."),
    )  # fmt: skip
    doi = forms.CharField(label="DOI", max_length=300, required=False, help_text=_("Such as 10.1000/182."))
    inventory = NameField(label=_("Inventory number"), max_length=200, required=False)
    source_url = forms.URLField(
        label=_("Link to the source"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where it was published. Names printed there are shown to everybody only beside this link."),
    )  # fmt: skip
    licence = NameField(
        label=_("Terms of the description"), max_length=60, required=False, help_text=_("Such as CC BY 4.0.")
    )
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kind: str, offered: Offered, evidence: Evidence | None = None, **kwargs: Any
    ) -> None:
        self.kind, self.offered, self.evidence = EvidenceKind(kind), offered, evidence
        self.old_people = _live(evidence.people.order_by("position")) if evidence else []
        self.old_subjects = _pairs(evidence.subjects, "scheme", "code") if evidence else []
        self.old_numbers = _pairs(evidence.identifiers, "scheme", "value") if evidence else []
        self.old_units = _live(evidence.units.select_related("organisation", "unit")) if evidence else []
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        self._offer()
        self._fit_kind()
        for particular in particulars_of(kind):
            self.fields[PARTICULAR + particular.code] = field_of(particular)
        choices = subject_choices(self.old_subjects)
        for place in range(self._subject_places()):
            field = forms.ChoiceField(
                label=_("Subject %(number)d") % {"number": place + 1}, choices=choices, required=False
            )
            self.fields[f"subject_{place}"] = field

    def _offer(self) -> None:
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.filter(pk__in=self.offered.pks)
        organisation.empty_label = None if len(self.offered.organisations) == 1 else "—"
        unit: Any = self.fields["unit"]
        unit.queryset = self.offered.units
        post: Any = self.fields["post"]
        post.queryset = self.offered.posts

    def _fit_kind(self) -> None:
        """Without what this kind has no use for."""
        out = []
        if self.kind not in OFFERS:
            out += ["post", "inventory"]
            self.fields["organisation"].help_text = _("Where its people worked on it.")
        if self.kind not in PUBLISHED:
            out += ["published_on", "language", "year"]
        if self.kind != EvidenceKind.PROJECT:
            out.append("leader")
        else:
            self.fields["names"].label = _("Members")
        if self.kind != EvidenceKind.PUBLICATION:
            out.append("doi")
        if self.kind != EvidenceKind.EQUIPMENT and "inventory" not in out:
            out.append("inventory")
        if not self.offered.units.exists():
            out.append("unit")
        for name in out:
            self.fields.pop(name, None)

    # --- What stands in the record ------------------------------------------------------------------------------------
    def _initial(self) -> dict[str, Any]:
        if self.evidence is None:
            only = self.offered.organisations[0].pk if len(self.offered.organisations) == 1 else None
            return {"organisation": only, "particular_currency": _own_currency(self.kind)}
        row = self.evidence
        plain = ("name_kk", "name_ru", "name_en", "name_other", "text_kk", "text_ru", "text_en", "year", "published_on",
                 "language", "source_url", "licence")  # fmt: skip
        own = self._own_units()
        leaders = [one for one in self.old_people if one.part == Part.LEADER]
        others = [one for one in self.old_people if one not in leaders[:1]] if self._has_leader else self.old_people
        return {
            **{name: getattr(row, name) for name in plain},
            **{PARTICULAR + code: value for code, value in row.particulars.items()},
            **{f"subject_{place}": f"{scheme}:{code}" for place, (scheme, code) in enumerate(self.old_subjects)},
            "organisation": row.organisation_id or (own[0].organisation_id if own else None),
            "unit": next((one.unit_id for one in own if one.unit_id), None), "post": row.post_id,
            "leader": leaders[0].name if leaders else "", "names": "\n".join(_line(one) for one in others),
            "doi": dict(self.old_numbers).get("doi", ""), "inventory": dict(self.old_numbers).get("inventory", ""),
            "expected_version": row.version,
        }  # fmt: skip

    @property
    def _has_leader(self) -> bool:
        return self.kind == EvidenceKind.PROJECT

    def _own_units(self) -> list[Any]:
        return [one for one in self.old_units if one.organisation_id in self.offered.pks]

    def _subject_places(self) -> int:
        return min(max(SUBJECTS_AT_LEAST, len(self.old_subjects) + 1), SUBJECTS_AT_MOST)

    # --- What is asked for --------------------------------------------------------------------------------------------
    def clean_doi(self) -> str:
        text: str = self.cleaned_data["doi"].strip()
        if not text:
            return ""
        try:
            return normalise_doi(text)
        except InvalidIdentifier as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error

    def clean_names(self) -> str:
        text: str = self.cleaned_data["names"]
        if len(text.splitlines()) > NAMES_AT_MOST:
            raise forms.ValidationError(_("At most %(most)d names can be entered.") % {"most": NAMES_AT_MOST})
        return text

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not any(self.cleaned_data.get(f"name_{code}") for code in (*Languages.values, "other")):
            self.add_error("name_kk", words_of(CannotKeepEvidence("nameless")))
        if not self.cleaned_data.get("organisation"):
            self.add_error("organisation", words_of(CannotKeepEvidence("no_organisation")))
        unit, organisation = self.cleaned_data.get("unit"), self.cleaned_data.get("organisation")
        if unit and organisation and unit.organisation_id != organisation.pk:
            self.add_error("unit", words_of(CannotKeepEvidence("foreign_unit")))
        return cleaned

    def values(self) -> dict[str, Any]:
        names = ("name_kk", "name_ru", "name_en", "name_other", "text_kk", "text_ru", "text_en", "source_url", "licence",
                 "published_on", "year", "language", "post")  # fmt: skip
        found = {name: self.cleaned_data.get(name) for name in names if name in self.fields}
        found["organisation"] = None if self.kind == EvidenceKind.PUBLICATION else self.cleaned_data["organisation"]
        return found

    def particulars(self) -> dict[str, Any]:
        said = {one.code: self.cleaned_data.get(PARTICULAR + one.code) for one in particulars_of(self.kind)}
        if not any(said.get(name) for name in ("amount", "price")) and "currency" in said:
            said["currency"] = None
        return said

    def people(self) -> list[Named]:
        """Names whose line stays keep their part: an editor among authors, a leader among members."""
        parts: dict[str, list[str]] = {}
        for one in self.old_people:
            parts.setdefault(_line(one), []).append(one.part)
        found = []
        usual = USUAL_PART.get(self.kind, Part.AUTHOR)
        if leader := self.cleaned_data.get("leader"):
            old = next((one for one in self.old_people if one.part == Part.LEADER and one.name == leader), None)
            found.append(Named(leader, Part.LEADER, old.orcid if old else ""))
            if old and parts.get(_line(old)):
                parts[_line(old)].remove(Part.LEADER)
        for line in self.cleaned_data["names"].splitlines():
            if not line.strip():
                continue
            name, _semicolon, orcid = line.partition(";")
            known = parts.get(f"{name.strip()}; {orcid.strip()}" if orcid.strip() else name.strip())
            found.append(Named(name, known.pop(0) if known else usual, orcid))
        return found

    def units(self) -> list[Origin] | None:
        """None: they stay as they are."""
        organisation, unit = self.cleaned_data["organisation"], self.cleaned_data.get("unit")
        before = (self.initial.get("organisation"), self.initial.get("unit"))
        if self.evidence is not None and before == (organisation.pk, unit.pk if unit else None):
            return None
        others = [
            Origin(one.organisation, one.unit) for one in self.old_units if one.organisation_id not in self.offered.pks
        ]
        if unit or self.kind not in OFFERS:
            others.append(Origin(organisation, unit))
        return others

    def subjects(self) -> list[tuple[str, str]]:
        chosen = [self.cleaned_data.get(f"subject_{place}") for place in range(self._subject_places())]
        pairs = [value.partition(":") for value in chosen if value]
        beyond = self.old_subjects[SUBJECTS_AT_MOST:]
        return [*((scheme, code) for scheme, _colon, code in pairs), *beyond]

    def identifiers(self) -> list[tuple[str, str]]:
        """Numbers that the form does not show stay."""
        shown = {name for name in ("doi", "inventory") if name in self.fields}
        kept = [(scheme, value) for scheme, value in self.old_numbers if scheme not in shown]
        return [*kept, *((name, value) for name in sorted(shown) if (value := self.cleaned_data.get(name)))]

    def refuse(self, refusal: CannotKeepEvidence) -> None:
        """The action's refusal, at the field that mends it."""
        field = {"people": "names", "subjects": "subject_0", "units": "unit", "identifiers": "doi"}.get(
            refusal.field, refusal.field
        )
        for name in (field, PARTICULAR + refusal.field):
            if name and name in self.fields:
                return self.add_error(name, words_of(refusal))
        return self.add_error(None, words_of(refusal))

    # --- For the page -------------------------------------------------------------------------------------------------
    def groups(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Fields under their headings, in the order of the page."""
        own = [PARTICULAR + one.code for one in particulars_of(self.kind)]
        subjects = [f"subject_{place}" for place in range(self._subject_places())]
        for heading, names in (
            (_("Title"), ["name_kk", "name_ru", "name_en", "name_other"]),
            (_("Whose it is"), ["organisation", "unit", "post"]),
            (_("Facts"), ["year", "published_on", "language", *own, "doi", "inventory"]),
            (_("Description"), ["text_kk", "text_ru", "text_en"]),
            (_("People"), ["leader", "names"]),
            (_("Subjects"), subjects),
            (_("Source"), ["source_url", "licence"]),
        ):
            yield heading, [self[name] for name in names if name in self.fields]

    def differences(self) -> list[dict[str, Any]]:
        """Field by field: what the record holds now, and what the reader is about to save."""
        now = self.initial
        return [
            {"field": self[name], "label": field.label, "now": self._told(name, now.get(name)),
             "mine": self._told(name, self.cleaned_data.get(name))}
            for name, field in self.fields.items()
            if name != "expected_version" and _plain(now.get(name)) != _plain(self.cleaned_data.get(name))
        ]  # fmt: skip

    def _told(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return "—"
        flat: Mapping[str, Any] = dict(_flat(getattr(self.fields[name], "choices", ())))
        return str(flat.get(_plain(value), value))


def _live(rows: Any) -> list[Any]:
    return list(rows.filter(archived_at__isnull=True))


def _pairs(rows: Any, *names: str) -> list[tuple[str, str]]:
    return list(rows.filter(archived_at__isnull=True).order_by("pk").values_list(*names))


def _line(row: EvidencePerson) -> str:
    return f"{row.name}; {row.orcid}" if row.orcid else row.name


def _own_currency(kind: str) -> str:
    return get_pack().currency if any(one.code == "currency" for one in particulars_of(kind)) else ""


def _plain(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, Sequence) and not isinstance(label, str):
            yield from ((str(one), words) for one, words in label)
        else:
            yield str(value), label


class RetractForm(BaseForm):
    on = DayField(label=_("Retracted on"))
