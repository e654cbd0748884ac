# People, devices, audit, backups
audit-detail = Detail
audit-export_members = Exported the register of members
audit-export_records = Exported a list of records
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
sheet-how = Open Sen, choose "Enrol", scan the picture; check the name and the cell, then confirm.
