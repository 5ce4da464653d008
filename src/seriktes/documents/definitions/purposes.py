"""What documents are about: the domain of the record says what may be merged, who may see and who signs.

register_purpose(DocumentPurpose(
    code="agreement:memorandum", label=_("memorandum"), subject_type="partnerships.agreement",
    fields=fields_of_agreement, example=EXAMPLE, visible_to=agreements_visible_to, ...))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from seriktes.common.packs import Text


def _nobody(_user: Any, _subject: Any) -> bool:
    return False


@dataclass(frozen=True)
class DocumentPurpose:
    """`subject_type` is the lower label of the record's table.

    `fields(subject)`: the values that are merged into a template, as nested mappings and lists of texts; every name
    that may stand in a template stands in `example` too, with an invented value.
    `visible_to(user)`: the records (a QuerySet) whose documents the user may see.
    `may_change(user, subject)`: who drafts, freezes and records signatures.
    `parties(subject)`: the organisations that sign.
    `is_public(subject)`: whether the open verification page may name the title and the signers.
    `allows_change(subject)`: False where the state of the record forbids a new version (signed, ended).
    `check_signing(version)`: raises Refused where this version is not to be signed now (not approved, another text).
    `takes_people`: whether people sign for themselves too, for no organisation; their signatures have none.
    `is_signed(version)`: whether all have signed, where more than one signature of each party is needed.
    """

    code: str
    label: Text
    subject_type: str
    fields: Callable[[Any], Mapping[str, Any]]
    example: Mapping[str, Any]
    visible_to: Callable[[Any], Any]
    may_change: Callable[[Any, Any], bool] = _nobody
    parties: Callable[[Any], Iterable[Any]] = lambda _subject: ()
    is_public: Callable[[Any], bool] = lambda _subject: False
    allows_change: Callable[[Any], bool] = lambda _subject: True
    # What the record calls a field of its templates: "parties[].name.kk".
    field_words: Callable[[str], Text] = lambda name: name
    url: Callable[[Any], str] = lambda subject: subject.get_absolute_url()
    # Whether offices keep templates for it; where the record writes its text itself, they do not.
    has_templates: bool = True
    languages: tuple[str, ...] = ("kk", "ru", "en")
    # Called in the transaction when all parties have signed, and when a version is frozen: (document version, by, at).
    on_signed: Callable[[Any, Any, Any], None] | None = None
    on_frozen: Callable[[Any, Any, Any], None] | None = None
    check_signing: Callable[[Any], None] | None = None
    takes_people: bool = False
    is_signed: Callable[[Any], bool] | None = None
    # Called in the transaction for each new version: (document version).
    on_version: Callable[[Any], None] | None = None
    # Called in the transaction for each signature that counts, when it does so first, and when one is withdrawn or no
    # longer counts: (signature, by, at). Either may raise Refused, and nothing is kept then.
    on_signature: Callable[[Any, Any, Any], None] | None = None
    on_signature_lost: Callable[[Any, Any, Any], None] | None = None


@dataclass
class _Registry:
    by_code: dict[str, DocumentPurpose] = field(default_factory=dict)


_registry = _Registry()


def register_purpose(purpose: DocumentPurpose) -> None:
    _registry.by_code[purpose.code] = purpose


def forget_purpose(code: str) -> None:
    """For tests."""
    _registry.by_code.pop(code, None)


def purposes() -> list[DocumentPurpose]:
    return list(_registry.by_code.values())


def purposes_with_templates() -> list[DocumentPurpose]:
    return [one for one in _registry.by_code.values() if one.has_templates]


def find_purpose(code: str) -> DocumentPurpose | None:
    return _registry.by_code.get(code)


def get_purpose(code: str) -> DocumentPurpose:
    return _registry.by_code[code]


def field_names(example: Mapping[str, Any], before: str = "") -> list[str]:
    """The names as they are written in a template: `number`, `parties[].name.kk`."""
    names: list[str] = []
    for name, value in example.items():
        inner, mark = (value[0], "[]") if isinstance(value, list) and value else (value, "")
        path = f"{before}{name}{mark}"
        names += field_names(inner, f"{path}.") if isinstance(inner, Mapping) else [path]
    return names
