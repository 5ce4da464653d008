"""Where certificates of the national certification authority hold the numbers of signer and organisation.

General knowledge of their form, not verified against the authority's published profile: the person's IIN stands in the
subject's serialNumber as `IIN000000000000`, the organisation's BIN in an organizational unit as `BIN000000000000`.
"""

import re
from collections.abc import Mapping, Sequence

_IIN = re.compile(r"IIN(\d{12})")
_BIN = re.compile(r"BIN(\d{12})")


def signer_numbers(subject: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """BIN and IIN, each empty where the certificate has none.

    >>> signer_numbers({"serial_number": ("IIN000000000001",), "organizational_unit_name": ("BIN000000000002",)})
    ('000000000002', '000000000001')
    """
    found = (_BIN.fullmatch(text.strip()) for text in subject.get("organizational_unit_name", ()))
    organisation = next((match.group(1) for match in found if match), "")
    found = (_IIN.fullmatch(text.strip()) for text in subject.get("serial_number", ()))
    return organisation, next((match.group(1) for match in found if match), "")
