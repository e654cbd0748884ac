//! The year goes on in the app: a cell's meeting without a network, from its opening to the ward's server, a matter that it
//! dealt with, and the report that the office draws of everything.

use shared::id::DocId;
use tests::app::AppPhone;
use year::stage::Stage;

use crate::app::{aside, doc_of, enrol, send, vote};

/// The day of the meeting, within the period of the report.
const DAY: &str = "2026-11-20";
const TOPIC: &str = "Học tập và làm theo Bác";
const CASE: &str = "Khen thưởng tổ tự quản số 4";
/// What the meeting is called where one is chosen.
const MEETING: &str = "Sinh hoạt chuyên đề";
const REPORT: &str = "Báo cáo tổng kết năm 2026, lập trên máy của văn phòng";

/// What the story looks at afterwards.
pub(super) struct Written {
    pub(super) meeting: DocId,
    pub(super) case: DocId,
    pub(super) report: DocId,
}

/// Lives it.
pub(super) async fn goes_on(stage: &Stage, address: &str) -> Written {
    let head = enrolled(stage, address, ("my-phuoc", "bi_thu", "Nguyễn Văn An")).await;
    head.set_online(false).await.unwrap();
    let meeting = meeting(&head).await;
    let case = case(&head).await;
    head.set_online(true).await.unwrap();
    send(&head).await;
    let office = enrolled(stage, address, ("ward", "van_phong", "Trần Thanh Tâm")).await;
    let report = report(&office).await;
    send(&office).await;
    Written { meeting: doc_of(&meeting), case: doc_of(&case), report: doc_of(&report) }
}

async fn enrolled(stage: &Stage, address: &str, (at, role, person): (&str, &str, &str)) -> AppPhone {
    let code = aside(|| stage.code(at, role, person)).unwrap();
    let phone = AppPhone::new(address).await.unwrap();
    enrol(&phone, &code, person).await;
    phone
}

/// A thematic meeting, as its head holds it: called, talked over, voted on, written, signed and handed in.
async fn meeting(phone: &AppPhone) -> String {
    phone.tap("Mở buổi họp mới").await.unwrap();
    phone.choose("Sinh hoạt chuyên đề").await.unwrap();
    day(phone, "Ngày họp", DAY).await;
    phone.tap("Mở").await.unwrap();
    phone.see("Chuẩn bị").await.unwrap();
    let path = phone.path().await.unwrap();
    phone.tap("Bắt đầu họp").await.unwrap();

    phone.inside(&format!("{path}/about")).await.unwrap();
    phone.type_in("Địa điểm", "Nhà văn hóa").await.unwrap();
    phone.type_in("Chuyên đề", TOPIC).await.unwrap();
    for (post, person) in [("Chủ trì", "Nguyễn Văn An"), ("Thư ký", "Nguyễn Trần Bảo Châu")] {
        phone.tap(post).await.unwrap();
        phone.choose(person).await.unwrap();
    }
    phone.inside(&format!("{path}/roll")).await.unwrap();
    phone.tap("Còn lại có mặt").await.unwrap();
    phone.inside(&path).await.unwrap();
    vote(phone, 20, 0).await;
    phone.inside(&format!("{path}/minutes")).await.unwrap();
    phone.type_in("Nguyên văn biên bản", "Chi bộ thảo luận chuyên đề, thống nhất cách làm.").await.unwrap();

    phone.inside(&path).await.unwrap();
    phone.tap("Kết thúc").await.unwrap();
    phone.inside(&format!("{path}/adopt")).await.unwrap();
    phone.tap("Ký").await.unwrap();
    phone.tap("Ký một mình").await.unwrap();
    phone.see("Biên bản đã thông qua").await.unwrap();
    phone.inside(&format!("{path}/hand-in")).await.unwrap();
    phone.see("Đang không có mạng").await.unwrap();
    phone.tap("Nộp đảng ủy").await.unwrap();
    path
}

/// A matter of the cell, with the meeting that dealt with it chosen by its title.
async fn case(phone: &AppPhone) -> String {
    phone.inside("/records/new/case").await.unwrap();
    phone.type_in("Trích yếu", CASE).await.unwrap();
    phone.choose("Khen thưởng").await.unwrap();
    day(phone, "Ngày lập", DAY).await;
    phone.tap("Buổi sinh hoạt đã xét").await.unwrap();
    phone.choose(MEETING).await.unwrap();
    phone.tap("Tạo").await.unwrap();
    phone.see(CASE).await.unwrap();
    phone.see(MEETING).await.unwrap();
    phone.path().await.unwrap()
}

/// The report of the same period as the one that was typed, its figures drawn by the button.
async fn report(phone: &AppPhone) -> String {
    phone.inside("/records/new/report").await.unwrap();
    phone.type_in("Trích yếu", REPORT).await.unwrap();
    phone.choose("Tổng kết").await.unwrap();
    day(phone, "Từ ngày", super::SINCE).await;
    day(phone, "Đến ngày", super::UNTIL).await;
    phone.tap("Tạo").await.unwrap();
    phone.tap("Tính số liệu từ hồ sơ").await.unwrap();
    phone.see("Lượt đảng viên dự sinh hoạt trên số phải dự").await.unwrap();
    phone.path().await.unwrap()
}

/// Gives a field of the browser's own calendar a day.
async fn day(phone: &AppPhone, label: &str, day: &str) {
    let field = phone.field(label).await.unwrap();
    let id = field.attr("id").await.unwrap().unwrap();
    let script = format!(
        "const field = document.getElementById('{id}'); field.value = '{day}';\
         for (const kind of ['input', 'change', 'blur']) field.dispatchEvent(new Event(kind, {{ bubbles: true }}));\
         arguments[0](true);"
    );
    phone.ask(&script).await.unwrap();
}
