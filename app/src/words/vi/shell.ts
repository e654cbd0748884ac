// Words of the frame: the bar, the start, who is at the phone, safety and settings.

export const shell = {
  mainParts: "Phần chính",
  tabs: { today: "Hôm nay", meetings: "Buổi họp", members: "Đảng viên", tasks: "Công việc" },
  me: "Đổi người, cài đặt",
  notFound: "Không có trang này",
  notFoundNote: "Địa chỉ này không mở ra trang nào của Sen.",
  line: { offline: "Không có mạng", sending: "Đang gửi", failed: "Chưa gửi được", good: "Đã ghi", unmet: "Chưa gặp máy chủ", asking: "Đang hỏi máy chủ", revoked: "Đã thu hồi", unknown: "Cần mã mới", held: "Có mục để riêng" },
  pull: { begun: "Kéo xuống để gửi và nhận", far: "Thả tay để gửi và nhận" },
  unsent: (n: number) => `${n} mục chưa gửi`,
  nothingUnsent: "Đã gửi hết",
  starting: { window: "Đang xem có cửa sổ nào khác đang mở sổ không.", load: "Đang lấy máy ghi. Lần đầu phải tải khoảng 2 MB.", engine: "Đang mở máy ghi." },
};
