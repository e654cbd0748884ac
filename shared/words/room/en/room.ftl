# The room: the frame of its pages and its parts
nav-month = Month
nav-cells = Cells
nav-records = Records
nav-devices = Devices
nav-queue = To do
nav-office = Administration
tab-month = Month by month
tab-held = Held
tab-members = Register
tab-records = Records
tab-devices = Devices
tab-audit = Audit log
menu-of = { $x }: language, signing out
