# The month: cells by months, trends, the tree of organisations
month-name = { $n ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
month-earlier = Month before
month-later = Month after
month-standing = How the month stands
month-of = { $n } of { $of }
month-sent-of = cells have met and sent their minutes
cells-n = { $n ->
    [one] { $n } cell
   *[other] { $n } cells
}
standing-late = Late
standing-returned = Returned, waits for the cell
standing-waiting = Not met yet, in time
standing-met = Met, not sent
standing-sent = Met and sent
standing-accepted = Accepted
standing-absent = Not counted
standing-short-late = late
standing-short-returned = returned
standing-short-waiting = not met
standing-short-met = met, not sent
standing-short-sent = sent
standing-short-accepted = accepted
month-due = Days of the month
month-due-documents = documents, before the meeting
month-due-meeting = day of the meeting
month-due-latest = end of the first week, the latest day
month-due-papers = resolution, conclusions
month-due-score = the score
month-days-after = + { $n } days
month-working-days-after = + { $n } working days
month-q = Name of the cell or its secretary
month-kind = Kind
month-branch = Below
month-period = Period
month-all = All
month-months = { $n } months
filter-go = Filter
filter-none = No filter
month-none = No cell yet in this month. Cells that are imported with a list of members show here.
month-none-so = No such cell. Take away a filter and look again.
month-skip = Skip the table
month-caption = Cells by months, the urgent first. Each square opens that month's meeting.
month-members = Members
month-disputed = not agreed
month-said-missed = Not met, was due by { $day }
month-said-open = Not met, until { $day }
month-said-planned = Planned for { $day }
month-said-held = Met { $day }
month-said-turnout = Met { $day }, { $n } of { $of } present
month-basis = By the day of the meeting and the time for its papers in the rules in force. “Sent” is handed in to the ward; late is past its day and not met, or met and not handed in.
month-asks = To be asked
ask-silent = { $n ->
    [one] { $n } cell silent for more than 14 days
   *[other] { $n } cells silent for more than 14 days
}
ask-no-device = { $n ->
    [one] { $n } cell without a device
   *[other] { $n } cells without a device
}
ask-never-met = { $n ->
    [one] { $n } cell without any meeting
   *[other] { $n } cells without any meeting
}
ask-no-topic = { $n ->
    [one] { $n } cell without a thematic meeting this quarter
   *[other] { $n } cells without a thematic meeting this quarter
}
ask-copied = { $n ->
    [one] { $n } cell with a copied phone
   *[other] { $n } cells with a copied phone
}
ask-parting = { $n ->
    [one] { $n } cell with a phone of somebody who moved or left the Party
   *[other] { $n } cells with phones of people who moved or left the Party
}
ask-unreadable = { $n ->
    [one] { $n } cell with records that cannot be read
   *[other] { $n } cells with records that cannot be read
}
ask-marked = { $n ->
    [one] { $n } cell with text that bears a secrecy marking
   *[other] { $n } cells with text that bears a secrecy marking
}
ask-why-silent = None of the cell's devices was heard from; meetings may not have been sent.
ask-why-no-device = Neither the secretary nor whoever takes minutes has enrolled one.
ask-why-never-met = Nothing has ever come from it.
ask-why-no-topic = At least one a quarter; this is the quarter's last month.
ask-why-copied = Two phones use one book: revoke it and give out a new code.
ask-why-parting = The phone still reads the cell's records: revoke it on the page of the devices.
ask-why-unreadable = Damaged, or written by a newer Sen; other records can be read.
ask-why-marked = Classified text must not be written into Sen; ask the cell to take it out.
month-waits = Waiting for the ward
month-waits-none = Nothing is waiting.
month-waits-go = Open the queue
month-said-new = Not met, founded after the days to meet

# Trends
tab-trends = Trends
trends-title = Trends over { $n } months
trends-about = { $n } cells, from { $from } to { $to }
trends-month = Month
trends-table = The figures
trends-held = Meetings
trends-present = Present
trends-share = Share
trends-in-time = Done in time
trends-open = Overdue and open
trends-scored = Scored meetings
trends-mean = Mean
trends-disputed = { $n } meetings with figures that people differ over are not counted.
trends-overdue = { $n } tasks that were due in this time are still open.
trends-attendance = Attendance: { $x }
trends-attendance-up = Attendance: { $x }, up from { $was } in the month before with meetings
trends-attendance-down = Attendance: { $x }, down from { $was } in the month before with meetings
trends-attendance-same = Attendance: { $x }, as in the month before with meetings
trends-attendance-none = Attendance: no meeting yet
trends-tasks = Tasks done in time: { $x }
trends-tasks-up = Tasks done in time: { $x }, up from { $was } in the month before with due days
trends-tasks-down = Tasks done in time: { $x }, down from { $was } in the month before with due days
trends-tasks-same = Tasks done in time: { $x }, as in the month before with due days
trends-tasks-none = Tasks done in time: none was due yet
trends-score = Points that cells gave, mean: { $x }
trends-score-up = Points that cells gave, mean: { $x }, up from { $was } in the month before with points
trends-score-down = Points that cells gave, mean: { $x }, down from { $was } in the month before with points
trends-score-same = Points that cells gave, mean: { $x }, as in the month before with points
trends-score-none = Points that cells gave: no meeting was scored yet
trends-score-note = The sum of the points the cell wrote on the sheet; what is computed is not added.
trends-basis = By the day of the meeting and the due day of the task. A planned meeting at which nobody was present is not counted, nor is a task that was called off or changed; one that is done without a day counts as in time.
