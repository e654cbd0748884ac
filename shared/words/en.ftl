# Sen's words in English: whatever a person reads stands here once, for the console, the command line and the app.
#
# `family-code` is the word for a stored code; codes are stable, and so are these keys. Such words begin with a capital;
# where one stands inside a sentence, the program makes it small. `family-khac`, or else `khac`, is said of a code that
# this version does not know.

khac = Other

# Every page
brand = Sen
brand-line = Party cell record book
skip = Skip to the content
nav-main = Sections
nav-members = Members
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

# Trust
trust-title = Install the committee's certificate
trust-lead = With this certificate a phone recognises the committee's server and can open the app. Each phone needs it once.
trust-check = Compare before you install
trust-compare = The digits below must be the same as on the paper from the committee's office. If one differs, do not install it; tell the office.
trust-fingerprint = Fingerprint (SHA-256)
trust-download = Get the certificate
trust-scope = The certificate is good for the server { $x } only, and for no other site.
trust-android = Android phones
trust-android-get = Press “Get the certificate”. The file sen-ca.crt is among the downloads.
trust-android-open = Open Settings and search for “CA certificate”. It is usually under Security, Encryption and credentials, Install a certificate.
trust-android-choose = Choose “CA certificate”. The phone speaks of privacy; if the digits were the same, choose “Install anyway”.
trust-android-file = Choose the file sen-ca.crt.
trust-ios = iPhone and iPad
trust-ios-get = Open this page in Safari. Press “Get the certificate”, then “Allow”.
trust-ios-install = Open Settings, press “Profile Downloaded”, then “Install”.
trust-ios-trust = Go to General, About, Certificate Trust Settings. Turn on the line that begins with Sen CA.
trust-done = Close the browser and open the committee's page again. When it no longer warns, you are done.

# Overview
figure-split-official = { $n } official
figure-split-probationary = { $n } probationary
and-more = and { $n } more
unreadable = cannot be read
cells-title = Cells
cells-head-vacant = not enrolled
cells-conflicts = Conflicts

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
meeting-part = part { $n }
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
adoption-digest = Digest of what was signed
capacity-chu_tri = Chair
capacity-thu_ky = Minute-taker
capacity-mot_nguoi = Signed alone
conflicts-title = Conflicts between devices
parallel-title = Written by several people
parallel-lead = Several devices wrote at the same time and everything was merged; there is nothing to decide.
conflicts-lead = Devices wrote different things while offline. All of it is kept and none was picked; the cell decides in the app.
conflict-decision = Needs a decision
conflict-parallel = Parallel, harmless
conflict-value = Value
issues-title = Numbers that cannot be right
finding-tong_khac_thu_ve = The votes do not add up to those collected
finding-thu_ve_hon_phat_ra = More ballots collected than handed out
finding-hop_le_hon_thu_ve = More valid ballots than collected
finding-thu_ve_hon_co_quyen = More votes than voters
finding-thu_ve_hon_co_mat = More votes than people present
finding-co_mat_hon_danh_sach = More present for the vote than official members on the roll
finding-diem_danh_chua_xong = Closed, but some people are not marked
finding-ket_thuc_truoc_bat_dau = It ends before it begins
finding-mang_dau_mat = A text of the record bears a secrecy marking; such content belongs on paper only
finding-khong_doc_duoc = A part of the record cannot be read
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
outcome-dat = Passed
outcome-khong_dat = Not passed
outcome-chua_du = Incomplete
outcome-mau_thuan = In conflict
minutes-title = Minutes
minutes-none = The minutes are empty.
minutes-adopted = Text as adopted
minutes-current = Text as it stands now, additions included
addenda-title = Proposed after adoption
addenda-lead = These edits came after signing. The adopted text is unchanged.
addendum-by = Proposed by { $who }, { $at }
score-title = Self-rating of the meeting
score-rubric = Scale
score-points = points
review-title = Ward review
review-unseen = Not seen yet
review-seen = Seen
review-changed = Changed since it was seen
review-seen-by = Seen by { $who }, { $at }.
review-mark = Mark as seen
review-mark-again = Mark the new version as seen
review-note = The cell will see the mark at its next sync.

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
member-unreadable = Record that cannot be read

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
devices-parting-note = Revoke the phone; what it has not sent will be held. If the person has a task at another cell, enrol them there with a new code.
devices-revoke = Revoke
devices-revoke-reason = Reason
devices-revoke-note = A revoked device can no longer read or send. What is still on it will be held, not lost.
devices-revoke-go = Revoke this device
devices-actions = Actions
device-active = Active
device-silent = Silent over 14 days
device-copied = Copied
device-parting = Of somebody who left
parting-da_chuyen = This person moved to another cell
parting-da_ra = This person is in the Party no more, or moved out of the ward
device-revoked = Revoked
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
held-from = From
held-decide = Decide
held-note = Note of who decides
held-release = Release
held-dismiss = Dismiss
held-unknown = unknown
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

# Errors: pages
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
meeting_kind-thuong_ky = Regular meeting
meeting_kind-chuyen_de = Thematic meeting
meeting_kind-bat_thuong = Extraordinary meeting
meeting_kind-thuong_ky_chuyen_de = Regular and thematic
meeting_kind-kiem_diem_cuoi_nam = Year-end review
meeting_kind-so_ket = Mid-year review
meeting_kind-dai_hoi = Cell congress
meeting_kind-ket_nap = Admission ceremony
meeting_kind-hop_chi_uy = Meeting of the cell's committee
meeting_kind-to_dang = Party group meeting
meeting_kind-mo_rong = Enlarged meeting
meeting_kind-khong_doc_duoc = Meeting that cannot be read
meeting_kind-khac = Other

# Codes: states of a meeting
state-meeting-du_thao = Draft
state-meeting-chi_uy_thong_nhat = Agreed by the cell's committee
state-meeting-da_thong_bao = Announced
state-meeting-dang_hop = In session
state-meeting-da_ket_thuc = Ended
state-meeting-hoan = Postponed
state-meeting-huy = Cancelled
state-meeting-khac = Other

