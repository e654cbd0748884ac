# People, devices, audit, backups
audit-detail = Chi tiết
audit-export_members = Xuất danh sách đảng viên
audit-export_records = Xuất danh sách hồ sơ
audit-export_audit = Xuất nhật ký
devices-q = Tên người hoặc chi bộ
