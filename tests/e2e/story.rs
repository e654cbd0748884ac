//! What the stories share: the cell they play in and the usual steps.

use shared::access::Role;
use shared::id::DocId;
use shared::meeting::Particulars;
use shared::meeting::Person;
use shared::meeting::vote::{Matter, Method, Tally, VoteKey};
use tests::phone::Phone;
use tests::ward::Ward;

pub(crate) const CELL: &str = "Chi bộ khóm Mỹ Phước";
pub(crate) const HEAD: &str = "Nguyễn Văn An";
pub(crate) const MINUTE_TAKER: &str = "Nguyễn Trần Bảo Châu";
pub(crate) const DEPUTY: &str = "Đặng Thị Hòa";

pub(crate) fn head(ward: &Ward) -> Phone {
    Phone::of(ward, CELL, Role::Head, HEAD).unwrap()
}

pub(crate) fn minute_taker(ward: &Ward) -> Phone {
    Phone::of(ward, CELL, Role::MinuteTaker, MINUTE_TAKER).unwrap()
}

pub(crate) fn deputy(ward: &Ward) -> Phone {
    Phone::of(ward, CELL, Role::DeputyHead, DEPUTY).unwrap()
}

/// Opens the evening's regular meeting.
pub(crate) fn open(ward: &Ward, phone: &mut Phone) -> DocId {
    let (key, now) = (ward.meeting_key(CELL).unwrap(), phone.clock.now());
    phone.engine().unwrap().open_meeting(&key, now).unwrap().view.doc
}

pub(crate) fn write(phone: &mut Phone, doc: DocId, at: usize, text: &str) {
    let now = phone.clock.now();
    phone.engine().unwrap().splice_minutes(doc, (at, 0), text, now).unwrap();
}

pub(crate) fn minutes(phone: &mut Phone, doc: DocId) -> String {
    phone.engine().unwrap().meeting(doc).unwrap().view.minutes
}

pub(crate) fn resolution() -> VoteKey {
    VoteKey::new(&Matter::Resolution, None)
}

pub(crate) fn tally(agree: i64, against: i64) -> Tally {
    Tally {
        method: Some(Method::Hands),
        eligible: Some(20),
        collected: Some(agree + against),
        agree: Some(agree),
        against: Some(against),
        other: Some(0),
        ..Tally::default()
    }
}

/// Names the chair and the minute-taker.
pub(crate) fn name_officers(ward: &Ward, phone: &mut Phone, doc: DocId) {
    let cell = ward.cell(CELL).unwrap();
    let person = |name: &str| Some(Person::member(ward.member(cell, name).unwrap(), name));
    let given = Particulars { chair: person(HEAD), minute_taker: person(MINUTE_TAKER), ..Particulars::default() };
    let now = phone.clock.now();
    phone.engine().unwrap().set_particulars(doc, &given, now).unwrap();
}
