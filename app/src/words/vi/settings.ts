// Words of the settings.

export const settings = {
  title: "Cài đặt",
  server: "Máy chủ",
  language: "Ngôn ngữ",
  languages: { vi: "Tiếng Việt", en: "English" },
  safety: "Khóa sổ",
  changePin: "Đổi mã PIN",
  lock: "Khóa sổ, đổi người",
  useFingerprint: "Mở bằng vân tay từ lần sau",
  hasFingerprint: "Từ lần sau mở được bằng vân tay.",
  noFingerprint: "Máy này chưa làm được. Mã PIN vẫn dùng như trước.",
  forgetFingerprint: "Thôi mở bằng vân tay",
  pins: { old: "Mã PIN đang dùng", new: "Mã PIN mới", again: "Nhập lại mã PIN mới" },
  phone: "Máy này",
  installed: "Sen đã ở màn hình chính.",
  notInstalled: "Sen chưa ở màn hình chính.",
  kept: "Trình duyệt đã hứa giữ dữ liệu.",
  notKept: "Trình duyệt chưa hứa giữ dữ liệu. Gửi về máy chủ sau mỗi buổi họp.",
  room: (used: number, all: number) => `Đã dùng ${used} MB trong ${all} MB.`,
  about: "Về Sen",
  licences: "Sen 0.1.0, giấy phép Apache 2.0. Dùng Preact, jsQR, SQLite, SQLCipher, Automerge.",
};
