"""All that one page shows of an organisation, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import get_pack
from seriktes.exchange.enums import Source
from seriktes.organisations.enums import INVERSE_RELATION, ChannelKind, NameKind, RelationKind
from seriktes.organisations.models import (
    Affiliation,
    Channel,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    Post,
    PostHolding,
    Relation,
)
from seriktes.organisations.queries.access import Viewer, organisations_visible_to, people_visible_to

SOURCES = dict(Source.choices)
PEOPLE_SHOWN = 20
_NAME, _NUMBER, _CHANNEL = "name", "number", "channel"


@dataclass(frozen=True)
class Particular:
    """A name, a number or a contact of an organisation, with where it came from."""

    pk: int
    kind: str
    value: str
    # The language of a name, the purpose of a contact.
    note: str
    # The name that the registry shows, the preferred number, a contact for the public.
    flag: bool
    source: str
    source_on: date | None
    until: date | None
    label: str | Promise = ""
    url: str = ""

    @property
    def source_label(self) -> str | Promise:
        return SOURCES.get(self.source, self.source)


@dataclass(frozen=True)
class Fact:
    label: str | Promise
    value: str
    source: str | Promise = ""
    source_on: date | None = None
    url: str = ""


@dataclass
class Particulars:
    names: list[Particular] = field(default_factory=list)
    numbers: list[Particular] = field(default_factory=list)
    channels: list[Particular] = field(default_factory=list)

    def names_of(self, *kinds: str) -> list[Particular]:
        return [name for name in self.names if name.kind in kinds]

    @property
    def former(self) -> list[Particular]:
        return self.names_of(NameKind.FORMER)

    @property
    def others(self) -> list[Particular]:
        return self.names_of(NameKind.ALIAS, NameKind.ACRONYM)


def _column(rows: QuerySet[Any], what: str, *, kind: str, note: Any, flag: str, until: Any) -> Any:
    return (
        rows.filter(archived_at__isnull=True)
        .order_by()
        .annotate(what=Value(what, output_field=CharField()), a=F(kind), b=note, c=F(flag), d=until)
        .values_list("what", "pk", "a", "value", "b", "c", "source", "source_on", "d")
    )


def particulars_of(organisation: Organisation, *, with_hidden: bool) -> Particulars:
    """Names, numbers and contacts: one query. Contacts that are not public only `with_hidden`."""
    nothing, never = Value("", output_field=CharField()), Value(None, output_field=DateField())
    channels = Channel.objects.filter(organisation=organisation)
    if not with_hidden:
        channels = channels.filter(is_public=True)
    rows = _column(
        OrganisationName.objects.filter(organisation=organisation),
        _NAME, kind="kind", note=F("language"), flag="is_display", until=F("until"),
    ).union(
        _column(
            Identifier.objects.filter(organisation=organisation),
            _NUMBER, kind="scheme", note=nothing, flag="is_preferred", until=never,
        ),
        _column(channels, _CHANNEL, kind="kind", note=F("note"), flag="is_public", until=never),
        all=True,
    )  # fmt: skip
    found = Particulars()
    for what, *values in rows:
        row = Particular(*values)
        if what == _NAME:
            found.names.append(row)
        elif what == _NUMBER:
            found.numbers.append(_with_scheme(row))
        else:
            found.channels.append(_with_link(row))
    found.names.sort(key=lambda row: row.pk)
    schemes = [scheme.code for scheme in get_pack().identifier_schemes]
    found.numbers.sort(key=lambda row: (row.kind not in schemes, row.kind, not row.flag, row.value))
    order = ChannelKind.values
    found.channels.sort(key=lambda row: (order.index(row.kind) if row.kind in order else 99, row.pk))
    return found


def _with_scheme(row: Particular) -> Particular:
    try:
        scheme = get_scheme(row.kind)
    except KeyError:
        return Particular(**{**vars(row), "label": row.kind})
    return Particular(**{**vars(row), "label": scheme.label, "url": scheme.url(row.value)})


def _with_link(row: Particular) -> Particular:
    url = {
        ChannelKind.WEBSITE: row.value,
        ChannelKind.WIKIPEDIA: row.value,
        ChannelKind.DOMAIN: f"https://{row.value}",
        ChannelKind.EMAIL: f"mailto:{row.value}",
        ChannelKind.PHONE: f"tel:{row.value}",
    }.get(row.kind, "")  # type: ignore[call-overload]
    # An imported address may be of any scheme; only these become links.
    safe = url if url.startswith(("https://", "http://", "mailto:", "tel:")) else ""
    return Particular(**{**vars(row), "label": dict(ChannelKind.choices).get(row.kind, row.kind), "url": safe})


def facts_of(organisation: Organisation, numbers: Iterable[Particular]) -> list[Fact]:
    """Numbers, place, sector and year, each with its source and date."""
    language = get_language() or "kk"
    facts = [Fact(row.label, row.value, row.source_label, row.source_on, row.url) for row in numbers]
    region = get_pack().region(organisation.region) if organisation.region else None
    sector = get_pack().sector(organisation.sector) if organisation.sector else None
    places = [
        ("region", _("Region"), region.name(language) if region else "",
         f"{reverse('organisations:list')}?region={region.code}" if region else ""),
        ("city", _("City or town"), organisation.city, ""),
        ("sector", _("Sector"), f"{organisation.sector} {sector.name(language)}" if sector else organisation.sector,
         f"{reverse('organisations:list')}?sector={sector.code}" if sector and len(sector.code) == 1 else ""),
        ("established", _("Founded in"), str(organisation.established or ""), ""),
    ]  # fmt: skip
    for name, label, value, url in places:
        if value:
            said = organisation.provenance.get(name, {})
            on = date.fromisoformat(said["on"]) if said.get("on") else None
            facts.append(Fact(label, value, SOURCES.get(said.get("source", ""), ""), on, url))
    return facts


# --- Relations, units, posts, people --------------------------------------------------------------------------------
@dataclass(frozen=True)
class RelationShown:
    pk: int
    kind: str
    label: str | Promise
    other: Organisation | None
    other_label: str
    since: date | None
    own: bool


def relations_for_user(user: Viewer, organisation: Organisation) -> list[RelationShown]:
    """What others are to this one, told from either side, each once. Others that the user may not see are left out."""
    visible = organisations_visible_to(user).values("pk")
    rows = (
        Relation.objects.filter(archived_at__isnull=True)
        .filter(
            Q(organisation=organisation) & (Q(other__isnull=True) | Q(other__in=visible))
            | Q(other=organisation, organisation__in=visible)
        )
        .select_related("organisation", "other")
        .order_by("pk")
    )
    found: dict[tuple[str, Any], RelationShown] = {}
    words = dict(RelationKind.choices)
    for row in rows:
        own = row.organisation_id == organisation.pk
        kind = row.kind if own else INVERSE_RELATION[RelationKind(row.kind)].value
        other = row.other if own else row.organisation
        key = (kind, other.pk if other else row.other_identifier or row.other_label)
        label = row.other_label or row.other_identifier
        if key not in found or (own and not found[key].own):
            found[key] = RelationShown(row.pk, kind, words[kind], other, label, row.since, own)
    order = RelationKind.values
    return sorted(
        found.values(), key=lambda row: (order.index(row.kind), (row.other.name if row.other else row.other_label))
    )


def posts_for_user(user: Viewer, organisation: Organisation) -> list[Post]:
    """The open posts, each with its holder of today (`holder`) where the user may see that person."""
    holding = PostHolding.objects.filter(
        post=OuterRef("pk"), ends_on__isnull=True, person__in=people_visible_to(user).values("pk")
    )
    holder = {f"holder_{column}": Subquery(holding.values(f"person__{column}")[:1])
              for column in ("id", "name_kk", "name_ru", "name_en")}  # fmt: skip
    posts = list(
        Post.objects.filter(organisation=organisation, closed_on__isnull=True).annotate(**holder).order_by("pk")
    )
    for post in posts:
        row: Any = post
        row.holder = (
            Person(pk=row.holder_id, name_kk=row.holder_name_kk, name_ru=row.holder_name_ru, name_en=row.holder_name_en)
            if row.holder_id
            else None
        )
    return posts


def people_for_user(user: Viewer, organisation: Organisation) -> tuple[list[Person], bool]:
    """The first people of the organisation that the user may see, and whether there are more."""
    here = Affiliation.objects.filter(organisation=organisation, archived_at__isnull=True, ends_on__isnull=True)
    language = get_language() or "kk"
    people = people_visible_to(user).filter(pk__in=here.values("person")).order_by(f"sort_{language}", "pk")
    shown = list(people.defer("provenance")[: PEOPLE_SHOWN + 1])
    return shown[:PEOPLE_SHOWN], len(shown) > PEOPLE_SHOWN
