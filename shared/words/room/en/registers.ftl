# Registers, search, exports
search-title = Search
search-label = Search all records you may read
search-hint = A name, a card number, a word of minutes or a resolution. Marks are not needed.
search-count = { $n ->
    [one] { $n } record
   *[other] { $n } records
}
search-none = No record you may read holds these words. Try fewer, or without marks.
search-all = See all
search-more = { $n } more; type another word to narrow them down.
export-xlsx = Download a workbook (.xlsx)
export-csv = Download CSV
records-due = Due

# The register of members: filters, order, columns
members-headcount = In the headcount
members-age = Age
members-columns = Columns
members-columns-show = Show these columns
members-quick = Quick filters
members-only-ending = Probation ends within 60 days
members-only-card = Without a card number
members-only-birth = Without a birth date
members-export-form = In the form's columns (.xlsx)
members-export-shown = As shown (.xlsx)
member-dossier = Dossier number
age-30 = Up to 30
age-45 = 31 to 45
age-60 = 46 to 60
age-61 = Over 60
member-life = Course
member-life-lead = By the card, what was written over time, and the roll of the cell's last meetings.
life-joined_on = Admitted
life-decided_on = Decision on admission
life-official_on = Official member
life-exempt_on = Exempted
life-moved_in_on = Moved in
life-moved_out_on = Moved out
life-died_on = Died
life-left_on = Left the Party
life-post_from = Became { $x }
life-post_until = Ceased to be { $x }
life-recorded = Entered in the register
life-status = Status: { $x } → { $y }
life-probation_ends = Probation ends

# The headcount of a quarter
tab-reconcile = Quarterly headcount
reconcile-title = Headcount,
reconcile-quarter = quarter { $n } of
reconcile-lead = What the recorded days add up to, beside what the members' statuses say.
reconcile-previous = Previous quarter
reconcile-next = Next quarter
reconcile-opening = At the start
reconcile-admitted = Admitted
reconcile-moved_in = Moved in
reconcile-moved_out = Moved out
reconcile-died = Died
reconcile-left = Left the Party
reconcile-expected = At the end, by days
reconcile-actual = At the end, by status
reconcile-difference = Difference
reconcile-agrees = agrees
reconcile-unsure = not sure
reconcile-doubt-came_back = They had been here before and left; the record does not tell since when
reconcile-doubt-disputed = The record still says several things of one place
reconcile-doubt-unreadable = The record cannot be read and is counted nowhere
reconcile-total = Total
reconcile-none = There are no cells.
reconcile-doubts = To look at
reconcile-doubts-none = Days and statuses of all members agree.
reconcile-why = Why
reconcile-doubt-counted_after_going = The status counts, but a day of moving out, death or leaving is recorded
reconcile-doubt-gone_without_day = The status does not count, but no day is recorded
reconcile-doubt-unclear_day = A day is known too little to tell its quarter

# The tasks of all cells
tab-tasks = Tasks
tasks-title = Tasks
tasks-lead-line = The tasks of all cells, what is overdue first.
tasks-resolutions = Resolutions and conclusions
tasks-stand = How they stand
tasks-open = Open
tasks-late = Overdue
tasks-soon = Due within 7 days
tasks-undated = Without a day
tasks-done = Done or ended
tasks-search = Words in the task
tasks-count = { $n ->
    [one] { $n } task
   *[other] { $n } tasks
}
tasks-none = There are no tasks.
tasks-task = Task
tasks-lead = Lead
tasks-nobody = nobody yet
tasks-undated-short = not set
tasks-left = Left
tasks-days-late = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
tasks-days-left = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
tasks-from = From
tasks-from-open = Open its record
tasks-most-late = Most overdue

# Going somewhere by Ctrl K
palette-open = Ctrl+K
palette-title = Search and go to
palette-found = Records found
palette-places = Go to
palette-all = Search all records:
palette-records = first results
palette-failed = Not searched: no connection, or the session has ended. Enter opens the search page.
palette-close = Close
palette-keys = ↑ ↓ choose · Enter opens · Esc closes
records-begin = Begin a record
records-of = Of

paper-open = View the paper
paper-pdf = Download as PDF
paper-docx = Download as Word
paper-back = Back to the record
papers-tasks = Tasks in six points
papers-attendance = Attendance
papers-grading = Grades of the year
papers-register = Register
papers-residence = Introduced at residence (213)
papers-month = Report of the month
papers-month_title = REPORT ON CELL MEETINGS
papers-month_of = { $n }/{ $year }
papers-month_cells = Cells: { $n }.
papers-month_turnout = Turnout of the meetings with figures: { $came }/{ $of } ({ $share }).
papers-month_no_turnout = No turnout of all: the figures of a meeting are not settled.
papers-month_disputed = not settled
papers-month_came = Came/had to
papers-month_share = Share
papers-register_title = REGISTER OF MEMBERS
papers-register_of = By form 7-HSĐV, { $n } members
papers-register_form = By form 7-HSĐV
papers-of = On paper:
papers-register_names = Name in use; name at birth; born
papers-register_people = Gender; ethnicity; religion
papers-register_home = Home place
papers-register_learnt = Schooling; theory; profession; languages
papers-register_jobs = Work before joining; now
papers-register_joined = Joined; full member
papers-register_numbers = Card; dossier; badge
papers-register_service = Army, police, pension
papers-register_moved_out = Moved away, to where
papers-register_moved_in = Moved here, from where
papers-register_died = Died, of what
papers-register_left = Left the Party, how
papers-register_notes = Notes

# Party badges
tab-badges = Party badges
badges-title = Members who reach a Party badge
badges-day = Award day { $x }
badges-lead = Years are counted from the day of joining in the register, after the award day before and up to this one. Where the decision to admit bears another day, that one holds.
badges-previous = Award day before
badges-next = Award day after
badges-on = Award day from
badges-no-rules = No rules on badges are known for this day.
badges-unconfirmed = The years and the award days were not compared with the text of the rules. See the page on rules before an official list is made.
badges-none = Nobody reaches a badge by this award day.
badges-joined = Joined on
badges-full_on = Years full on
badges-years = Years
badges-standing = Case
badges-unclear = Not known whether they reach one
badges-given-no = None
badges-given-begun = Begun
badges-given-decided = Decided
badges-unclear-no_day = No day of joining is recorded
badges-unclear-partial = The day of joining is known to the month or year only
badges-unclear-disputed = Something in the record is disputed
papers-badges = Badges of an award day
badges-paper_title = MEMBERS WHO REACH A PARTY BADGE
badges-paper_of = Award day { $day }
