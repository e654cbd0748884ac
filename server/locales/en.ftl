# Texts of the console in English. Keys ending in a stored code are stable, like the codes.

# Every page
brand = Sen
brand-line = Party cell record book
skip = Skip to the content
nav-main = Sections
nav-cells = Cells
nav-members = Members
nav-devices = Devices
nav-held = Held
nav-audit = Audit
nav-trail = You are here
language = Language
sign-out = Sign out
pager = Pages
pager-previous = Previous
pager-next = Next
pager-of = of { $n }
pager-page = Page { $n }
none = not recorded
yes = yes
no = no
never = never
cancel = Back
footer = Written and signed by the cells; the ward committee reads and reviews.
when = When
who = By
device = Device
person = Full name
role = Post
cell = Cell
state = State
note = Note

# Sign-in
sign-in-title = Sign in
sign-in-lead = For the staff of the ward committee. Cells write their records in the app on their phones.
sign-in-login = Login
sign-in-password = Password
sign-in-go = Sign in
sign-in-wrong = Wrong login or password.
sign-in-locked = { $n ->
    [one] Too many attempts. Please try again in one minute.
   *[other] Too many attempts. Please try again in { $n } minutes.
}
sign-in-expired = Your session is over. Please sign in again.
sign-in-help = Forgot the password? Ask the committee's office.

# Overview
overview-title = How the cells stand
figures-title = In numbers
figure-cells = Cells
figure-members = Members
figure-split-official = { $n } official
figure-split-probationary = { $n } probationary
figure-meetings = Meetings this month
figure-conflicts = Conflicts to settle
figure-held = Records held
figure-silent = Devices silent over 14 days
attention-title = Needs attention
attention-none = Nothing is waiting.
attention-conflict = Conflict
attention-held = Held
attention-duplicate = Possible duplicate
attention-khac = Other
attention-silent = Silent
attention-copied = Copied phone
attention-marked = Bears a secrecy marking
attention-unreadable = Cannot be read
and-more = and { $n } more
unreadable = cannot be read
cells-title = Cells
cells-head = Head
cells-head-vacant = not enrolled
cells-official = Official
cells-probationary = Probationary
cells-last-meeting = Last meeting
cells-last-sync = Last sync
cells-conflicts = Conflicts
cells-held = Held
cells-none = There are no cells yet.

# A cell
cell-posts = Committee and posts
cell-posts-none = No posts recorded.
cell-members = See the members
cell-meetings = Meetings
cell-meetings-none = No meeting has been sent yet.
cell-devices = The cell's devices
cell-devices-none = No device enrolled yet.
cell-devices-all = Manage devices
meeting-date = Date
meeting-part = part { $x }
meeting-kind = Kind
meeting-present = Present
conflicts-short = { $n ->
    [one] { $n } conflict
   *[other] { $n } conflicts
}
issues-short = { $n ->
    [one] { $n } number that cannot be right
   *[other] { $n } numbers that cannot be right
}

