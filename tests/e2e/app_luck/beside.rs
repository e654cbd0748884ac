//! An app and the device program beside each other.

use serde_json::Value;
use shared::access::Role;
use tests::program::run;
use tests::ward::Ward;

use super::{minutes_on, write};
use crate::app::{aside, doc_of, enrolled, minutes_at, open_meeting, send, vote};
use crate::story::{CELL, HEAD, MINUTE_TAKER};

/// The device program with a vault of its own.
struct Program {
    folder: tempfile::TempDir,
}

impl Program {
    fn enrolled(ward: &Ward) -> Self {
        let program = Self { folder: tempfile::tempdir().unwrap() };
        let code = ward.code(CELL, Role::MinuteTaker, MINUTE_TAKER).unwrap();
        program.does(&["enrol", &code, "--label", "máy lệnh"]);
        program.does(&["sync"]);
        program
    }

    /// Runs a command, and gives what it says to programs.
    fn does(&self, command: &[&str]) -> Value {
        let vault = self.folder.path().join("vault.db");
        let output = run("sen-device", &[&["--json", "--vault", vault.to_str().unwrap()], command].concat()).unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

#[test]
fn an_app_and_the_device_program_make_one_meeting_and_read_the_same_in_the_end() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let program = aside(|| Program::enrolled(&ward));
        let path = open_meeting(&phone).await;
        phone.set_online(false).await.unwrap();
        let today = ward.clock.now().vietnam_date().to_string();
        let opened = aside(|| program.does(&["meeting", "open", "--date", &today, "--kind", "thuong_ky"]));
        assert_eq!(opened["id"], doc_of(&path).to_string(), "the same meeting opened apart is one record");
        // The roll on one, votes on the other, the minutes on both.
        let absent = "Đặng Thị Hòa=vang_co_ly_do:ốm";
        aside(|| {
            program.does(&["meeting", "roll", "last", "--all", "co_mat", "--mark", absent]);
            program.does(&["meeting", "minutes", "last", "--append", "Thư ký ghi bằng lệnh."]);
        });
        vote(&phone, 19, 1).await;
        write(&phone, &path, "Bí thư ghi trong trình duyệt. ").await;
        meet(&phone, &program).await;
        phone.inside(&format!("{path}/roll")).await.unwrap();
        phone.see("19/20").await.unwrap();
        let shown = aside(|| program.does(&["meeting", "show", "last"])).to_string();
        assert!(shown.contains("nghi_quyet") && shown.contains("\"for\":19"), "{shown}");
        let both = minutes_on(&phone, &path).await;
        assert_eq!(both.chars().count(), "Thư ký ghi bằng lệnh.Bí thư ghi trong trình duyệt. ".chars().count());
        // The same text once more, at both its ends at once.
        phone.set_online(false).await.unwrap();
        write(&phone, &path, " Hết.").await;
        aside(|| program.does(&["meeting", "minutes", "last", "--at", "0", "--insert", "Mở đầu. "]));
        meet(&phone, &program).await;
        let last = format!("Mở đầu. {both} Hết.");
        assert_eq!(minutes_on(&phone, &path).await, last);
        assert_eq!(aside(|| program.does(&["meeting", "minutes", "last"]))["minutes"], last);
        assert_eq!(aside(|| minutes_at(&ward, &path)), last);
    });
}

/// Both sync, until each has what the other wrote.
async fn meet(phone: &tests::app::AppPhone, program: &Program) {
    phone.set_online(true).await.unwrap();
    send(phone).await;
    aside(|| program.does(&["sync"]));
    send(phone).await;
}
