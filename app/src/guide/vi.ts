// The guide in Vietnamese.

import type { GuideText } from "./text";

export const vi: GuideText = {
  "first-opening": {
    title: "Mở lần đầu",
    about: "Từ liên kết đảng ủy gửi đến lúc ghi được buổi họp đầu tiên.",
    parts: [
      {
        heading: "Trước khi bắt đầu",
        pictures: [["who", "Màn hình đầu tiên: mã này cấp cho ai."]],
        steps: [
          "Đảng ủy gửi cho đồng chí một liên kết hoặc một mã QR. Mỗi mã chỉ dùng được một lần, cho một người.",
          "Mở liên kết bằng Chrome. Nếu liên kết mở trong Zalo, bấm “Mở bằng Chrome” trước.",
          "Đừng mở trong cửa sổ ẩn danh: trình duyệt xóa hết khi đóng.",
        ],
      },
      {
        heading: "Cài và đặt PIN",
        pictures: [["pin", "Đặt mã PIN bằng bàn phím trên màn hình."]],
        steps: [
          "Xem tên, chức vụ và chi bộ hiện trên màn hình. Nếu không đúng thì dừng lại và báo đảng ủy.",
          "Bấm “Cài vào máy”. Từ đó Sen mở được cả khi không có mạng.",
          "Đặt PIN từ 6 số trở lên. PIN khóa sổ trên máy này, không ai khác biết, kể cả đảng ủy.",
          "Nhiều người dùng chung một máy thì mỗi người một tên và một PIN riêng.",
        ],
      },
      {
        heading: "Nên làm ngay",
        pictures: [["today", "Màn hình Hôm nay. Góc phải trên báo đã gửi hết."]],
        steps: [
          "Xem mục Đảng viên đã đủ chưa. Danh sách này dùng để điểm danh.",
          "Đặt khóa màn hình cho điện thoại.",
          "Chờ dòng chữ ở góc phải báo đã gửi, rồi hãy tắt mạng.",
        ],
      },
    ],
  },
  meeting: {
    title: "Một buổi họp, từ đầu đến lúc nộp",
    about: "Bảy bước của buổi họp, rồi nghị quyết và nộp lên đảng ủy.",
    parts: [
      {
        heading: "Trước buổi họp",
        pictures: [["thread", "Trang buổi họp: bảy bước, bước đang làm có viền."]],
        steps: [
          "Ở Hôm nay hoặc Buổi họp, bấm “Mở buổi họp mới”. Chọn loại, ngày, bấm “Mở”. Máy khác mở cùng loại, cùng ngày thì hai máy ghi chung một buổi.",
          "Bước Chuẩn bị: bỏ dấu ở nội dung Sen đề nghị mà tối nay không họp, lấy phần còn lại vào chương trình, rồi thêm, sửa, đổi thứ tự.",
          "Ghi người chủ trì, thư ký và địa điểm ở “Sửa thông tin”.",
        ],
      },
      {
        heading: "Trong buổi họp",
        pictures: [
          ["roll", "Điểm danh: bấm vào tên là có mặt."],
          ["votes", "Biểu quyết: số phiếu, tổng và kết quả."],
        ],
        steps: [
          "Bấm “Bắt đầu họp” để ghi giờ, hoặc tự ghi giờ ở “Sửa thông tin”.",
          "Điểm danh: bấm vào tên người có mặt. Ai vắng thì bấm “Vắng” và chọn lý do. Cuối cùng bấm “Còn lại có mặt”.",
          "Nội dung: mỗi mục bấm “Người phát biểu”, chọn tên, gõ ý kiến. Gõ tới đâu, máy ghi tới đó.",
          "Biểu quyết: gõ số phiếu. Số không khớp thì Sen báo ngay và nói thừa hay thiếu bao nhiêu.",
          "Biên bản: bấm “Đưa phần đã ghi vào” để lấy điểm danh, ý kiến, kết quả biểu quyết vào chỗ con trỏ, rồi đọc lại cho chi bộ nghe.",
          "Chấm điểm: dòng nào Sen tính được thì có sẵn kèm lý do. Dòng còn lại chi bộ chấm.",
        ],
      },
      {
        heading: "Ký và nộp",
        pictures: [
          ["signing", "Hai chữ ký ở bước Thông qua."],
          ["safe", "Một, hai, ba cánh sen: đang ở đâu."],
        ],
        steps: [
          "Họp xong, bấm “Kết thúc” ở trang buổi họp.",
          "Thông qua: Sen liệt kê việc còn vướng, bấm vào từng việc để sửa. Hết vướng thì ký.",
          "Người thứ hai ký trên máy này bằng PIN của mình, hoặc trên máy khác. Đọc to mã bản cho nhau: cùng mã là cùng một bản.",
          "Nghị quyết: xem dự thảo, sửa từng phần, giao thành việc.",
          "Bấm “Nộp đảng ủy”. Hai cánh sen tô đậm là máy chủ đã giữ. Ba cánh là đảng ủy đã xem.",
          "Cần bản giấy thì bấm “Xem và in”, hoặc tạo tệp Word.",
        ],
      },
    ],
  },
  "no-line": {
    title: "Khi không có mạng",
    about: "Ghi như thường. Có mạng thì Sen tự gửi.",
    parts: [
      {
        heading: "Ghi như thường",
        pictures: [["offline", "Góc phải trên báo không có mạng và còn mấy mục chưa gửi."]],
        steps: [
          "Mọi màn hình đều dùng được khi không có mạng. Không có nút Lưu vì chữ nào gõ ra cũng đã nằm trên máy.",
          "Góc phải luôn nói còn mấy mục chỉ có trên máy này. Mất máy là mất những mục đó.",
          "Có mạng lại thì Sen tự gửi. Đồng chí không phải làm gì.",
        ],
      },
      {
        heading: "Không đợi được mạng",
        pictures: [["ways", "Trang An toàn: các cách gửi khi không có mạng."]],
        steps: [
          "Bấm vào góc phải. “Nộp bằng tệp” làm một tệp cho đảng ủy, “Chuyển qua máy khác” làm một gói cho máy được chọn. Cả hai đã khóa: chỉ bên nhận mở được.",
          "Gửi tệp qua Zalo, chép vào thẻ nhớ, hoặc cho máy kia quét mã QR. Đảng ủy gửi lại tệp trả lời thì bấm “Nhận tệp trả lời”.",
          "Gửi trùng hai lần không sao: bên nhận chỉ lấy một lần.",
        ],
      },
      {
        heading: "Hai máy cùng ghi",
        pictures: [["conflict", "Hai máy ghi hai số: chọn số đúng."]],
        steps: [
          "Hai người ghi hai chỗ khác nhau thì Sen ghép lại đủ cả.",
          "Hai người ghi hai số khác nhau vào cùng một chỗ thì Sen giữ cả hai và hỏi chi bộ chọn.",
          "Biên bản được ghép từng chữ. Nên đọc lại chỗ hai người cùng gõ.",
        ],
      },
    ],
  },
  lost: {
    title: "Khi mất máy hoặc hỏng máy",
    about: "Báo đảng ủy khóa máy cũ, nhận mã mới, lấy lại phần đã gửi.",
    parts: [
      {
        heading: "Làm ngay",
        pictures: [],
        steps: [
          "Gọi đảng ủy, đề nghị khóa máy cũ. Máy bị khóa không gửi và không nhận thêm được gì.",
          "Sổ trong máy cũ được khóa bằng PIN. Người nhặt được không đọc được nếu không biết PIN.",
        ],
      },
      {
        heading: "Dùng máy mới",
        pictures: [["code", "Máy mới quét mã của đảng ủy."]],
        steps: [
          "Xin đảng ủy mã mới, mở liên kết trên máy mới như lần đầu.",
          "Phần nào đã gửi về máy chủ thì tự về lại. Phần chỉ có trên máy cũ thì không lấy lại được.",
          "Đồng chí khác trong chi bộ còn giữ phần nào thì phần đó cũng về theo.",
        ],
      },
      {
        heading: "Tìm thấy máy cũ",
        pictures: [["revoked", "Máy cũ bị thu hồi báo như thế này."]],
        steps: [
          "Mở Sen, nhập PIN. Việc chưa gửi vẫn nộp được: bấm vào góc phải, “Nộp bằng tệp”, dù máy đã bị khóa.",
          "Quên PIN thì không ai mở lại được sổ trên máy, nhưng phần chưa gửi đã khóa sẵn: bấm “Quên mã PIN”, tạo tệp nộp đảng ủy, rồi xin mã mới.",
        ],
      },
    ],
  },
};
