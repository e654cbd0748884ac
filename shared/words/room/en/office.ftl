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