# Codes: attendance
attendance-co_mat = Present
attendance-co_mat_truc_tuyen = Present online
attendance-vang_co_ly_do = Absent, excused
attendance-vang_khong_ly_do = Absent, unexcused
attendance-mien = Exempt
attendance-tam_mien = Temporarily exempt
attendance-tam_thoi_di = Temporarily attached to another cell
attendance-tam_thoi_den = Temporarily attached here
attendance-dac_biet = On special duty
attendance-khach_moi = Guest
attendance-chua_diem_danh = Not marked

# Codes: votes
method-gio_tay = Show of hands
method-the_dang = Party card
method-phieu_kin = Secret ballot
method-lay_y_kien_van_ban = In writing
method-khac = Other
threshold-over = more than { $x }
threshold-at_least = at least { $x }
base-chinh_thuc = of the official members

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
saying-y_kien = Opinion
saying-ket_luan = Conclusion

# Codes: people
gender-nam = Male
gender-nu = Female
status-chinh_thuc = Official
status-du_bi = Probationary
status-mien = Exempt
status-tam_mien = Temporarily exempt
status-tam_thoi_di = Temporarily attached to another cell
status-dinh_chi = Suspended
status-tu_tran = Deceased
status-khai_tru = Expelled
status-xoa_ten = Removed from the list
status-xin_ra = Left the Party
status-tam_thoi_den = Temporarily attached here
status-chuyen_di = Moved away
role-bi_thu = Head
role-pho_bi_thu = Deputy head
role-chi_uy_vien = Committee member
role-thu_ky = Minute-taker
role-van_phong = Committee office
role-ban_xay_dung_dang = Party-building board
role-thuong_truc = Standing committee
role-ubkt = Inspection committee
role-cap_tren = Superior committee

# Codes: why a push is held
hold-revoked = The device was revoked
hold-unknown_dependency = What it builds on is missing
hold-damaged = The data is damaged
hold-over_quota = It is over the limit
hold-wrong_place = It is outside what the device may write
hold-wrong_author = Parts of it were written by another device
hold-duplicate_actor = A copied device used the same numbers
hold-newer_format = The server does not know this kind of record yet
hold-missing_signature = The signature is missing or wrong
hold-erased = The record was taken away by an order of the ward; what was sent is not kept
hold-khac = Other

# Codes: kinds of records
kind-meeting = Meeting
kind-member = Member's record
kind-org = Organisation
kind-khac = Unknown record

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
audit-print_record = Printed a record
audit-read_record = Read a record
audit-search_records = Searched the records
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
audit-record_erased = Took a record away by an order
audit-erased_brought = A device brought work for a record that was taken away; it was not kept
audit-record_moved = Moved a record to another cell
audit-held_merged = Merged a held record by itself
audit-rows_noted = Wrote down all accounts, decisions and marks
audit-chain_contradicted = A device was told of another end of this log
audit-held_dismissed = Dismissed a held record
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
field-meeting-starts_at = Start
field-meeting-held_on = Date of the meeting
field-meeting-topic = Theme
field-meeting-person_name = Name in the record
field-meeting-ends_at = End
field-meeting-place = Place
field-meeting-chair = Chair
field-meeting-minute_taker = Minute-taker
field-meeting-state = State
field-meeting-attendance = Attendance
field-meeting-attendance_reason = Reason of absence
field-meeting-standing = Standing
field-meeting-agenda_title = Item
field-meeting-agenda_order = Place in the agenda
field-meeting-agenda_removed = Taken off the agenda
field-meeting-presenter = Presenter
field-meeting-opinion = Opinion
field-meeting-conclusion = Conclusion
field-meeting-minutes = Minutes
field-meeting-vote_subject = Subject of the vote
field-meeting-vote_method = Method of the vote
field-meeting-vote_eligible = Entitled to vote
field-meeting-vote_collected = Votes counted
field-meeting-vote_for = Votes in favour
field-meeting-vote_against = Votes against
field-meeting-vote_other = Other votes
field-meeting-vote_present = Present for the vote
field-meeting-vote_issued = Ballots handed out
field-meeting-vote_valid = Valid ballots
field-meeting-vote_threshold = Share needed
field-meeting-vote_rules = Voting rules
field-meeting-vote_basis = Legal basis
field-meeting-vote_reserved = Reserved opinions
field-meeting-vote_excluded = Left out of the base
field-meeting-vote_ballot_committee = Ballot counters
field-meeting-vote_referred_up = Reported to the competent committee
field-meeting-score = Score
field-meeting-score_rubric = Scale of the score
field-meeting-attestation = Signature of adoption
field-member-full_name = Full name
field-member-birth_name = Name at birth
field-member-alias = Alias
field-member-sort_given = Given name for sorting
field-member-sort_family = Family name for sorting
field-member-birth_date = Date of birth
field-member-gender = Gender
field-member-ethnicity = Ethnicity
field-member-religion = Religion
field-member-home_place = Native place
field-member-general_education = General education
field-member-political_theory = Political theory
field-member-foreign_language = Foreign languages
field-member-profession = Professional training
field-member-job_before = Work before admission
field-member-job_now = Work now
field-member-decided_on = Date of the admission decision
field-member-official_on = Official since
field-member-joined_on = Date of admission
field-member-card_number = Card number
field-member-card_series = Issue of the card
field-member-dossier_number = Dossier number
field-member-badge_number = Badge number
field-member-service = Army, police, retired
field-member-exempt_on = Exempt since
field-member-moved_out_on = Moved out on
field-member-moved_out_to = Moved to
field-member-moved_in_on = Moved in on
field-member-moved_in_from = Moved from
field-member-guest_until = Guest until
field-member-died_on = Died on
field-member-death_reason = Cause of death
field-member-left_on = Left the Party on
field-member-left_form = How they left
field-member-cell = Cell the person belongs to
field-member-superseded_by = Superseded by the record
field-member-superseded_why = Grounds for merging or splitting
field-member-status = Status
field-member-post = Post
field-member-post_from = In the post since
field-member-post_until = In the post until
field-member-notes = Note
field-khac = Other field

