# People of the console: who signs in, sessions, passwords, the second factor
tab-people = People
menu-account = Password and sessions
people-title = People
people-lead = Who can sign in here. When somebody is kept out, all of their sessions end at once.
people-add = Add a person
people-name = Full name
people-role = Role
people-last = Last sign-in
people-second = Six-digit code
people-second-yes = yes
people-second-no = not yet
people-sessions = { $n ->
    [one] { $n } session open
   *[other] { $n } sessions open
}
people-own = this is you
people-place-ended = This organisation has ended and nobody carries it on: keep the person out once nothing is left to do.
people-place-carried = This organisation has ended; this person now stands in { $x }, which carries it on.
people-until = until { $x }
people-since = since { $x }
person-active = In use
person-locked = Locked out somewhere
person-waiting = Has not chosen a password
person-disabled = Kept out
person-member = Member
person-disabled-by = Kept out by
person-code-until = Code for a password, good until
person-own = My password, sessions and six-digit code
person-acts = With this person
person-role = New role
person-role-note = With another role all of this person's sessions end; they sign in again with the password they have.
person-role-go = Change the role
person-reset-note = Makes a code that works once within 24 hours, with which this person chooses a new password. An earlier unused code is good no more; the present password goes on until a new one is chosen.
person-reset-go = Make a code for a new password
person-second-note = Only when this person has lost their phone and every recovery code: from then on the password alone is enough.
person-second-go = Turn off this person's six-digit code
person-unlock-note = { $n ->
    [one] { $n } place failed too often and is locked out. Unlocked, it can try again at once.
   *[other] { $n } places failed too often and are locked out. Unlocked, they can try again at once.
}
person-unlock-go = Unlock
person-sessions-note = This person has to sign in again everywhere.
person-sessions-go = End all sessions
person-enable-note = This person can sign in again with the password and six-digit code they had.
person-enable-go = Let in again
person-disable-note = All sessions end at once, and nobody signs in with this login any more. What this person wrote stays as it is.
person-disable-go = Keep out
person-add-title = Add a person
person-add-lead = The new person is given a code that works once, and chooses a password of their own.
person-add-go = Add and make a code
person-login-hint = Letters without marks, digits, dots, dashes; 2 to 64 characters. For example: lan.nt
person-place = Place
person-role-hint = At a cell there are only the office and the party-building board.
person-role-van_phong = Office: reads, reviews, the log, people and devices
person-role-ban_xay_dung_dang = Party-building board: reads, reviews
person-role-thuong_truc = Standing committee: reads, reviews
person-role-ubkt = Inspection: reads, the log
person-role-cap_tren = Superior: figures and adopted minutes
person-member-typed = Which member this is (optional)
person-member-hint = Type the name or card number as in the register, if this person is in it.
person-no-member = No member at this place has that name or card number.
person-code-title = Code for a password
person-code-once = This code is shown once. After leaving this page, another has to be made.
person-code = Code
person-code-where = To be typed in at
person-code-note = Read it out or hand it over; do not send it in a message. It works once; when it is late, make another.
person-code-done = To this person's page
people-refused-not_allowed = Only an administrator can do this.
people-refused-unknown = There is no such person.
people-refused-login_taken = Somebody has this login. Try one more digit.
people-refused-bad_login = A login has 2 to 64 letters without marks, digits, dots or dashes.
people-refused-no_name = Write the full name.
people-refused-no_place = Choose a place that exists today.
people-refused-no_role = Choose a role that there is at this place.
people-refused-own = Nobody does this to themselves. Ask another administrator.
people-refused-last_administrator = This is the last administrator of the ward. Give the office's role to somebody else first.
people-refused-disabled = This person is kept out. Let them in again first.
own-refused-wrong_password = The password is wrong.
own-refused-same_password = The new password is the old one.
own-refused-short_password = A password has at least 10 characters.
own-refused-long_password = A password has at most 256 characters.
own-refused-not_again = The two are not alike.
own-refused-wrong_code = The code is wrong or too old. Wait for the next on your phone, and check the phone's clock.
own-refused-unknown_code = There is no such code, or it was used. Ask the office for another.
own-refused-late_code = This code is too late. Ask the office for another.
own-refused-has_second = There is a six-digit code already. Turn it off before setting it up again.
account-title = My sign-in
account-lead = Login: { $x }
account-password = Change the password
account-old = Present password
account-new = New password
account-new-hint = At least 10 characters. A sentence you remember is better than a hard word.
account-again = New password again
account-password-note = After the change, all of your other sessions end.
account-password-go = Change the password
account-prove = Your password
sessions-title = Open sessions
sessions-none = No session is open.
sessions-browser = Browser
sessions-unknown = Unknown browser
sessions-since = Since
sessions-used = Last used
sessions-own = This session
sessions-end = End
sessions-end-others = End all other sessions
second-title = Six-digit code
second-lead = Beside the password, each sign-in takes a code of six digits from your phone. Who knows the password and has not got the phone does not get in.
second-begin = Set up the six-digit code
second-go-on = Go on
second-since = In use since { $x }.
second-left = { $n ->
    [one] { $n } recovery code is left.
   *[other] { $n } recovery codes are left.
}
second-end = Turn the six-digit code off
second-qr = Picture for an authenticator to scan
second-step-1 = Open an authenticator (Google Authenticator, Aegis, FreeOTP…) on your phone and scan this picture.
second-step-2 = Type the six digits it shows. Until a right code was typed, nothing changes.
second-key = If it cannot be scanned, type this key:
second-code = Six digits
second-confirm = Confirm
second-codes-title = Recovery codes
second-done = The six-digit code is on.
second-codes-lead = Each stands in for the six digits once, when the phone is not at hand. Copy them on paper and keep it safe: they are shown once.
second-codes-done = Copied, to my page
sign-in-reset = I have a code for a password
sign-in-idle = { $n ->
    [one] A session ends by itself when it is not used for { $n } minute.
   *[other] A session ends by itself when it is not used for { $n } minutes.
}
sign-in-hours = { $n ->
    [one] However much it is used, a session lasts { $n } hour at most.
   *[other] However much it is used, a session lasts { $n } hours at most.
}
sign-in-code-title = Type the six digits
sign-in-code-lead = The password is right. Type the six digits your phone shows now, or a recovery code.
sign-in-code-wrong = The code is wrong or was used. Wait for the next.
sign-in-code-help = Lost the phone and every recovery code? Ask the ward's office.
sign-in-code-again = Sign in from the beginning
reset-title = Choose a password
reset-lead = With the code that the ward's office gave you; it works once.
reset-code = The code you were given
reset-go = Choose this password
reset-back = To the sign-in page
notice-person_role = The role is changed; this person's sessions have ended.
notice-person_disabled = Kept out; all of this person's sessions have ended.
notice-person_enabled = This person can sign in again.
notice-person_unlocked = Unlocked.
notice-sessions_ended = Ended.
notice-second_off = The six-digit code is off.
notice-password_changed = The password is changed; all other sessions have ended.
notice-password_chosen = The password is chosen. Sign in with it.
audit-person_role = Changed a person's role
audit-person_disabled = Kept a person out
audit-person_enabled = Let a person in again
audit-person_unlocked = Unlocked a sign-in
audit-reset_code = Made a code for a password
audit-password_set = Chose a password with a code
audit-password_changed = Changed their own password
audit-sessions_ended = Ended sessions
audit-second_on = Turned the six-digit code on
audit-second_off = Turned the six-digit code off
audit-recovery_used = Used a recovery code
audit-code_failed = Typed a wrong six-digit code
second-required = The ward requires a code of 6 digits of everybody. Once this is done the other pages open.
