# People, devices, audit, backups
audit-detail = Detail
audit-export_members = Exported the register of members
audit-export_records = Exported a list of records
audit-count_records = Counted records for a report
audit-export_audit = Exported the log
devices-q = Name of a person or cell
audit-any = Every action
audit-from = From
audit-to = To
audit-clear = Clear the filter
audit-none-here = Nothing by this filter.
devices-sheet = Print several codes
sheet-title = Sheet of enrolment codes
sheet-lead = Makes codes for several people of a cell at once: print, cut, hand over. Each is good for one device, for 24 hours.
sheet-members = Show the members
sheet-none = This cell has no member in the register.
sheet-no-code = No code
sheet-go = Make the codes and show the sheet
sheet-how-many = Choose a role for one person at least and { $n } at most.
sheet-once = { $n ->
    [one] { $n } code, shown once.
   *[other] { $n } codes, shown once.
}
sheet-print = Print now with the browser, cut, hand over. Do not photograph and send them.
sheet-cells-title = Sheet of enrolment codes for every cell
sheet-cells-lead = Write a name or card number into the field of each role of each cell; an empty field makes no code. Print once, cut, hand over. Each code is good for one device, for 24 hours.
sheet-cells-none = There is no cell yet. Cells come with a register that is imported, or are added under Organisations.
sheet-cells-nobody = Nobody is named. Name one person at least.
sheet-cells-problem = No code was made: a field does not fit exactly one member of its cell. What stands in the others is kept.
sheet-cells-in-use = Has a phone:
sheet-how = Open Sen, choose "Enrol", scan the picture; check the name and the cell, then confirm.

# Handing a phone over
hand-over = Hand over
hand-over-title = Hand a device over
hand-over-lead = Whoever holds it no longer does that work: shut them out and make a code for whoever takes it on, of the same cell, in one step.
hand-over-from = Held by
hand-over-unsent = This device may have work it has not sent. If possible let it sync first; what it sends after it is revoked is held, not lost.
hand-over-note = From then on the former holder neither reads nor sends. Whoever takes it on scans the code on this device or another.
hand-over-go = Revoke and make a code
hand-over-same = This person holds the device. Choose who takes it on.
hand-over-reason = Handed over to { $x }
hand-over-done = { $x } is shut out. The code below is for whoever takes it on.

# Backups
tab-backups = Backups
backups-title = Backups
backups-lead = Each is one file with every record and the server's key. Copy the newest one elsewhere and guard it like a seal.
backups-make = Back up now
backups-running = A backup is being made or checked, since { $x }. Reload the page for the result.
backups-old = The newest sound one is { $n } days old. Back up daily.
backups-none-sound = None was checked and found sound.
backups-none = There are no backups here.
backups-name = File
backups-at = Time
backups-size = Size
backups-checked = Check
backups-check = Check
backups-where = The files lie on the server in:
backup-sound = Sound
backup-damaged = Damaged
backup-unchecked = Not checked
notice-backup_made = Backed up and checked: the copy is sound.
notice-backup_sound = The copy is sound: every record, signature and the log agree.
notice-backup_damaged = The copy is damaged; do not rely on it. The server's log says where.
notice-backup_failed = It could not be made or checked. See the server's log: often the disk is full.
notice-backup_running = One is being made or checked just now. Wait for it to end.
notice-backups_full = The folder holds too many. Move some elsewhere, then back up again.
audit-backup_made = Made a backup
audit-backup_checked = Checked a backup
