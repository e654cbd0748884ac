# Reviewing: minutes, remarks, checks, decision
base-uy_vien = of the committee's members
base-co_mat = of those present
piece-gone = removed:
piece-come = added:
unsure-note = Written differently; nobody has decided:
vote-either-way = The same either way
review-open = Review
review-place = Record { $n }
review-next = Next
review-previous = Previous
review-body = Content
review-minutes = Minutes
review-compare = Compare
review-now = As it stands
review-since-read = Since I last read
review-since-adopted = Since it was signed
review-since-shown = Since the page was opened
review-words-come = { $n ->
    [one] { $n } word added
   *[other] { $n } words added
}
review-words-gone = { $n ->
    [one] { $n } word removed
   *[other] { $n } words removed
}
review-same = Nothing differs.
review-other-changes = What else changed
review-adopted-by = Signed by
review-not-adopted = The minutes are not signed yet.
review-not-handed = The cell has not handed it in: this is what it is writing.
review-handed-changed = The cell wrote on after handing it in.
review-settled = Decided
review-settled-lead = Where people had written different things, and who chose.
review-settled-from = Was written:
review-settled-by = { $who } chose at { $at }.
review-settled-cleared = left empty
review-remarks = Remarks and answers
review-remarks-none = No remarks yet.
review-remark-of = A passage that changed or is gone:
review-remark-add = Remark
review-remark-here = on passage { $n }
review-remark-text = Remark
review-remark-about = About
review-remark-send = Send the remark
review-remark-fine = The cell reads it with its next sync.
review-resolve = Resolved
review-resolved = Resolved
review-cell-says = The cell answers
review-requests = Requests
review-request-due = due { $x }
review-request-closed = done { $x }
review-close-request = Done
review-answers-loose = Other answers
review-checks = Checks
review-check-met = Met
review-check-not = Not met
review-check-open = Not looked at
review-check-note = Note
review-check-save = Save the checks
review-decide = Decision
review-verdict = The decision so far
review-verdict-accepted-now = Accepted as it stands.
review-verdict-accepted-before = An earlier version was accepted; this one differs.
review-verdict-reason = Reason
review-verdict-due = An answer is due on { $x }.
review-return = Return to the cell
review-reason = Reason
review-reason-hint = required; the cell reads it first
review-due = Answer due
review-request-lines = Requests
review-request-hint = one a line; may stay empty
review-return-send = Return version { $x }
review-accept = Accept
review-version = Version { $x }
review-accept-fine = Accepts this very version. If the cell writes on, the record comes back to the queue.
review-accept-open = { $n ->
    [one] { $n } place is not agreed or a figure does not fit. Better accept once that is settled.
   *[other] { $n } places are not agreed or figures do not fit. Better accept once they are settled.
}
review-accept-send = Accept version { $x }
review-reopen = Reopen
review-reopen-send = Reopen the review
review-only-seen = Only mark as seen
review-seen-fine = Next time only what differs from what you read today has to be read. Seen is not accepted.
review-seen-open = { $n ->
    [one] { $n } place of this version is not agreed; seen settles nothing.
   *[other] { $n } places of this version are not agreed; seen settles nothing.
}
review-seen-send = Seen, version { $x }
review-held = Something brought for this record is held.
review-stale = Nothing was written: the record has a new version since the page was opened. What differs is marked below; what you typed is kept.
review-stale-review = Nothing was written: a colleague has just written into this review. Read it again and go on; what you typed is kept.
review-reason-missing = Not returned: a reason and a day for the answer are needed.
notice-returned = Returned to the cell.
notice-accepted = Accepted, as it was read.
notice-reopened = Reopened.
notice-remarked = The remark is sent.
notice-checked = The checks are saved.
notice-unopened = Not marked: open the record first.
