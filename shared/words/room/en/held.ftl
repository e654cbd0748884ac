# Held: what waits, what was decided
held-open = Held now
held-count = { $n ->
    [one] { $n } record is held.
   *[other] { $n } records are held, the oldest first.
}
held-came = arrived { $x }
held-about = This record
held-arrived = Arrived
held-why = Why it is held
held-signature = The device's signature
held-signed = valid, of this device
held-not-signed = not of this device
held-record = Record
held-record-open = Open the record as it stands
held-changes = If released, the record changes
held-conflicts = If released, this becomes a conflict
held-note-why = required; it stays readable here and in the list of decisions
held-note-missing = No reason was given, so nothing was decided.
held-course = What was decided
held-reopen = Open it again, to be decided once more
held-decided-title = Decided
held-decided-lead = Who decided what, and why. What was dismissed is kept and can be opened again.
held-decided-none = Nothing has been decided yet.
held-decided-released = Released
held-decided-dismissed = Dismissed
held-decided-merged = Merged by itself
held-decision = Decision
held-who-when = Who, when
held-by-server = The server
held-no-note = none
notice-held_reopened = Opened again; it waits for a decision.
audit-held_reopened = Opened a dismissed record again
audit-export_held = Exported the decisions about held records

# Conflicts: every place where devices wrote different things
tab-conflicts = Conflicts
conflicts-page = Conflicts
conflicts-places = { $n ->
    [one] { $n } place needs a decision
   *[other] { $n } places need a decision
}
conflicts-records = { $n ->
    [one] in { $n } record
   *[other] in { $n } records
}
conflicts-all-lead = The server keeps all that was written and chooses nothing. The cell decides in the app; a field that the ward writes is chosen by the ward.
conflicts-parallel-lead = Written side by side without excluding each other; for information, nothing has to be decided.
conflicts-none = There are no conflicts.
conflicts-none-here = There are none by this filter.
conflict-grade = How grave
conflict-ask = Ask the cell to decide
conflict-ask-text = Message
conflict-ask-why = the cell sees it at this very place on the phone
conflict-ask-default = Two devices wrote different things. Please look into the paper book and choose one.
conflict-ask-send = Send it to the cell
conflict-asked = { $x } has asked the cell to decide:
conflict-choose = Choose { $x }
conflict-choose-why = The ward writes this field; the cell will see who chose.
notice-conflict_asked = Sent; the cell sees the message at this place.
notice-conflict_asked_before = The cell was asked about this before; its decision is awaited.
notice-conflict_settled = Decided; the other value stays in the history.
notice-conflict_gone = Nothing was written: somebody has just settled this, or the record has changed. Please look again.
audit-read_conflicts = Read the conflicts

# Suspected twice: two records side by side
twins-title = Suspected twice
twins-caption = Two records side by side
twins-field = Field
twins-differing = { $n ->
    [one] They differ in { $n } field.
   *[other] They differ in { $n } fields.
}
twins-same = Both records say the same.
twins-differs = differs
twins-others = Records that may be the same person
twins-not-alike = These records have no card number in common, nor both name and birth date.
twins-apart = { $who } said on { $at } that these are two persons.
twins-merged = These records are merged; the merged one is kept with its history.
twins-why = Grounds
twins-why-required = required
twins-why-missing = No grounds were given, so nothing was decided.
twins-keep-missing = No record was chosen to stay, so nothing was merged.
twins-has-devices = The record that goes still belongs to { $devices }. What is signed there would be nobody’s: keep this record, or revoke and enrol again before merging.
twins-keep = Record that stays
twins-merge-title = One person: merge
twins-merge-about = The other record becomes “superseded by” the one that stays and leaves the headcount. No line is deleted, both histories stay readable, and they can be split again.
twins-merge = Merge the records
twins-dismiss-title = Two persons: dismiss
twins-dismiss-about = This pair is not asked about again, unless the card number, birth date or name of one of them changes.
twins-dismiss = They are two persons
twins-split-title = Split again
twins-split-about = The merged record stands for itself again, with the status it had before.
twins-split = Split the records
member-compare = Compare
member-superseded = This record was merged into
member-supersedes = This record stands for
field-member-devices = Devices and account in use
field-member-begun_by = First written
notice-twins_merged = Merged; the other record is kept with its history.
notice-twins_split = Split; the record stands for itself again.
notice-twins_dismissed = Dismissed; they are two persons.
notice-twins_gone = Nothing was written: nobody takes these records for one person any more.
notice-twins_changed = Nothing was written: one of the records has just changed. Please look again.
audit-twins_dismissed = Said to be two persons
audit-members_merged = Merged two members' records
audit-members_split = Split a merged member's record
held-still = Let in, and still held
member-merged = merged
