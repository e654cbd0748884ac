# People, devices, audit, backups
audit-detail = Chi tiết
audit-export_members = Xuất danh sách đảng viên
audit-export_records = Xuất danh sách hồ sơ
audit-export_audit = Xuất nhật ký
devices-q = Tên người hoặc chi bộ
audit-any = Mọi việc
audit-from = Từ ngày
audit-to = Đến ngày
audit-clear = Bỏ lọc
audit-none-here = Không có mục nào theo bộ lọc này.
