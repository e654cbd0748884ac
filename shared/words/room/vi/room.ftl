# Phòng làm việc: khung trang và các phần
nav-month = Tháng
nav-cells = Chi bộ
nav-records = Hồ sơ
nav-devices = Thiết bị
nav-queue = Chờ xử lý
nav-office = Quản lý
tab-month = Bảng tháng
tab-held = Tạm giữ
tab-members = Sổ đảng viên
tab-records = Hồ sơ
tab-devices = Thiết bị
tab-audit = Nhật ký
menu-of = { $x }: ngôn ngữ, đăng xuất