# A meeting
meeting-facts = The meeting
meeting-hours = Time
meeting-place = Place
meeting-topic = Theme
meeting-chair = Chair
meeting-minute-taker = Minute-taker
meeting-adoption = Adoption
meeting-id = Document
meeting-history = History of changes
adoption-none = Not adopted
adoption-unsettled = Cannot be adopted: conflicts are open
adoption-waiting = Not adopted: a signature is missing
adoption-one = Adopted with one signature only
adoption-both = Adopted with both signatures
adoption-one-note = One signature is enough where a cell has one device.
adoption-khac = Other
adoption-digest = Digest of what was signed
duty-chu_tri = Chair
duty-thu_ky = Minute-taker
duty-mot_nguoi = Signed alone
duty-khac = Other
conflicts-title = Conflicts between devices
parallel-title = Written by several people
parallel-lead = Several devices wrote at the same time and everything was merged; there is nothing to decide.
conflicts-lead = Devices wrote different things while offline. All of it is kept and none was picked; the cell decides in the app.
conflict-decision = Needs a decision
conflict-parallel = Parallel, harmless
conflict-khac = Other
conflict-settled = Settled
conflict-settled-by = { $who } decided on { $at }.
conflict-chosen = Chosen
conflict-value = Value
issues-title = Numbers that cannot be right
issue-tong_khac_thu_ve = The votes do not add up to those collected
issue-thu_ve_hon_phat_ra = More ballots collected than handed out
issue-hop_le_hon_thu_ve = More valid ballots than collected
issue-thu_ve_hon_co_quyen = More votes than voters
issue-co_mat_hon_danh_sach = More present for the vote than official members on the roll
issue-diem_danh_chua_xong = Closed, but some people are not marked
issue-ket_thuc_truoc_bat_dau = It ends before it begins
issue-mang_dau_mat = A text of the record bears a secrecy marking; such content belongs on paper only
issue-khong_doc_duoc = A part of the record cannot be read
issue-khac = Other
roll-title = Attendance
roll-present-of = Present of those required
roll-total = On the roll
roll-exempt = Exempt or away
roll-required = Required
roll-present = Present
roll-excused = Absent, excused
roll-unexcused = Absent, unexcused
roll-people = Person by person
roll-reason = Reason
roll-conflict = In conflict
roll-none = Attendance has not been taken.
agenda-title = Agenda
agenda-none = No items recorded.
agenda-presenter = Presented by
agenda-opinions = Discussion
agenda-conclusion = The chair's conclusion
votes-title = Votes
votes-none = There was no vote.
vote-eligible = Entitled
vote-collected = Counted
vote-for = In favour
vote-against = Against
vote-other = Other
vote-threshold = Needed
vote-secret = Secret ballot: only totals are kept.
result-passed = Passed
result-failed = Not passed
result-incomplete = Incomplete
result-conflict = In conflict
result-khac = Other
minutes-title = Minutes
minutes-none = The minutes are empty.
minutes-adopted = Text as adopted
minutes-current = Text as it stands now, additions included
addenda-title = Proposed after adoption
addenda-lead = These edits came after signing. The adopted text is unchanged.
addendum-before = Adopted
addendum-after = Proposed
addendum-nothing = (nothing)
addendum-by = Proposed by { $who }, { $at }
score-title = Self-rating of the meeting
score-rubric = Scale
score-points = points
review-title = Ward review
review-unseen = Not seen yet
review-seen = Seen
review-changed = Changed since it was seen
review-khac = Other
review-seen-by = Seen by { $who }, { $at }.
review-mark = Mark as seen
review-mark-again = Mark the new version as seen
review-note = The cell will see the mark at its next sync.
print-note = Print this page for the paper file.

# History
history-title = History of changes
history-lead = Each line is one signed set of changes. Times are by the device's clock.
history-none = No changes yet.
history-what = What changed
history-hash = Change hash

# Members
members-title = Register of members
members-search = Name or card number
members-hint = Diacritics are optional: “dang thi hoa” finds Đặng Thị Hòa.
members-all-cells = All cells
members-go = Search
members-count = { $n ->
    [one] { $n } member
   *[other] { $n } members
}
members-none = No member matches.
member-birth = Born
member-gender = Gender
member-admitted = Admitted
member-official = Official since
member-card = Card
member-status = Status
member-audit-note = Every reading of this record is entered in the audit log.
member-duplicates = May be the same person as
member-history = History of the record

# Devices
devices-title = Devices
devices-lead = Each line is one person on one phone.
devices-enrol = Enrol a device
devices-none = No devices yet. Enrol the first one.
devices-enrolled = Enrolled
devices-last-contact = Last contact
devices-unsent = Unsent, as reported
devices-unsent-unknown = unknown
devices-copied-note = What this phone keeps was copied to another, or an old copy of it was put back. Ask the person. When both have sent what they wrote, revoke this device and enrol the phone to keep anew. If it may be a stranger, revoke it at once.
devices-revoke = Revoke
devices-revoke-reason = Reason
devices-revoke-note = A revoked device can no longer read or send. What is still on it will be held, not lost.
devices-revoke-go = Revoke this device
devices-actions = Actions
device-active = Active
device-silent = Silent over 14 days
device-copied = Copied
device-revoked = Revoked
device-khac = Other
enrol-title = Enrol a device
enrol-lead = Makes a one-time code for one person on one phone.
enrol-choose = Choose…
enrol-go = Make the code
enrol-person-hint = The name as in the register of the cell; if two members share it, the card number.
enrol-no-cell = Choose a cell.
enrol-no-role = Choose a post.
enrol-no-member = No member of this cell has that name or card number.
enrol-several-members = Several members of this cell fit that name. Type the full name, or the card number.
enrolled-title = Enrolment code
enrolled-for = For
enrolled-expires = Expires
enrolled-once = This code is shown once. Leave the page and you must make another.
enrolled-code = The code as text
enrolled-how = How to use it
enrolled-step-1 = Open Sen on the phone and choose “Enrol”.
enrolled-step-2 = Scan the picture, or type the code.
enrolled-step-3 = Check the name and the cell, then confirm.
enrolled-step-4 = Hand it over in person; do not send it by message.
enrolled-qr = The enrolment code as a picture to scan
enrolled-done = To the list of devices

