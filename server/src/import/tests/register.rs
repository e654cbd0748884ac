//! What is written out of a register says the same when it is read again.

use shared::doc::{Doc, Pen};
use shared::id::DeviceId;
use shared::member::MemberView;
use shared::time::Timestamp;

use super::*;
use crate::export::FileKind;

fn member(draft: &MemberDraft) -> MemberView {
    let pen = Pen::new(DeviceId::from_bytes([0; 16]), [0; 8]);
    let mut doc = Doc::create(&Seed::Id(member::KIND, DocId::from_bytes([7; 16])));
    doc.edit(&pen, Timestamp::from_ms(0), |edit| draft.write(edit)).unwrap();
    MemberView::of(&doc).unwrap()
}

fn facts(draft: &MemberDraft) -> (BTreeMap<&'static str, String>, String) {
    (draft.fields.iter().cloned().collect(), draft.notes.clone())
}

#[test]
fn a_register_written_out_and_read_again_says_the_same_of_everybody() {
    for name in ["khom-my-phuoc.csv", "ap-bau-sen.csv", "khom-tan-hung.csv"] {
        let before = opened(name);
        let listed: Vec<_> =
            before.rows.iter().map(|draft| (member(draft), "Chi bộ khóm Mỹ Phước".to_owned())).collect();
        assert!(listed.len() > 10, "{name}");
        for kind in [FileKind::Csv, FileKind::Xlsx] {
            let file = super::super::register::table("Danh sách đảng viên", &listed).file(kind).unwrap();
            let after = read_bytes(&file, today()).unwrap();
            assert!(after.bad.is_empty(), "{name} {kind:?}: {:?}", after.bad);
            assert_eq!(after.rows.len(), before.rows.len());
            for (one, other) in before.rows.iter().zip(&after.rows) {
                assert_eq!(facts(one), facts(other), "{name} {kind:?}");
                assert_eq!(other.cell.as_deref(), Some("Chi bộ khóm Mỹ Phước"));
            }
        }
    }
}

#[test]
fn a_name_that_begins_as_a_formula_does_comes_back_as_it_was() {
    let draft = MemberDraft {
        notes: "=HYPERLINK(1); sinh 01/02/1980".to_owned(),
        ..opened("khom-my-phuoc.csv").rows.remove(0)
    };
    let listed = [(member(&draft), "Chi bộ".to_owned())];
    let file = super::super::register::table("Danh sách", &listed).file(FileKind::Csv).unwrap();
    assert!(std::str::from_utf8(&file).unwrap().contains("'=HYPERLINK"), "it is no formula in the file");
    assert_eq!(read_bytes(&file, today()).unwrap().rows[0].notes, draft.notes);
}
