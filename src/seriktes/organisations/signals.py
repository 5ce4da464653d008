"""What the domains above may hear of. Sent in the transaction that writes the row; a receiver that fails, fails it all."""

from django.dispatch import Signal

# A post gets a holder, at once or on a later day. Arguments: `holding`, `by` (a user or None).
holding_begun = Signal()
# The last day of a holder is written down: today, earlier or ahead, whatever ended it (the post's page, a program, an
# import, the end of the affiliation). Arguments: `holding`, `by`.
holding_ended = Signal()
# Names, consents or merging may have changed what is shown of people. Arguments: `people` (their ids).
people_changed = Signal()
# Where people work or study was written anew. Arguments: `people` (their ids).
affiliations_changed = Signal()
# Organisations were published, taken back or merged. Arguments: `organisations` (their ids).
organisations_changed = Signal()
# Two records of one organisation or person became one, or one again two. Arguments: `kept`, `archived`, `undone` (whether
# the merge was taken back), `by`.
records_merged = Signal()