# Held
held-title = Held records
held-lead = Records that could not be accepted. Nothing is deleted: release them, or dismiss them with a note.
held-none = Nothing is held.
held-document = Document
held-reason = Why it is held
held-from = From
held-decide = Decide
held-note = Note of who decides
held-release = Release
held-dismiss = Dismiss
held-unknown = unknown
held-read = Read it
held-content = What it would write
held-written = Written (device clock)
held-unreadable = It cannot be read safely:
held-nothing = It writes nothing.
held-deleted = Deleted characters or entries:
held-cut = Only the beginning is shown (4,000 characters). Download it to read all of it.
held-download = Download all as text

# Audit
audit-title = Audit log
audit-chain-ok = The chain is intact
audit-chain-detail = { $n } entries checked on { $at }.
audit-chain-broken = The chain is broken
audit-chain-broken-at = Entry { $n } does not follow from the one before. Tell the administrator of the server at once.
audit-number = No.
audit-action = Action
audit-subject = Subject
audit-hash = Chain hash
audit-none = The log is empty.

# Errors
error-403-title = You may not see this page
error-400-title = The form was not accepted
error-400-text = It was too old, incomplete or too long. Open the page again and repeat; nothing was changed.
error-403-text = Your role does not cover this page. If you need it, ask the committee's office.
error-404-title = Page not found
error-404-text = The address may be wrong, or the record has moved.
error-429-title = Please try again in a moment
error-429-text = Too much is asked of the server just now, or too many attempts came from your network. Nothing was changed.
read-only-title = Nothing can be changed at the moment.
read-only-text = The server's database is damaged. What can still be read is shown; phones keep everything they write. Have the administrator run `sen verify` and restore the newest backup, or salvage what can be read.
error-500-title = The server failed
error-500-text = What was received is safe. Please try again; if it keeps failing, give the number below to the administrator.
error-request = Request
error-home = To the first page

# Codes: kinds of meeting
kind-thuong_ky = Regular meeting
kind-chuyen_de = Thematic meeting
kind-bat_thuong = Extraordinary meeting
kind-thuong_ky_chuyen_de = Regular and thematic
kind-kiem_diem_cuoi_nam = Year-end review
kind-so_ket = Mid-year review
kind-dai_hoi = Cell congress
kind-ket_nap = Admission ceremony
kind-hop_chi_uy = Meeting of the cell's committee
kind-to_dang = Party group meeting
kind-mo_rong = Open meeting
kind-khac = Other

# Codes: states of a meeting
state-du_thao = Draft
state-chi_uy_thong_nhat = Agreed by the cell's committee
state-da_thong_bao = Announced
state-dang_hop = In session
state-da_ket_thuc = Ended
state-da_ky = Signed
state-da_gui_cap_tren = Submitted
state-cap_tren_da_xem = Seen above
state-yeu_cau_bo_sung = More was asked for
state-da_duyet = Approved
state-luu_tru = Archived
state-hoan = Postponed
state-huy = Cancelled
state-khac = Other

# Codes: attendance
roll-co_mat = Present
roll-co_mat_truc_tuyen = Present online
roll-vang_co_ly_do = Absent, excused
roll-vang_khong_ly_do = Absent, unexcused
roll-mien = Exempt
roll-tam_mien = Temporarily exempt
roll-tam_thoi_di = Temporarily elsewhere
roll-tam_thoi_den = Temporary guest member
roll-dac_biet = Special duty
roll-khach_moi = Guest
roll-chua_diem_danh = Not marked
roll-khac = Other