# Codes: posts in a cell, classes of organisations
post-bi_thu = Head
post-pho_bi_thu = Deputy head
post-chi_uy_vien = Committee member
post-to_truong = Party group leader
org_class-tinh = Provincial committee
org_class-phuong_xa = Ward or commune committee
org_class-dang_bo_co_so = Grassroots party organisation
org_class-chi_bo = Cell
org_class-to_dang = Party group

# Codes: how safe a record is, and what to do about what is not
safety-on_this_phone = On this phone
safety-held = Held by the server
safety-held-why = held by the server: { $why }
safety-refused-why = not taken by the server: { $why }
safety-safe_on_server = Safe on the server
safety-seen_by_ward = Seen by the ward
advice-revoked = Ask the ward to release this and for a new enrolment code.
advice-unknown_dependency = Sync the phone that wrote the part before, then this one.
advice-newer_format = Wait until the ward updates its server; this is kept until then.
advice-erased = There is nothing to do: the record leaves this device by itself. If something in it is needed, tell the ward.
advice-to_ward = Ask the ward to look at this and release it.
advice-held = Tell the ward; this is still on the phone and on the server.
advice-refused = There is nothing to do yet: it is sent again at the next sync. If it goes on, tell the ward.

# Codes: whether a package was news
package_standing-fresh = New package
package_standing-already_taken = Package that was taken in before; taking it in again does no harm
package_standing-stale = Package older than one that was taken in; that does no harm

# Time
wait-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
wait-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}

# Refusals: a field as the person who typed into it calls it; fields of the card have their own names
input-language = language
input-profile = user
input-pin = PIN
input-receipt = receipt
input-path = vault file
input-key = key
input-code = enrolment code
input-account = person enrolled
input-label = name of the phone
input-record = record
input-date = date
input-starts_at = start
input-ends_at = end
input-kind = kind of meeting
input-state = state
input-position = place in the text
input-cursor = cursor
input-text = text
input-title = title of the item
input-person = person
input-attendance = attendance
input-standing = standing
input-reason = reason
input-matter = subject of the vote
input-method = method of the vote
input-threshold = threshold
input-value = chosen value
input-score = points
input-chair = chair and minute-taker
input-signer = signer
input-post = post
input-place = place
input-topic = theme
input-eligible = number entitled to vote
input-present = number present
input-issued = ballots handed out
input-collected = votes counted
input-valid = valid ballots
input-for = votes in favour
input-against = votes against
input-other = other votes
input-basis = legal basis
input-reserved = reserved opinions
input-excluded = left out of the vote
input-ballot_committee = ballot counters
input-rubric = scale of the score
input-moved_to = moving of the meeting
input-paper = paper
input-field = field
input-list = list
input-entry = entry meant
input-card = card of a phone
input-package = package
input-parts = parts of the package
input-reader = phone it is for

# Refusals: why what was typed does not fit
unfit = “{ $field }” is not right: { $right }.
unfit-typed = “{ $field }” is not right (`{ $typed }`): { $right }.
unfit-too_long = “{ $field }” is longer than { $max } characters.
unfit-empty = “{ $field }” has to be filled in.
unfit-range = “{ $field }” has to be a number from 0 to { $max }.
unfit-none_of = “{ $field }” is not right (`{ $typed }`): choose one of { $right }.
right-paper = records of this kind are not printed
right-paper_form = records of this kind have no such paper
right-date = write a date as 05/02/2026
right-partial = write a date as 05/02/2026, 02/2026 or 2026
right-time = write a time as 19:30
right-number = write a whole number
right-yes_no = write yes or no
right-record = write the id of a record
right-subject = say which one is meant
right-field = the record has no such field
right-list = the record has no such list
right-of_step = only a step sets this
right-about = the record it speaks about is not on this device
right-begun_before = the record was begun before and says something else
right-reserved = the ward decides on this; the cell opens a case
right-period = the last day must not come before the first
right-uncounted = nothing of this scope is counted in such a period; grades are those of a whole year
right-reason = an excused absence needs its reason
right-vote = the meeting has no such vote
right-threshold = write >1/2 or >=2/3
right-person = this name cannot be used
right-moved_adopted = the minutes of this meeting are adopted
right-moved_same = it is this meeting already
right-moved_others = another phone wrote in it too, so only the phone that opened this meeting can move it
right-moved_elsewhere = this meeting was moved elsewhere
right-moved_taken = the other meeting has content
right-member-gender = write nam or nữ
right-member-card_number = a card number has 8 digits, a newer one up to 16 digits or letters
right-member-dossier_number = a dossier number has 6 digits and 1 to 3 letters
right-resolution-month = write a month as 11/2026
right-resolution-number = write the number alone, from 1 to 999

# Refusals: why a record did not take an edit
edit-no_such_part = This record has no such part; an older version may have made it, or the part is gone.
edit-out_of_text = Position { $position } is outside the text of { $length } characters.
edit-no_such_cursor = The cursor does not belong to this text.
edit-too_long = Longer than { $max } characters.
edit-broke_off = This record holds strange data, so nothing more can be written into it; tell the ward.
edit-core = The record could not be written; nothing was written, tell the ward.
edit-cancelled = This meeting was cancelled, so nothing more is written into it. If it is held after all, set its state (`meeting set … --state dang_hop`) and write then.
edit-disputed = Several phones wrote this differently. Choose the right value among the differences first, then write on.
edit-closed = This record is closed, so nothing more is written into it. A step has to open it first.
step-refused = This step cannot be taken now: { $why }.
refusal-state = the record is in another state
refusal-elsewhere = the person's record is no longer one of this cell, or another one speaks for them
refusal-circle = the organisation named to carry it on is carried on by it: name another one
refusal-still_members = the organisation that would end still has members and nobody carries it on: transfer them, or say who does
refusal-not_yet = the day from which it is in effect has not come
refusal-kept = something it names cannot be taken away: an organisation, an order, or an id that is not here
refusal-signs = a member it names still signs on a device or at the console: revoke that first
refusal-busy = somebody is writing into something it names: try again in a few minutes
refusal-no_copy = something it names cannot be superseded, because its id follows from what it is about or only its cell writes it: it can only be withdrawn
refusal-not_the_wards = only the ward's own office carries it out
refusal-unsettled = something in the record is in dispute: settle that first
refusal-disputed = its state is in dispute; settle that first
edit-classified = The text bears a secrecy marking and may not be entered here; write only number, date and where the paper is kept.
edit-unsettled = { $n ->
    [one] { $n } conflict or impossible figure has to be settled first.
   *[other] { $n } conflicts or impossible figures have to be settled first.
}
edit-no_officers = Name the chair and the minute-taker before the minutes are adopted.
edit-not_an_officer = Only the chair or the minute-taker of the meeting adopts its minutes.
denied-outside_place = This record belongs to another organisation; this phone may not write in it.
denied-wrong_role = The role of the person enrolled does not write this kind of record.

