//! Forms that are not given yet.

use super::*;

fn said(text: &str) -> Vec<(String, String)> {
    vec![("text".to_owned(), text.to_owned())]
}

fn meeting(phone: &mut Phone) -> DocId {
    phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc
}

#[test]
fn what_stands_in_a_form_is_there_after_a_restart_and_gone_once_nothing_is_filled() {
    let mut phone = Phone::new();
    let doc = meeting(&mut phone);
    phone.engine.keep_form((Some(doc), "answer"), &said("Chi bộ đã bổ sung."), at(1)).unwrap();
    phone.engine.keep_form((None, "answer"), &said("Của riêng."), at(2)).unwrap();
    phone.engine.keep_form((Some(doc), "answer"), &said("Chi bộ đã bổ sung đủ."), at(3)).unwrap();
    let mut phone = phone.restarted();
    assert_eq!(phone.engine.form((Some(doc), "answer")).unwrap(), said("Chi bộ đã bổ sung đủ."));
    assert_eq!(phone.engine.form((None, "answer")).unwrap(), said("Của riêng."));
    phone.engine.keep_form((Some(doc), "answer"), &said(""), at(4)).unwrap();
    assert_eq!(phone.engine.form((Some(doc), "answer")).unwrap(), []);
    assert_eq!(phone.engine.form((None, "answer")).unwrap(), said("Của riêng."), "another form is as it was");
}

#[test]
fn a_form_is_no_part_of_its_record_and_nothing_of_it_is_sent() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = meeting(&mut phone);
    phone.sync(&mut server);
    let unsent = phone.engine.health().unwrap().unsent;
    phone.engine.take_touched();
    phone.engine.keep_form((Some(doc), "answer"), &said("Chưa gửi."), at(600)).unwrap();
    assert_eq!(phone.engine.health().unwrap().unsent, unsent);
    assert!(phone.engine.take_touched().is_empty());
    phone.sync(&mut server);
    assert_eq!(phone.engine.form((Some(doc), "answer")).unwrap(), said("Chưa gửi."), "and a sync leaves it alone");
}

#[test]
fn a_form_goes_with_the_record_it_is_about() {
    let mut phone = Phone::new();
    let doc = meeting(&mut phone);
    phone.engine.keep_form((Some(doc), "answer"), &said("Về cuộc họp này."), at(1)).unwrap();
    phone.engine.keep_form((None, "task"), &said("Việc mới."), at(1)).unwrap();
    phone.engine.vault.write(|w| w.remove_document(doc)).unwrap();
    assert_eq!(phone.engine.form((Some(doc), "answer")).unwrap(), []);
    assert_eq!(phone.engine.form((None, "task")).unwrap(), said("Việc mới."));
}

#[test]
fn what_is_classified_or_too_long_is_not_kept_and_what_was_kept_before_is() {
    let mut phone = Phone::new();
    phone.engine.keep_form((None, "answer"), &said("Đã làm."), at(1)).unwrap();
    let refused = phone.engine.keep_form((None, "answer"), &said("TUYỆT MẬT"), at(2));
    assert!(matches!(refused, Err(EngineError::Write(WriteError::Classified(_)))), "{refused:?}");
    let long = "a".repeat(shared::limits::TEXT_CHARS_MAX);
    let refused = phone.engine.keep_form((None, "answer"), &said(&long), at(3));
    assert!(matches!(refused, Err(EngineError::Write(WriteError::Invalid { .. }))), "{refused:?}");
    let name = "a".repeat(shared::limits::LINE_CHARS_MAX + 1);
    assert!(phone.engine.keep_form((None, &name), &said("Đã làm."), at(4)).is_err());
    phone.engine.vault.fill();
    let refused = phone.engine.keep_form((None, "answer"), &said(&"a".repeat(40_000)), at(5));
    assert!(matches!(refused, Err(EngineError::Vault(VaultError::Full(_)))), "{refused:?}");
    phone.engine.vault.empty();
    assert_eq!(phone.engine.form((None, "answer")).unwrap(), said("Đã làm."));
}

#[test]
fn of_more_forms_than_are_kept_the_one_nobody_wrote_at_for_longest_goes() {
    let mut phone = Phone::new();
    let most = i64::from(crate::vault::FORMS_MAX);
    for form in 0..most {
        phone.engine.keep_form((None, &form.to_string()), &said("x"), at(form)).unwrap();
    }
    phone.engine.keep_form((None, "0"), &said("y"), at(most)).unwrap();
    // A clock that was put back makes nobody's newest form the oldest.
    phone.engine.keep_form((None, "new"), &said("z"), at(-1)).unwrap();
    let kept = |phone: &mut Phone, name: &str| !phone.engine.form((None, name)).unwrap().is_empty();
    assert_eq!(["new", "0", "1", "2"].map(|name| kept(&mut phone, name)), [true, true, false, true]);
}