# Codes: votes
method-gio_tay = Show of hands
method-the_dang = Party card
method-phieu_kin = Secret ballot
method-lay_y_kien_van_ban = In writing
method-khac = Other
threshold-over = more than { $x }
threshold-at_least = at least { $x }
base-chinh_thuc = of the official members
base-co_mat = of those present
base-trieu_tap = of those summoned
base-uy_vien = of the committee's members
base-so_phieu = of the votes counted
base-khac = other

# Codes: what is voted on
matter-nghi_quyet = Resolution
matter-ket_luan = Conclusion
matter-chuong_trinh = Agenda
matter-bien_ban = Minutes
matter-ket_nap = Proposal to admit
matter-chinh_thuc = Proposal of official membership
matter-xoa_ten = Proposal to strike off the list
matter-khien_trach = Reprimand
matter-canh_cao = Warning
matter-khai_tru = Proposal to expel
matter-bau_cu = Election
matter-khac = Other matter

# Codes: standing on a roll, what was said
standing-chinh_thuc = Official
standing-du_bi = Probationary
standing-khach = Guest
standing-khac = Other
saying-y_kien = Opinion
saying-ket_luan = Conclusion
saying-khac = Other

# Codes: grades of a meeting
grade-tot = Good
grade-kha = Fair
grade-trung_binh = Average
grade-kem = Poor
grade-khac = Other

# Codes: people
gender-nam = Male
gender-nu = Female
gender-khac = Other
member-chinh_thuc = Official
member-du_bi = Probationary
member-mien = Exempt
member-tam_mien = Temporarily exempt
member-tam_thoi_di = Temporarily elsewhere
member-dinh_chi = Suspended
member-tu_tran = Deceased
member-khai_tru = Expelled
member-xoa_ten = Removed from the list
member-xin_ra = Left the Party
member-tam_thoi_den = Temporary guest member
member-chuyen_di = Moved away
member-khac = Other
role-bi_thu = Head
role-pho_bi_thu = Deputy head
role-chi_uy_vien = Committee member
role-thu_ky = Minute-taker
role-to_truong = Party group leader
role-van_phong = Committee office
role-ban_xay_dung_dang = Party-building board
role-thuong_truc = Standing committee
role-ubkt = Inspection committee
role-cap_tren = Superior committee
role-khac = Other

# Codes: why a push is held
held-revoked = The device was revoked
held-unknown_dependency = It builds on changes the server does not have
held-damaged = The data is damaged
held-over_quota = It is over the allowance
held-wrong_place = It is not of the device's cell
held-wrong_author = The author is not the device's person
held-duplicate_actor = The device may have been cloned
held-newer_format = The app is newer than the server
held-missing_signature = The signature is missing
held-khac = Other

# Codes: kinds of records
record-meeting = Meeting
record-member = Member's record
record-org = Organisation
record-khac = Unknown record

# What an action came to
notice-seen = Marked as seen.
notice-revoked = The device is revoked.
notice-revoked_before = The device had been revoked before.
notice-released = The record was accepted.
notice-still_held = It still cannot be accepted and stays held: { $x }.
notice-dismissed = Dismissed. The bytes are kept.
notice-decided = This record had been decided before.

# Codes: audit actions
audit-sign_in = Signed in
audit-sign_in_failed = Failed to sign in
audit-locked_out = Locked out
audit-sign_out = Signed out
audit-read_member = Read a member's record
audit-search_members = Searched the register
audit-read_meeting = Read a meeting
audit-seen_meeting = Marked as seen
audit-enrol_code = Made an enrolment code
audit-device_enrolled = Enrolled a device
audit-device_revoked = Revoked a device
audit-device_copied = Found a phone copied or put back
audit-envelope_merged = Accepted a record
audit-envelope_held = Held a record
audit-package_taken = Took in a package carried by hand
audit-hand_in_taken = Took in sealed work handed in by somebody else
audit-held_released = Released a held record
audit-read_held = Read a held record
audit-tls_key = Took this TLS key
audit-held_merged = Merged a held record by itself
audit-rows_noted = Wrote down all accounts, decisions and marks
audit-chain_contradicted = A device was told of another end of this log
audit-held_dismissed = Dismissed a held record
audit-document_erased = Superseded a record
audit-backup = Backup
audit-restore = Restore
audit-init = Began the server
audit-person_added = Added a person
audit-import = Imported members
audit-org_renamed = Renamed a cell
audit-org_ended = Ended a cell
audit-khac = Other

