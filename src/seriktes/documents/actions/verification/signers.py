"""Who signed, as the certificate says."""

from asn1crypto import x509

from seriktes.common.packs import get_pack
from seriktes.documents.actions.verification import Checked


def name_parts(name: x509.Name) -> dict[str, tuple[str, ...]]:
    """`{"common_name": (…), "organizational_unit_name": (…), …}`: a name may hold a part several times."""
    found: dict[str, tuple[str, ...]] = {}
    for relative in name.chosen:
        for pair in relative:
            key = pair["type"].native
            found[key] = (*found.get(key, ()), str(pair["value"].native))
    return found


def describe(checked: Checked, certificate: x509.Certificate) -> None:
    parts = name_parts(certificate.subject)
    whole = " ".join((*parts.get("common_name", ()), *parts.get("given_name", ())))
    checked.signer_name = whole[:300]
    checked.organisation_name = next(iter(parts.get("organization_name", ())), "")[:300]
    checked.organisation_number, checked.person_number = get_pack().signer_numbers(parts)
    checked.issuer = short_name(certificate.issuer)
    checked.serial = f"{certificate.serial_number:x}"[:64]


def short_name(name: x509.Name) -> str:
    parts = name_parts(name)
    return next(iter((*parts.get("common_name", ()), *parts.get("organization_name", ()))), name.human_friendly)[:300]