# Refusals: packages, and their parts as QR codes
package-not_a_package = This file is no package of Sen's.
package-damaged = The package is damaged or was not copied whole; copy it again.
package-newer = A newer version made this package; update the software.
package-too_large = The package is larger than { $max } bytes; sync over the network or make several of it.
package-too_many = The package has more than { $max } parts of one kind; sync over the network or make several of it.
package-foreign = This package is of another ward; it is not taken here.
package-wrong_reader = This package is for another phone; bring it to the right one.
package-unknown_sender = Who sent this package is not known; have the ward confirm the phone it comes from.
package-forged = The signature of the package is wrong; it is not taken, tell the ward.
package-cipher = The package could not be encrypted: { $why }.
package-unasked = This package answers one that this phone no longer remembers; make a new one for the ward.
package-bad_card = This is no card of a phone of this ward.
package-unknown_reader = The phone it is for is not known yet; ask for that phone's card (package card).
package-nothing = There is nothing unsent that the phone it is for may read.
package-set_aside = This package ended the program twice and is set aside; give the file to the ward.
parts-too_large = The package of { $bytes } bytes is too large for QR codes ({ $max } at most); hand it over as a file.
parts-not_a_part = `{ $text }` is no part of a package.
parts-damaged = Part { $part }/{ $of } was scanned wrongly; scan it again.
parts-mixed = These parts belong to two packages; scan one package after the other.
parts-missing = Missing of the { $of } parts: { $missing }.
parts-nothing = There is no part of a package.

# Errors of the app: what is the matter, and what the person can do
error-retry = It cannot be done just now. Everything is still on the phone; try again later.
error-enrol = This phone is not enrolled, or no longer accepted. Ask the ward for an enrolment code.
error-update_app = A newer version wrote this. Update the app.
error-fix_input = “{ $field }” is not right. Look at it and write it again.
error-cancelled_meeting = This meeting was called off and takes nothing more. If it is held after all, open it again first.
error-kept_by_pin = The PIN keeps the key of this vault. To change the key, change the PIN.
error-another_ward = This code is of another ward. This vault holds the records of the old one; add a new person for this code.
error-unknown_reader = The receiving device is not known here. Scan its card.
error-no_such_profile = There is no such person on this phone. Look at the list of people again.
error-not_allowed = Your role may not write this record. Ask who is in charge, or the committee's office.
error-classified = The text bears a secrecy marking and may not be entered here. Take the passage out; write only number, date and where the paper is kept.
error-settle_first = { $n ->
    [one] { $n } conflict or impossible figure is left. Settle it first.
   *[other] { $n } conflicts or impossible figures are left. Settle them first.
}
error-vault_gone = The vault of this user is not on this phone any more. What was sent is with the ward; ask for a new code.
error-wrong_key = The key does not open this vault. Use the phone's own key; the vault was not changed.
error-wrong_pin = The PIN is wrong. Type it again; if it is forgotten, what is unsent can still be handed in to the ward.
error-wrong_pin_wait = The PIN is wrong. Wait { $wait } and type it again; if it is forgotten, what is unsent can still be handed in to the ward.
error-pin_wait = The PIN was wrong several times. Wait { $wait } and type it again.
error-hand_in_first = { $n ->
    [one] The ward does not have { $n } part yet. Sync or hand it in, wait for the receipt, then do this again.
   *[other] The ward does not have { $n } parts yet. Sync or hand them in, wait for the receipt, then do this again.
}
error-storage_full = The phone has no room left; nothing was written. Delete other files and try again.
error-record_full = These minutes are full; nothing more was written. Open the next part and go on there.
error-damaged = The vault or a record is damaged. Keep the file as it is and tell the ward.
error-closed = The vault is closed. Open it again.
error-cancelled = Stopped as asked. What was received is kept; it can be synced again at any time.

# Errors: several people on one phone
profile-no_such = There is no such user on this phone; see `profile list`.
profile-bad_name = Give a name of 1 to { $max } characters.
profile-name_taken = A user of this phone has that name; give another.
profile-bad_pin = A PIN has { $least } to { $most } digits, not all alike and not in a row; or choose a passphrase of { $phrase } characters or more.
profile-wrong_pin = The PIN is wrong. Type it again; if it is forgotten, hand in what is unsent with `profile hand-in`.
profile-wrong_pin_wait = The PIN is wrong. Wait { $wait } and type it again; if it is forgotten, hand in what is unsent with `profile hand-in`.
profile-wrong_secret = The phone's key is not the one this user was made with; use the right phone and the right key file.
profile-damaged = This user's files are damaged; keep them as they are and tell the ward ({ $why }).
profile-newer = A newer version made this user; update the software.
profile-in_use = This user's vault is open; close it and try again.
profile-not_handed_in = { $n ->
    [one] The ward does not have { $n } sealed package yet; hand it in with `profile hand-in`, then remove the user.
   *[other] The ward does not have { $n } sealed packages yet; hand them in with `profile hand-in`, then remove the user.
}
profile-nothing = Nothing of this user waits to be handed in.
profile-another_ward = This user belongs to another ward; have somebody of that ward hand it in.
profile-receipt = This is no receipt of the ward for this, or the file is damaged; copy it again.
profile-retry = It cannot be done just now; try again ({ $why }).

