# What waits: the queue and its lanes
tab-queue = Queue
queue-title = Waiting
queue-lead = { $n ->
    [one] { $n } record waits for the ward. Each open record stands in one queue only.
   *[other] { $n } records wait for the ward. Each open record stands in one queue only.
}
queue-shown = { $n ->
    [one] { $n } record by this filter, the oldest first.
   *[other] { $n } records by this filter, the oldest first.
}
queue-none = Nothing waits.
queue-none-why = What cells hand in, change after it was read, write differently, answer or leave overdue comes here by itself.
queue-none-here = Nothing waits by this filter.
queue-clear = Clear the filter
queue-start = Start: the oldest
queue-lanes = Why it is here
queue-holders = Whose
queue-place = Cell, organisation
queue-places-all = Everywhere
queue-kinds-all = Every kind
queue-filter = Filter
queue-all = All
queue-mine = Taken by me
queue-free = Taken by nobody
queue-others = Taken by colleagues
queue-not-ours = Not waiting for the ward
queue-unplaced = { $n ->
    [one] { $n } held envelope names no record.
   *[other] { $n } held envelopes name no record.
}
queue-to-held = Open what is held
queue-take = Take
queue-give-back = Give back
queue-taken-by = { $x } has taken it
queue-unknown = A record that is not on this server
queue-since-today = today
queue-since-yesterday = yesterday
queue-since-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
queue-late = { $n ->
    [one] { $n } day overdue
   *[other] { $n } days overdue
}
queue-pick = Choose { $x }
queue-bulk = With the chosen lines
queue-bulk-seen = Mark the chosen lines as seen
queue-bulk-note = Only records that you opened as they stand can be chosen. To accept or return, open each record.
queue-opened = opened
queue-keys = Keys: j or Alt Page Down for the next, k or Alt Page Up for the previous.
queue-keys-off = Turn single-letter keys off
queue-keys-on = Turn single-letter keys on
queue-lane-held = Held
queue-lane-disputed = Not agreed
queue-lane-answered = Answered, overdue
queue-lane-changed = Changed since read
queue-lane-new = New
queue-lane-twin = Suspected twice
queue-lane-at_cell = Waiting for the cell
queue-about-held = The server has not taken in a part of it; somebody has to decide.
queue-about-disputed = Devices wrote different things, or figures cannot be right.
queue-about-answered = The cell has answered, or its answer is overdue.
queue-about-changed = Somebody read it, and the cell wrote on.
queue-about-new = Handed in, read by nobody.
queue-about-twin = Perhaps the same person as another record.
queue-about-at_cell = The cell is writing, or mending and answering.
queue-why-answered = The cell has answered; nobody has read it.
queue-why-overdue = The answer was due on { $x } and has not come.
queue-why-returned = Returned; the answer is due on { $x }.
queue-why-writing = The cell is writing and has not handed it in.
queue-why-unreadable = The record cannot be read.
notice-taken = You have taken this.
notice-taken_before = A colleague had taken this before.
notice-given_back = Given back; anybody can take it.
notice-seen_many = The chosen records are marked as seen.
notice-seen_some = Some changed or were not opened, and are not marked. Open each and mark it.
audit-queue_taken = Took a record
audit-queue_given_back = Gave a record back
audit-read_queue = Looked through the queue
queue-marked = Bears a secrecy marking
