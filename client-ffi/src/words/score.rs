//! Score sheet: why a line says what it says.

use shared::meeting::facts::Committee;
use shared::meeting::score::{Figure, Reason, ScoreLine};
use shared::rules::Bound;

/// The figure a line was computed from, and the step of the scale it reached.
#[must_use]
pub fn score_reason(reason: &Reason) -> String {
    let figure = match reason.figure {
        Figure::Duration { minutes, norm } => format!("họp {minutes} phút, yêu cầu {norm} phút"),
        Figure::Attendance { present, required, unexcused: 0 } => format!("có mặt {present}/{required}"),
        Figure::Attendance { present, required, unexcused } => {
            format!("có mặt {present}/{required}, vắng không lý do {unexcused}")
        }
        Figure::Speakers { speakers, present } => format!("phát biểu {speakers}/{present} đồng chí có mặt"),
        Figure::Tasks { done, total } => format!("xong {done}/{total} nhiệm vụ tháng trước"),
        Figure::DocumentsSent { days_before: before @ 0.. } => format!("gửi tài liệu trước {before} ngày"),
        Figure::DocumentsSent { .. } => "gửi tài liệu sau buổi họp".to_owned(),
        Figure::Finished { days_after } => format!("hoàn thiện sau {days_after} ngày"),
        Figure::Committee(Committee::MetWithMinutes) => "chi ủy đã họp, có biên bản".to_owned(),
        Figure::Committee(Committee::DidNotMeet) => "chi ủy chưa họp hoặc không có biên bản".to_owned(),
        Figure::Committee(Committee::HasNone) => "chi bộ chỉ có bí thư".to_owned(),
        Figure::Notified(true) => "đã thông báo".to_owned(),
        Figure::Notified(false) => "chưa thông báo đủ".to_owned(),
        Figure::LongAbsence(true) => "có đảng viên vắng quá số lần liên tiếp".to_owned(),
        Figure::LongAbsence(false) => "không ai vắng quá số lần liên tiếp".to_owned(),
    };
    let step = match reason.bound {
        Some(Bound::ShortAtMost(0)) => "đủ thời gian".to_owned(),
        Some(Bound::ShortAtMost(short)) => format!("thiếu không quá {short} phút"),
        Some(Bound::AtLeast(percent)) => format!("từ {percent} %"),
        Some(Bound::Over(percent)) => format!("trên {percent} %"),
        Some(Bound::UnexcusedAtLeast(count)) => format!("từ {count} đồng chí vắng không lý do"),
        Some(Bound::DaysAtLeast(days)) => format!("trước ít nhất {days} ngày"),
        Some(Bound::DaysAtMost(days)) => format!("không quá {days} ngày"),
        Some(Bound::Otherwise) => "mức còn lại".to_owned(),
        Some(Bound::Is(_)) | None => return figure,
    };
    format!("{figure} ({step})")
}

/// Where the points of a line come from.
#[must_use]
pub const fn score_points(line: &ScoreLine) -> &'static str {
    match line {
        ScoreLine { disputed: true, .. } => "mâu thuẫn",
        ScoreLine { recorded: Some(_), .. } => "chi bộ chấm",
        ScoreLine { computed: Some(_), .. } => "Sen tính",
        ScoreLine { applies: false, .. } => "không tính kỳ này",
        _ => "chưa chấm",
    }
}
