# People, devices, audit, backups
audit-detail = Detail
audit-export_members = Exported the register of members
audit-export_records = Exported a list of records
audit-export_audit = Exported the log
devices-q = Name of a person or cell
