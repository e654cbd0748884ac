# The room: the frame of its pages and its parts
nav-month = Month
nav-cells = Cells
nav-records = Records
nav-devices = Devices
nav-queue = To do
nav-office = Office
tab-month = Month by month
tab-held = Held
tab-members = Register
tab-records = Records
tab-devices = Devices
tab-audit = Audit log
menu-of = language, guide, signing out

# A form that came too late
form-lost-title = Not saved: this form is no longer good
form-lost-expired = Your session had ended when you sent it, so nothing was written. What you wrote is still below: sign in again in a new window, then copy it there.
form-lost-again = This page was opened in another session, so nothing was written. What you wrote is still below: open the page again in a new window, then copy it there.
form-lost-text = You wrote
form-lost-back = Open the page in a new window
form-lost-sign-in = Sign in in a new window

# Word of changes while a page is open
live-changed = Something changed since this page was opened.
live-reload = Reload