# Errors: files
file-unusable = The file cannot be read or written: { $why }.
file-not_found = there is no such file or folder
file-permission = it may not be read or written there
file-read_only = this place can only be read
file-exists = the file exists and is not overwritten
file-full = there is no room left
file-is_folder = it is a folder
file-not_folder = it is no folder
file-not_text = the file is no UTF-8 text
file-busy = the file is being written; try again
file-cut = the file is cut off
file-system = system error
file-system_code = system error { $code }

# Errors of the command line: what a command needs
command-no_vault = Name the vault with --vault or SEN_VAULT, or the shared phone with --home.
command-no_home = Name the folder of the shared phone with --home or SEN_HOME.
command-no_key = There is no key to the vault: use --key-file or SEN_VAULT_KEY.
command-bad_key = The key to the vault has 64 hexadecimal digits.
command-empty_key = The key file { $file } is empty, so the vault cannot be opened. Look for a copy of the key; the vault is whole.
command-empty_vault = The vault { $file } is empty: the last enrolment was interrupted and nothing was written. Enrol again.
command-read_only = The folder { $folder } can only be read: looking is possible, writing is not. Copy the whole folder to where it can be written.
command-occupied = This vault is enrolled for { $person }. Enrolling again puts the person of the new code in their place. If that is meant, add --replace; if somebody else shares the phone, use `profile add`.
command-occupied_unsent = { $n ->
    [one] This vault is enrolled for { $person }. Enrolling again puts the person of the new code in their place, and { $n } part is unsent. If that is meant, add --replace; if somebody else shares the phone, use `profile add`.
   *[other] This vault is enrolled for { $person }. Enrolling again puts the person of the new code in their place, and { $n } parts are unsent. If that is meant, add --replace; if somebody else shares the phone, use `profile add`.
}

# Errors of the command line: enrolment
enrolment-bad_code = The enrolment code is wrong or was not copied whole.
enrolment-used_code = The server does not have this code, or another phone was enrolled with it; a code serves one phone. Ask the ward for a new one.
enrolment-expired_code = This code is older than 24 hours. Ask the ward for a new one.
enrolment-label = Give the phone a name of 1 to { $max } characters.
enrolment-occupied = This vault is enrolled for { $person }.
enrolment-unsent = { $n ->
    [one] { $n } part of the person enrolled is unsent; sync or hand it in as a package, then enrol again.
   *[other] { $n } parts of the person enrolled are unsent; sync or hand them in as packages, then enrol again.
}
enrolment-another_ward = This code is of another ward; this vault keeps the records of the old one. Use a new vault (--vault).
enrolment-bad_certificate = The certificate that the server sent does not fit this phone; it was not enrolled, tell the ward.

# Errors of the command line: the device and its vault
device-unreadable_record = Record { $doc } cannot be read; keep it as it is and tell the ward.
device-no_such_record = There is no such record on this phone.
device-record_full = These minutes are full, so nothing was written. Open the next part (meeting continue) and go on there.
device-record_gone = The ward took the record of that name away, so it is not opened again. Begin another one; for a meeting, the next one of that day.
device-still_room = These minutes are not full; go on in them.
device-not_enrolled = This phone is not enrolled; use enrol with a code of the ward.
device-revoked_since = The ward revoked this phone ({ $at }). Nothing new is written here; what is unsent is kept and can still be handed in (`sync` or `package out`). To go on, ask the ward for a new enrolment code.
device-not_among_values = That is none of the values in conflict.
device-bad_answer = The server's answer cannot be read; update the software and try again.
device-sealing = It could not be sealed for the ward, so nothing was written.
device-kept_by_pin = The key to this vault is kept by the PIN; change the PIN (profile pin).
device-randomness = The system gave no random numbers; try again.
vault-missing = There is no vault at { $path }.
vault-exists = There is a file at { $path }; it is not overwritten.
vault-wrong_key = The key does not open this vault.
vault-not_a_vault = This file is no vault.
vault-newer = A newer version wrote this vault; update the software.
vault-damaged = The vault is damaged; nothing more was changed. Keep the file as it is and tell the ward.
vault-full = There is no room left; nothing was written.
vault-in_use = Another program has the vault open.
vault-read_only = The vault is open for reading only; nothing was written.
vault-file = The vault cannot be used: { $why }.
vault-database = The vault cannot be used; try again, and if it goes on, tell the ward.

# Errors of the command line: the network
network-unknown_device = The server no longer knows this phone. Everything is still here; ask the ward for a new enrolment code, and what is unsent goes with it.
network-revoked_device = THE WARD REVOKED THIS PHONE ({ $at }). Nothing new is written here; what is unsent can still be handed in with `sync` or `package out`. To go on, ask the ward for a new enrolment code.
network-unreachable = The server cannot be reached; everything is still on this phone.
network-wrong_server = What answered is not the server this phone is enrolled with; nothing was sent.
network-not_enrolled = The server no longer takes this phone; ask for a new enrolment code.
network-read_only = The server's database is damaged, so it takes nothing at the moment; everything is still on this phone, sync again later.
network-later = { $n ->
    [one] The server is busy and asks to sync again in { $n } minute; everything is still on this phone.
   *[other] The server is busy and asks to sync again in { $n } minutes; everything is still on this phone.
}
network-version = The server speaks another version; update the software.
network-refused = The server refused ({ $code }, { $status }); everything is still on this phone, tell the ward.
network-address = The address of the server is wrong.
network-garbled = The server's answer was damaged on its way; try again.