# Codes: groups and fields of a record
group-identity = Person
group-party = Party membership
group-education = Education
group-work = Work
group-movement = Movements and exit
group-note = Notes
group-khac = Other
field-started_at = Start
field-held_on = Date of the meeting
field-topic = Theme
field-person_name = Name in the record
field-ended_at = End
field-place = Place
field-chair = Chair
field-minute_taker = Minute-taker
field-state = State
field-attendance = Attendance
field-attendance_reason = Reason of absence
field-standing = Standing
field-agenda_title = Item
field-agenda_order = Place in the agenda
field-agenda_removed = Taken off the agenda
field-presenter = Presenter
field-opinion = Opinion
field-conclusion = Conclusion
field-minutes = Minutes
field-vote_subject = Subject of the vote
field-vote_method = Method of the vote
field-vote_eligible = Entitled to vote
field-vote_collected = Votes counted
field-vote_for = Votes in favour
field-vote_against = Votes against
field-vote_other = Other votes
field-vote_present = Present for the vote
field-vote_issued = Ballots handed out
field-vote_valid = Valid ballots
field-vote_threshold = Share needed
field-vote_rules = Voting rules
field-vote_basis = Legal basis
field-vote_reserved = Reserved opinions
field-vote_excluded = Left out of the base
field-vote_ballot_committee = Ballot counters
field-vote_referred_up = Reported to the competent committee
field-vote_withdrawn = Vote withdrawn
field-score = Score
field-score_rubric = Scale of the score
field-attestation = Signature of adoption
field-full_name = Full name
field-birth_name = Name at birth
field-alias = Alias
field-sort_given = Given name for sorting
field-sort_family = Family name for sorting
field-birth_date = Date of birth
field-gender = Gender
field-ethnicity = Ethnicity
field-religion = Religion
field-home_place = Native place
field-general_education = General education
field-political_theory = Political theory
field-foreign_language = Foreign languages
field-profession = Professional training
field-job_before = Work before admission
field-job_now = Work now
field-decided_on = Date of the admission decision
field-official_on = Official since
field-joined_on = Date of admission
field-card_number = Card number
field-card_series = Card series
field-dossier_number = Dossier number
field-badge_number = Badge
field-service = Army, police, retired
field-exempt_on = Exempt since
field-moved_out_on = Moved out on
field-moved_out_to = Moved to
field-moved_in_on = Moved in on
field-moved_in_from = Moved from
field-died_on = Died on
field-death_reason = Cause of death
field-left_on = Left the Party on
field-left_form = How they left
field-status = Status
field-post = Post
field-post_from = In the post since
field-post_until = In the post until
field-note = Note
field-khac = Other field

# Score sheet
score-unfinished = Not every line has points.
score-not-given = The cell has given no points yet; what stands below was computed.
score-criterion = Criterion
score-given = Points
score-source = Source
score-why = Figures
points-recorded = Given by the cell
points-computed = Computed by Sen
points-open = No points yet
points-not_counted = Not counted this time
points-disputed = In conflict
points-khac = Other
score-duration = lasted { $n } minutes of { $x } required
score-attendance = { $n }/{ $x } present
score-unexcused = { $n } absent without a reason
score-speakers = { $n }/{ $x } of those present spoke
score-tasks = { $n }/{ $x } of last month's tasks done
score-documents = documents sent { $n } days before
score-finished = finished { $n } days after
score-committee-met = the committee met, with minutes
score-committee-not = the committee did not meet or kept no minutes
score-committee-none = the cell has a head only
score-notified = everybody was told
score-notified-not = not everybody was told
score-absence = somebody was excused too often running
score-absence-not = nobody was excused too often running
score-step-whole = the whole time
score-step-short = at most { $n } minutes short
score-step-least = step from { $n }%
score-step-over = step over { $n }%
score-step-unexcused = step from { $n } absent without a reason
score-step-before = at least { $n } days before
score-step-after = at most { $n } days after
score-step-rest = the step that is left
