"""Telephone numbers as they are kept."""

from seriktes.common.packs import get_pack


class InvalidTelephone(ValueError):
    """The text is no telephone number."""


def e164(text: str) -> str:
    """The number as +77270000000; without a country code it is one of the installation's country."""
    import phonenumbers  # slow to import, and only a form that was sent needs it

    try:
        number = phonenumbers.parse(text, get_pack().code)
    except phonenumbers.NumberParseException as error:
        raise InvalidTelephone(text) from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidTelephone(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