# Kinds of records: what each declares of itself
kind-resolution = Resolution or conclusion
kind-task = Task
kind-review = The ward's review
field-meeting-item = Item
field-meeting-order = Order
field-meeting-removed = Taken off the agenda
field-meeting-role = What it is
field-meeting-speaker = Speaker
field-meeting-text = What was said
field-meeting-title = Title
field-member-from = From
field-member-until = Until
field-org-carried_by = Records, members and devices taken over by
field-org-class = Class
field-org-name = Name
field-org-parent = Organisation above
field-org-successor = Carried on by
field-org-unit_kind = Kind of unit
field-org-name_since = Has this name since
field-org-parent_since = Lies there since
field-org-valid_from = Exists from
field-org-valid_to = Exists until
field-resolution-title = Title
field-resolution-form = Kind of paper
field-resolution-month = Month
field-resolution-signed_for = Signed for
field-resolution-signed_by = Signed by
field-resolution-adopted_by = Adopted by
field-resolution-number = Number
field-resolution-issued_on = Issued on
field-resolution-reason = Reason
field-resolution-state = State
field-resolution-text = Text
field-resolution-at_start = State at the start
field-resolution-result = Result
field-resolution-note = Note
field-resolution-kind = Praise or reminder
field-resolution-person = Person
field-resolution-to = Sent to
field-resolution-what = What
field-resolution-lead = Who
field-resolution-partners = With whom
field-resolution-due = By when
field-resolution-how = How
field-resolution-product = With what result
field-resolution-authority = On whose authority
field-task-what = What
field-task-lead = Who
field-task-due = By when
field-task-how = How
field-task-product = With what result
field-task-authority = On whose authority
field-task-given_on = Given on
field-task-from = Comes from
field-task-done_on = Done on
field-task-reason = Reason
field-task-state = State
field-task-text = Text
field-task-person = Partner
field-task-on = Day
field-task-kind = Way
field-task-by = By
field-task-next_due = New due date
field-review-way = Way of reviewing
field-review-summary = Summary
field-review-reason = Reason
field-review-due = Due
field-review-decided_on = Decided on
field-review-returned = Content that was returned
field-review-accepted = Content that was accepted
field-review-state = State
field-review-holds = Holds
field-review-note = Note
field-review-part = Part
field-review-leaf = Field
field-review-passage = Passage
field-review-by = Reviewer
field-review-text = Text
field-review-resolved = Resolved
field-review-closed_on = Closed on
option-resolution-form-nghi_quyet = Resolution
option-resolution-form-ket_luan = Conclusion
option-resolution-kind-khen = Praise
option-resolution-kind-nhac_nho = Reminder
option-resolution-signed_for-chi_bo = For the cell
option-resolution-signed_for-chi_uy = For the cell's committee
option-review-checklist-figures_agree = Figures agree
option-review-checklist-topic_this_quarter = A thematic meeting this quarter
option-review-checklist-many_spoke = Many members spoke
option-review-checklist-tasks_have_person_and_date = Every task has a person and a date
option-review-checklist-last_resolution_reviewed = Last month's resolution was reviewed
option-review-checklist-score_attached = The score sheet is there
option-review-checklist-on_time = Handed in on time
option-review-way-tai_ban = At the desk
option-review-way-du_hop = At the meeting
option-task-kind-don_doc = Urging
option-task-kind-kiem_tra = Inspection
option-task-kind-giam_sat = Supervision
part-meeting-about = Head
part-meeting-agenda = Agenda
part-meeting-minutes = Minutes
part-meeting-says = What was said
part-member-card = Card
part-member-notes = Notes
part-member-posts = Posts
part-org-about = Particulars
part-org-links = Links
part-resolution-about = Particulars
part-resolution-bases = Bases
part-resolution-review = I. Review of the month
part-resolution-last_tasks = I.3. Last month's tasks
part-resolution-praise = I.4. Praise and reminders
part-resolution-shortcomings = I.5. Shortcomings
part-resolution-plan = II. Next month
part-resolution-assignments = III. Who does what
part-resolution-self_score = IV. The cell's own score
part-resolution-minority = Minority opinions
part-resolution-sent_to = Sent to
part-review-about = Conclusion
part-review-checklist = Checklist
part-review-remarks = Remarks
part-review-requests = Requests
part-task-about = Task
part-task-evidence = Evidence
part-task-partners = Partners
part-task-progress = Progress
part-task-urging = Urging
rule-minutes_signed = Nobody has signed the minutes yet
rule-submitted = The cell has not handed this in yet
rule-vote_passed = The meeting has recorded no vote that adopts it
state-resolution-du_thao = Draft
state-resolution-da_thong_qua = Adopted
state-resolution-da_ban_hanh = Issued
state-resolution-bai_bo = Repealed
state-review-dang_xem = Under review
state-review-tra_lai = Returned
state-review-chap_nhan = Accepted
state-task-chua_lam = Not begun
state-task-dang_lam = Under way
state-task-hoan_thanh = Done
state-task-dieu_chinh = Replaced
state-task-huy = Cancelled
step-meeting-agree = Agree
step-meeting-announce = Announce
step-meeting-open = Open
step-meeting-close = Close
step-meeting-postpone = Postpone
step-meeting-cancel = Cancel
step-meeting-resume = Take up again
step-meeting-submit = Hand in
step-resolution-adopt = Adopt
step-resolution-issue = Issue
step-resolution-reopen = Back to draft
step-resolution-repeal = Repeal
step-review-return = Return
step-review-accept = Accept
step-review-reopen = Review again
step-task-begin = Begin
step-task-finish = Finish
step-task-replace = Replace
step-task-cancel = Cancel
step-task-reopen = Open again

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

# Records of any kind
records-title = Records
records-search = Words in a record
records-kind = Kind
records-all-kinds = Every kind
records-overdue = Overdue only
records-unseen = Not seen yet only
records-count = { $n } records
records-none = No record.
records-name = Name
records-day = Day or due
records-late = Overdue
record-about = About
record-count = Draw the figures from the records
record-count-note = Counts the records of the period of this organisation and those below it. Counted again, drawn figures change; what somebody wrote or mended stays, and is drawn again once its value is cleared. Records in dispute are left out.
record-steps = Next steps
record-begin = Begin
record-add = Add
record-edit = Edit
record-save = Save
record-related = Records about it
record-beside = Another record of this kind and period says that it is the one. Look at both and keep one.
record-subject = Subject
record-changed = The record is not as it was when this page was opened, so nothing was written. Look at it below and do it again.
record-untaken = Typed and not written
record-about-changed = The record under review has changed since this page was opened, so nothing was written. Read it again and do it again.
record-disputed = Several values stand here. Write one to decide; what is left empty stays as it is.
part-resolution-conclusions = The chair's conclusions
field-resolution-item = Item
field-resolution-conclusion = Conclusion
kind-reply = The cell's reply
field-reply-to = In answer to
field-reply-by = Answered by
field-reply-text = Text
field-reply-mended_on = Mended on
part-reply-about = Head
part-reply-answers = Answers

