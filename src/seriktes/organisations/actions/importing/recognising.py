"""Which organisation of the register a row of a file is about. Only identifiers are certain."""

from collections.abc import Sequence

from seriktes.exchange.definitions import Context, Fault
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.importing.record import OrganisationRecord
from seriktes.organisations.queries import importing as known


class Recognition:
    """What the register knows of the identifiers and names of one chunk, read once."""

    def __init__(self, records: Sequence[OrganisationRecord], context: Context) -> None:
        self.owners = known.owners_of(
            {identifier for record in records for identifier in record.recognised_by}
            | {identifier.key for record in records for identifier in record.identifiers}
        )
        self.by_name = known.by_exact_name(
            {name.value for record in records if not record.recognised_by for name in record.names}
        )
        self.made_by = known.file_records({pk for pks in self.by_name.values() for pk in pks})
        numbers = {record.number for record in records if record.number is not None}
        candidates = {pk for pks in self.by_name.values() for pk in pks}
        owners = set(self.owners.values()) if context.by is not None else set()
        self.sees_all = context.by is None
        self.visible = known.visible_numbers(context.by, numbers | candidates | owners)

    def organisation_of(self, record: OrganisationRecord) -> int | Fault | None:
        """The number of the organisation; None for one that the register does not hold yet."""
        if record.number is not None:
            if record.number in self.visible:
                return record.number
            return Fault("unknown_number", "id", {"value": record.number})
        for scheme, value in record.recognised_by:
            if self.is_hidden(self.owners.get((scheme, value))):
                return Fault("value_not_usable", scheme)
        matched = {self.owners[identifier] for identifier in record.recognised_by if identifier in self.owners}
        if len(matched) > 1:
            return Fault("identifiers_disagree", "", {"others": known.titles(matched)})
        if matched:
            return matched.pop()
        if record.recognised_by or record.source != Source.FILE:
            return None
        return self._by_name(record)

    def is_hidden(self, pk: int | None) -> bool:
        """Whether it is an organisation of the register that the importer may not see: nothing is told of it."""
        return not self.sees_all and pk is not None and pk > 0 and pk not in self.visible

    def _by_name(self, record: OrganisationRecord) -> int | Fault | None:
        """Without an identifier, a row is recognised only when the same kind of row made the record before."""
        candidates = {pk for name in record.names for pk in self.by_name.get((name.language, name.value), ())}
        candidates &= self.visible
        own = [pk for pk in candidates if self.made_by.get(pk) == record.source_record]
        if len(own) == 1:
            return own[0]
        if candidates:
            pk = min(candidates)
            return Fault("possible_duplicate", "name", {"other": known.titles({pk})[0], "number": pk})
        return None
