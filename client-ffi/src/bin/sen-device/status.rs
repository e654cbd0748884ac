//! `status`: what is not safe first, and how much is.

use sen_client::Engine;
use sen_client::engine::{RecordSafety, Standing, SyncHealth};
use sen_client::words::words;
use serde_json::{Value, json};
use shared::sync::device::{Aside, Safety};

use crate::{Said, find, page, show};

const fn is_safe(safety: &Safety) -> bool {
    matches!(safety, Safety::SafeOnServer | Safety::SeenByWard)
}

/// What the ward's last word means for whoever writes here; nothing while the device is welcome.
pub(crate) fn standing(standing: Standing) -> Option<String> {
    match standing {
        Standing::Welcome => None,
        Standing::Unknown => Some(words().text("network-unknown_device")),
        Standing::Revoked(at) => Some(words().filled("network-revoked_device", &[("at", &at.vietnam_display())])),
    }
}

/// The ward's last word, for a program.
pub(crate) const fn standing_code(standing: Standing) -> &'static str {
    match standing {
        Standing::Welcome => "welcome",
        Standing::Unknown => "unknown",
        Standing::Revoked(_) => "revoked",
    }
}

pub(crate) fn status(engine: &Engine, records: &[RecordSafety], health: &SyncHealth, all: bool) -> Said {
    let account = show::account(engine);
    let text = [
        standing(health.standing).map(|said| said + "\n").unwrap_or_default(),
        not_safe(records, health),
        safe(records, all),
        line(health),
        format!("\n{}", account.text),
    ]
    .concat();
    Said { text, json: json(&account.json, records, health) }
}

fn table(records: &[&RecordSafety]) -> String {
    let line =
        |record: &&RecordSafety| vec![find::short(record.doc), record.title.clone(), words().safety(&record.safety)];
    show::table(&records.iter().map(line).collect::<Vec<_>>(), "")
}

fn not_safe(records: &[RecordSafety], health: &SyncHealth) -> String {
    let unsafe_ones: Vec<&RecordSafety> = records.iter().filter(|record| !is_safe(&record.safety)).collect();
    let mut text = String::new();
    if !unsafe_ones.is_empty() {
        text += &format!("Chưa an toàn: {} hồ sơ\n{}", unsafe_ones.len(), table(&unsafe_ones));
    }
    // One line for whatever is said alike, however many parts it is said of.
    let mut said: Vec<(String, usize)> = Vec::new();
    for aside in &health.set_aside {
        let line = match &aside.why {
            Aside::Held(reason) => {
                format!("Máy chủ đang giữ lại {}: {}. ", aside.title, words().code_within("hold", reason.code()))
            }
            Aside::Refused(_) => format!("Máy chủ chưa nhận {}. ", aside.title),
        } + &words().advice(&aside.why);
        match said.iter_mut().find(|(before, _)| *before == line) {
            Some((_, count)) => *count += 1,
            None => said.push((line, 1)),
        }
    }
    for (line, count) in said {
        text += &if count == 1 { line + "\n" } else { format!("{line} ({count} phần)\n") };
    }
    if health.unsent > 0 {
        text += &format!("Chưa gửi: {} phần.\n", health.unsent);
    }
    if !health.differing.is_empty() {
        text += "Sau khi đối chiếu, máy này và máy chủ vẫn còn khác nhau; hãy báo đảng ủy.\n";
    }
    text
}

fn safe(records: &[RecordSafety], all: bool) -> String {
    let safe: Vec<&RecordSafety> = records.iter().filter(|record| is_safe(&record.safety)).collect();
    if records.is_empty() {
        return "Chưa có hồ sơ nào.\n".to_owned();
    }
    if safe.is_empty() {
        return String::new();
    }
    let seen = safe.iter().filter(|record| record.safety == Safety::SeenByWard).count();
    let mut text = format!("{} hồ sơ đã an toàn ở máy chủ, trong đó đảng ủy đã xem {seen}", safe.len());
    if all {
        text += &format!(":\n{}", table(&safe));
    } else {
        text += "; xem hết bằng `status --all`.\n";
    }
    text
}

fn line(health: &SyncHealth) -> String {
    let contact = health.last_contact.map_or_else(|| "chưa lần nào".to_owned(), |at| at.vietnam_display());
    let mut text = format!("Liên lạc gần nhất: {contact}.\n");
    if health.is_clock_off() {
        let minutes = health.clock_skew_ms.unwrap_or(0) / 60_000;
        text += &format!("Đồng hồ máy này lệch {minutes} phút so với máy chủ.\n");
    }
    text
}

fn json(account: &Value, records: &[RecordSafety], health: &SyncHealth) -> Value {
    let count = |fits: fn(&Safety) -> bool| records.iter().filter(|record| fits(&record.safety)).count();
    // What is not safe comes first here as well.
    let mut listed: Vec<&RecordSafety> = records.iter().collect();
    listed.sort_by_key(|record| is_safe(&record.safety));
    let records: Vec<Value> = listed
        .iter()
        .map(|record| {
            json!({
                "id": record.doc.to_string(), "kind": record.kind.code(), "title": record.title,
                "safety": page::safety(&record.safety),
            })
        })
        .collect();
    let set_aside: Vec<Value> = health
        .set_aside
        .iter()
        .map(|aside| {
            let (state, reason) = match &aside.why {
                Aside::Held(reason) => ("held", reason.code()),
                Aside::Refused(reason) => ("refused", reason.as_str()),
            };
            json!({ "envelope": aside.envelope.to_string(), "id": aside.doc.to_string(), "state": state, "reason": reason })
        })
        .collect();
    let revoked_at = match health.standing {
        Standing::Revoked(at) => Some(at.rfc3339()),
        Standing::Welcome | Standing::Unknown => None,
    };
    json!({
        "account": account, "standing": standing_code(health.standing), "revoked_at": revoked_at, "records": records,
        "not_safe": count(|safety| !is_safe(safety)), "safe": count(is_safe), "unsent": health.unsent,
        "set_aside": set_aside, "last_contact": health.last_contact.map(|at| at.rfc3339()),
        "clock_skew_ms": health.clock_skew_ms, "differing_streams": health.differing.len(),
        "withdrawn_streams": health.withdrawn.len(),
    })
}