# What does not fit in a meeting, as a whole sentence
found-sum_over = Added up { $left }, but there are only { $right }. { $n } too many.
found-sum_short = Added up { $left }, but there have to be { $right }. { $n } missing.
found-over_issued = { $left } collected, but only { $right } handed out. { $n } too many.
found-valid_over = { $left } valid, but only { $right } collected. { $n } too many.
found-over_eligible = { $left } votes, but only { $right } may vote. { $n } too many.
found-over_present = Added up { $left }, but only { $right } people are present. { $n } too many.
found-over_roll = { $left } noted as voting, but the roll has only { $right } official members present. { $n } too many.
found-roll_incomplete = It is closed, and { $left } of { $right } people are not recorded.
found-ends_first = It is noted as closed at { $end }, before it began at { $start }.
found-marked = { $left } places bear a secrecy marking. Such content belongs on paper only.
found-unreadable = { $left } places of the record cannot be read.

# A vote that is weighed: of whom it is counted, how many it needs, how it ends, what that rests on
weigh-half = half
weigh-over = More than { $share } of { $base } is { $need }.
weigh-least = At least { $share } of { $base } is { $need }.
weigh-over_open = It needs more than { $share } of those who may vote.
weigh-least_open = It needs at least { $share } of those who may vote.
weigh-base = Counted of { $n } members who may vote.
weigh-base_roll = Nobody noted how many may vote, so it is counted of the { $n } by the roll.
weigh-base_present = Nobody noted how many may vote, so it is counted of the { $n } present.
weigh-base_none = Nobody noted how many may vote.
weigh-roll = The roll has { $official } official members; { $out } do not count, which leaves { $n }.
weigh-roll_all = The roll has { $n } official members.
weigh-passed = Passed: { $n }/{ $base }{ $percent }.
weigh-not_passed = Not passed: { $n }/{ $base }{ $percent }, it needs { $need }.
weigh-incomplete = There are not enough figures to tell the result.
weigh-impossible = No result yet: the figures do not fit together.
weigh-in_conflict = Two phones noted two figures. Pick the right one, and Sen works out the result.
weigh-own = The cell noted this share; the rules have another.
instrument = { $number } of { $date } ({ $issuer })
basis = By { $instrument }.
basis-unsure = By { $instrument }; { $sureness }.
sureness-text_seen = its own words were read
sureness-secondary = known from summaries
sureness-single_source = known from one source
sureness-unresolved = sources differ
sureness-assumption = taken until the document is found

# What stands in the way of signing the minutes
missing-decision = Two phones differ in { $place }. Pick one.
missing-chair = Nobody is named as chair.
missing-minute_taker = Nobody is named as minute-taker.
missing-called_off = This meeting was called off. If it is held after all, open it again first.
missing-roll = The roll was not called.
missing-uncalled = { $n ->
    [one] 1 person is not recorded.
   *[other] { $n } people are not recorded.
}
missing-start = It is not noted when it began.
missing-end = It is not noted when it closed.
missing-short = It lasted { $n } minutes; the rules want { $least }.
missing-agenda = There is no item of business.
missing-conclusion = Item { $number } “{ $title }” has no conclusion.
missing-vote = No vote is recorded.
missing-figures = { $vote }: there are not enough figures to tell the result.
missing-minutes = The minutes are empty.
missing-points = { $n ->
    [one] 1 line has no points.
   *[other] { $n } lines have no points.
}

# The steps of a meeting, in a few words
stage-prepare_none = No business yet
stage-prepare = { $n ->
    [one] 1 item of business
   *[other] { $n } items of business
}
stage-prepare_chair = no chair named
stage-prepare_taker = no minute-taker named
stage-prepare_draft = draft resolution begun
stage-roll_none = Not called
stage-roll = { $n }/{ $all } present
stage-roll_away = { $n } absent
stage-roll_open = { $n } not recorded
stage-business_none = No business yet
stage-business_all = { $n } items, all concluded
stage-business = { $n }/{ $all } items concluded
stage-votes_none = No vote yet
stage-votes_all = { $n } votes with a result
stage-votes = { $n }/{ $all } votes with a result
stage-minutes_none = Not written
stage-minutes = { $n } words written
stage-score_none = Not scored
stage-score_grade = { $n } points, { $grade }
stage-score_total = { $n } points, not graded
stage-score = Points on { $n }/{ $all } lines
stage-adopt_done = Adopted
stage-adopt_second = Waiting for the second signature
stage-adopt_ready = Ready to be signed
stage-adopt = { $n } things before signing

# A meeting against the clock
lasts-unknown = It is not noted when it was held.
lasts-unknown_least = It is not noted when it was held. The rules want { $least } minutes.
lasts-so_far = { $n } minutes so far.
lasts-left = { $n } more minutes make { $least }.
lasts-so_far_enough = { $n } minutes so far, which is at least { $least }.
lasts-in_all = It lasted { $n } minutes.
lasts-in_all_short = It lasted { $n } minutes; the rules want { $least }.
lasts-in_all_enough = It lasted { $n } minutes, which is at least { $least }.
notice-met = Announced on { $done }. The last day was { $day }, { $n } day before the meeting.
notice-late = Announced on { $done }, after the last day { $day }, { $n } day before the meeting.
notice-unknown = It is not noted as announced. The last day is { $day }, { $n } day before the meeting.
papers-met = Minutes finished on { $done }. The last day was { $day }, { $n } days after the meeting.
papers-late = Minutes finished on { $done }, after the last day { $day }, { $n } days after the meeting.
papers-overdue = The minutes are not adopted. The last day { $day } has passed, { $n } days after the meeting.
papers-unknown = Minutes and resolution are due by { $day }, { $n } days after the meeting.

# Passages for the minutes, made of what was recorded
passage-opening = Opening: time, place, chair, minute-taker
passage-roll = Roll
passage-item = Item { $number }: { $title }
passage-vote = Vote: { $vote }
passage-closing = Closing
passage-begins = The meeting began at { $time } on { $date }.
passage-place = Place: { $place }.
passage-chair = Chair: { $name }.
passage-taker = Minute-taker: { $name }.
passage-ends = The meeting closed at { $time }.
passage-present = Present { $n } of { $all } members who had to come.
passage-excused = Absent with a reason { $n }: { $names }.
passage-unexcused = Absent without a reason { $n }: { $names }.
passage-left_out = Not counted { $n }: { $names }.
passage-uncalled = Not recorded { $n }: { $names }.
passage-guests = Guests { $n }: { $names }.
passage-item_line = ({ $number }) { $title }
passage-presenter = Presented by { $name }.
passage-opinion = { $name }: { $text }
passage-conclusion = The chair concluded: { $text }
passage-nobody = no name noted
passage-voted = Vote on { $vote }{ $method }: { $sides }.
passage-for = for { $n }
passage-against = against { $n }
passage-other = other { $n }
proposal-meeting = From the meeting of { $date }.
proposal-guidance = By the ward's guidance: { $title }

# Papers: minutes and resolutions as they are printed, signed and filed
paper-party = COMMUNIST PARTY OF VIET NAM
paper-superior = PARTY ORGANISATION { $x }
paper-issuer = CELL { $x }
paper-number = No. { $n }-{ $symbol }
paper-dated = { $place }, on { $date }
paper-no_date = ……/……/……
paper-draft = DRAFT
paper-repealed = REPEALED
paper-row = No.
paper-version = { $value } (written by { $who })
paper-nobody = nobody known
paper-disputed = not settled: { $versions }
paper-minutes = MINUTES
paper-of_month = of { $month }/{ $year }
paper-time = - Time: { $x }.
paper-place = - Place: { $x }.
paper-topic = - Topic: { $x }.
paper-chair = - Chair: comrade { $x }.
paper-chair_post = { $name } ({ $post })
paper-minute_taker = - Minute-taker: comrade { $x }.
paper-guests = - Delegates and guests (if any): { $x }.
paper-roll = - Members: { $total } in all ({ $official } official, { $probationary } probationary); exempt or away by rule { $exempt }; required { $required }; present { $present }{ $percent }; absent with a reason { $excused }; absent without one { $unexcused }.
paper-absent = - Who was absent:
paper-opening = I. OPENING
paper-agenda = Order of business:
paper-business = II. BUSINESS
paper-presenter = Presented by comrade { $x }.
paper-course = Course of the meeting
paper-votes = Votes
paper-outcome = Result: { $x }.
paper-outcome_open = Result: none yet, because the figures are not settled.
paper-closing = III. CLOSING
paper-score = Rating of the meeting: { $n } points, grade { $grade }.
paper-read_back = The minutes were read back to the cell; { $n } members present agreed to them.
paper-ends = The meeting closed at { $x } on the same day.
paper-drawn = The figures were drawn from the records on { $on }.
paper-drawn_part = { $n } of { $all } figures were drawn from the records on { $on }; the others were written by hand.
paper-unsettled = TO BE SETTLED BEFORE SIGNING
paper-sign_taker = MINUTE-TAKER
paper-sign_chair = CHAIR
paper-signed = Comrade { $who } signed in Sen as { $capacity } at { $at }.
paper-digest = Digest of the signed content: { $x }
paper-proposed = { $n ->
    [one] After the adoption one addendum was proposed; it is no part of these minutes.
   *[other] After the adoption { $n } addenda were proposed; they are no part of these minutes.
}
paper-resolution = RESOLUTION
paper-conclusion = CONCLUSION
paper-article = Article { $n }. { $heading }
paper-basis = - On the basis of { $x };
paper-resolves = The cell resolves as follows:
paper-concludes = The cell concludes as follows:
paper-task = Task
paper-comrade = comrade { $name }
paper-partners = With: { $names }
paper-adopted_by = Result of the vote on it: { $x }.
paper-signed_for = For { $x }
paper-copies = Copies to:
paper-for_cell = ON BEHALF OF THE CELL
paper-for_committee = ON BEHALF OF THE COMMITTEE
paper-name = Name
paper-subject = Subject
paper-total = Total
paper-extract = EXTRACT OF MINUTES
paper-extracted = WHAT WAS DECIDED
paper-true_extract = TRUE TO THE MINUTES
paper-score_sheet = SCORE SHEET OF A CELL MEETING
paper-rubric = By the rubric: { $x }.
paper-criterion = Criterion
paper-most = Most
paper-points = Points
paper-counted = What Sen counted
paper-computed = { $why }: { $n } points
paper-not_asked = Not asked
paper-graded = Grade of the meeting: { $grade }.
paper-receipts = RECEIPTS FOR PARTY DUES
paper-paid = { $cell }. Receipt: { $month }. Paid: { $paid }. On: { $day }.
paper-in_words = In words: { $x }.
paper-payer = PAID BY
paper-taker = TAKEN BY
paper-nobody_paid = Nobody is written down as having paid in this month.
paper-drawn_up_by = DRAWN UP BY
paper-tasks = TASKS IN SIX PLAIN POINTS
paper-tasks_on = As of { $day }
paper-attendance = ATTENDANCE AT MEETINGS
paper-attendance_of = From { $from } to { $to }
paper-came = Came/had to
paper-marks = x: present; T: online; P: excused; K: unexcused; M: exempt or away by the rules; ……: not marked; ?: in dispute; empty: not on that roll.
paper-cut = Only the first { $n } records are printed; there are more, so nothing is added up.
paper-grading = GRADES OF MEMBERS
paper-grading_of = Period { $period }
paper-residence = MEMBERS WHO KEEP CONTACT WHERE THEY LIVE
paper-residence_by = By regulation 213-QĐ/TW
paper-comment = COMMENT ON A MEMBER AT THE PLACE OF RESIDENCE
paper-comment_of = Year { $year }
paper-residence_comment = Comment of { $year }
paper-sort-whole = The whole paper
paper-sort-extract = Extract of minutes
paper-sort-score = Score sheet
paper-sort-receipts = Receipts for dues
paper-sort-comment = Comment for the place of work
