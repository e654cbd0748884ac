"""Every function of the surface once, against a real server."""

import threading
import unittest

import sen_client as sen
from ward import CELL, KEY, Ward

OTHER_KEY = bytes(reversed(range(32)))
TEXT = "Đồng chí bí thư khai mạc lúc 19 giờ 30. Chi bộ Mỹ Phước đủ người."


class Ear(sen.Listener):
    """Notes what it hears, calls back, and throws."""

    def __init__(self) -> None:
        self.records: set[str] = set()
        self.unsent: list[int] = []
        self.steps = 0
        self.phone = None

    def records_changed(self, changes) -> None:
        self.records |= {change.id for change in changes}
        if self.phone is not None:
            self.phone.health()
        raise RuntimeError("a listener that throws")

    def health_changed(self, health) -> None:
        self.unsent.append(health.unsent)

    def sync_progressed(self, step) -> None:
        self.steps += 1


def refused(error, call, *arguments):
    """Calls what has to be refused, and gives the error."""
    try:
        call(*arguments)
    except error as caught:
        assert len(caught.what_to_do) > 20
        return caught
    raise AssertionError(f"{call} was not refused with {error}")


def synced(phone) -> None:
    while phone.sync().more:
        pass


def begin(path: str, code: str):
    phone = sen.Vault.create(path, KEY)
    refused(sen.Enrol, phone.sync)
    assert phone.account() is None and not phone.health().enrolled
    assert sen.scanned_code(code).url.startswith("https://")
    refused(sen.FixInput, sen.scanned_code, code[:-9])
    refused(sen.FixInput, phone.enrol, "khong phai ma", "máy thử")
    phone.enrol(code, "máy thử")
    assert phone.account().person and len(phone.device_id()) > 8
    synced(phone)
    return phone


def hold_a_meeting(phone, officers) -> str:
    meeting = phone.open_meeting("thuong_ky", "2026-11-05")
    head, deputy = officers
    given = [field("chair", head.key), field("minute_taker", deputy.key), field("place", "Nhà văn hóa khóm")]
    phone.set(meeting.id, given)
    assert phone.step(meeting.id, "open", []).line.state == "dang_hop"
    assert any(line.person.key == head.key for line in phone.roll_call(meeting.id))
    phone.mark_attendance(meeting.id, [sen.Mark(person=head, attendance="co_mat")])
    guest = sen.guest_person("Lê Khách Quý")
    phone.mark_attendance(meeting.id, [sen.Mark(person=guest, attendance="khach_moi")])
    phone.mark_rest(meeting.id, "co_mat")
    assert phone.meeting(meeting.id).summary.unrecorded == 0
    item = phone.add(meeting.id, "agenda", [field("title", "Vệ sinh môi trường"), field("order", "1")])
    phone.add(meeting.id, "agenda", [field("title", "Việc khác"), field("order", "2")])
    phone.set(meeting.id, [field("agenda/viec-khac/removed", "có")])
    spoken = [field("item", item), field("role", "y_kien"), field("speaker", deputy.key), field("text", "Nhất trí")]
    phone.add(meeting.id, "says", spoken)
    concluded = [field("item", item), field("role", "ket_luan"), field("text", "Chủ trì kết luận.")]
    phone.add(meeting.id, "says", concluded)
    said = phone.meeting(meeting.id).agenda[0].opinions[0]
    noted = phone.splice_saying(meeting.id, said.entry, 8, 0, " cao.")
    assert noted.agenda[0].opinions[0].text == "Nhất trí cao."
    entry = phone.edit_saying(meeting.id, said.entry)
    entry.splice(0, 0, "Tôi ")
    entry.finish()
    phone.edit_text(meeting.id, "minutes", TEXT)
    phone.splice_minutes(meeting.id, len(TEXT), 0, " Hết.")
    caught = refused(sen.FixInput, phone.continue_meeting, meeting.id)
    assert caught.field == "meeting", "a record with room has no next part"
    caught = refused(sen.FixInput, phone.splice_minutes, meeting.id, 9999, 0, "x")
    assert caught.field == "position"
    refused(sen.Classified, phone.edit_text, meeting.id, "minutes", "TUYỆT MẬT")
    points = [sen.ScorePoint(criterion="Nền nếp", points=9), sen.ScorePoint(criterion="Nội dung", points=8)]
    sheet = phone.score_sheet(meeting.id)
    assert sheet.rubric == "a-2025" and not sheet.is_recorded and not sheet.is_complete
    came = next(line for line in sheet.lines if line.criterion == "tham_du")
    assert came.computed == 5 and came.why.startswith("có mặt ")
    detailed = phone.score_sheet(meeting.id, "b-2026")
    assert len(detailed.lines) == 21
    too_many = [sen.ScorePoint(criterion="tham_du", points=6)]
    assert refused(sen.FixInput, phone.score, meeting.id, "a-2025", too_many).field == "score"
    assert phone.score(meeting.id, "2026", points).score.total == 17
    assert phone.score_sheet(meeting.id).title is None
    assert phone.meeting(meeting.id).minutes == TEXT + " Hết."
    return meeting.id


def type_while_another_writes(one, two, meeting: str) -> None:
    session = one.edit_minutes(meeting)
    shown = session.text()
    cursor = session.cursor_at(8)
    two.splice_minutes(meeting, 0, 0, "😀 Ngày 5: ")
    synced(two)
    synced(one)
    assert session.is_behind()
    assert session.splice(len(shown), 0, " A\u0302\u0301p")
    one.end_typing()
    assert session.text() == shown + " A\u0302\u0301p" and session.position_of(cursor) == 8
    assert one.health().unsent_records == 1
    anew = session.refresh(len(shown) + 5)
    assert anew.text == "😀 Ngày 5: " + shown + " Ấp" and anew.caret == len(anew.text)
    session.finish()
    refused(sen.Closed, session.text)


def settle_and_adopt(one, two, meeting: str) -> None:
    for phone, agree in ((one, 17), (two, 18)):
        vote = phone.record_vote(meeting, sen.Vote(matter="nghi_quyet", collected=18, agree=agree)).votes[0]
        assert vote.outcome == "dat", "counted of whom the roll has"
    for phone in (one, two, one):
        synced(phone)
    unsettled = one.records(sen.RecordFilter(kind="meeting", unsettled=True))
    assert [line.id for line in unsettled] == [meeting]
    conflict = next(found for found in one.meeting(meeting).conflicts if found.needs_decision)
    assert {version.value for version in conflict.values} == {"17", "18"}
    assert refused(sen.SettleFirst, one.adopt, meeting, False).count == 1
    one.settle(meeting, conflict.part, conflict.key, "18")
    one.step(meeting, "close", [])
    assert len(one.adopt(meeting, False).adoption.pending) == 1
    synced(one)
    synced(two)
    assert two.adopt(meeting, False).adoption.adopted
    synced(two)
    synced(one)
    assert one.meeting(meeting).adoption.adopted and one.history(meeting)


def keep_members(phone) -> None:
    member = phone.begin("member", [field("full_name", "Lê Thị Sen"), field("birth_date", "1970")]).line.id
    phone.set(member, [field("status", "du_bi")])
    phone.edit_text(member, "notes", "Ghi chú.")
    notes = phone.text(member, "notes")
    notes.splice(8, 0, " Thêm.")
    notes.finish()
    phone.add(member, "posts", [field("subject", "chi_uy_vien"), field("from", "2026-01-01")])
    kept = {part.name: part for part in phone.record(member).parts}
    assert kept["notes"].text == "Ghi chú. Thêm." and kept["posts"].entries[0].fields[0].value == "2026-01-01"
    caught = refused(sen.FixInput, phone.set, member, [field("birth_date", "x")])
    assert caught.field == "birth_date" and "Ngày sinh" in sen.error_words(caught)
    phone.keep_form("posts", [field("subject", "pho_bi_thu")], member)
    phone.keep_form("posts", [field("subject", "bi_thu")], member)
    assert phone.form("posts", member) == [field("subject", "bi_thu")] and phone.form("posts") == []
    refused(sen.Classified, phone.keep_form, "posts", [field("text", "TUYỆT MẬT")], member)
    phone.keep_form("posts", [], member)
    assert phone.form("posts", member) == []
    asked = sen.RecordFilter(kind="member", text="le thi sen", figures=[field("status", "du_bi")], by_title=True)
    assert member in [line.id for line in phone.records(asked)] and phone.count_records(asked) >= 1
    assert phone.safety(member).state == "on_this_phone"
    waiting = {out.id: out for out in phone.outgoing()}
    assert waiting[member].changes >= 4 and waiting[member].oldest_ms is not None


def resolve_and_assign(phone, meeting: str) -> None:
    paper = phone.begin("resolution", [field("title", "Nghị quyết tháng 11")], about=meeting).line.id
    task = phone.begin("task", [field("what", "Vận động làm đường"), field("due", "2026-12-05")], about=paper)
    work = {kind.code: kind for kind in phone.work()}
    assert work["task"].records >= 1 and work["regulation"].may_begin and "dialogue" not in work
    assert [step.name for step in task.steps if step.refused is None][:2] == ["begin", "finish"]
    done = phone.step(task.line.id, "finish", [field("done_on", "2026-12-01")])
    assert (done.line.state, done.line.due) == ("hoan_thanh", None)
    assert phone.records(sen.RecordFilter(about=paper))[0].id == task.line.id
    period = [field("since", "2026-12-01"), field("until", "2026-12-31"), field("scope", "nhiem_vu")]
    report = phone.begin("report", [field("title", "Sơ kết tháng 12"), field("form", "so_ket"), *period]).line.id
    figures = next(part for part in phone.draw_figures(report).parts if part.name == "figures")
    assert [one.value for one in figures.entries[0].fields][:2] == ["Nhiệm vụ đến hạn trong kỳ", "1"]
    resolution = next(spec for spec in sen.specs() if spec.code == "resolution")
    assert {step.name for step in resolution.steps} >= {"adopt", "issue"} and resolution.words


def field(name: str, value: str):
    return sen.Field(name=name, value=value)


def sync_by_bytes(phone) -> None:
    request = phone.begin_sync()
    headers = {header.name: header.value for header in phone.request_headers()}
    assert request and headers["Authorization"].startswith("Bearer ") and headers["Accept-Encoding"] == "zstd"
    refused(sen.Retry, phone.finish_sync, request[:3])
    phone.cancel_sync()


def words() -> None:
    for family in sen.CodeFamily:
        for code in sen.codes(family):
            assert sen.code_words(family, code.code) == code.words


def hand_over_by_hand(one, two) -> None:
    later = one.open_meeting("thuong_ky", "2026-12-03").id
    reader = one.take_card(two.device_card())
    assert reader.device == two.device_id() and reader in one.package_peers()
    made = one.package_out(reader.device)
    parts = one.package_parts(made.bytes)
    refused(sen.FixInput, two.package_join, parts[1:])
    package = two.package_join(parts[::-1] + parts)
    assert package == made.bytes
    taken = two.package_in(package)
    assert taken.standing == "fresh" and taken.handed.merged == made.envelopes and taken.synced is None
    assert two.package_in(package).standing == "already_taken"
    assert two.meeting(later).id == later
    refused(sen.FixInput, one.package_in, package)
    refused(sen.FixInput, one.take_card, "SENC1-")
    assert two.package_out(None).envelopes >= 1


def share(folder: str, other) -> None:
    """Several people on one phone; that their work arrives is told by the Kotlin and the Rust tests."""
    phone = sen.Phone(str(Path(folder) / "chung"), KEY)
    refused(sen.FixInput, sen.Phone, folder, KEY[:31])
    assert phone.profiles() == []
    lan = phone.add_profile("Lan", "271828")
    refused(sen.FixInput, phone.add_profile, "Lan", "161803")
    refused(sen.FixInput, phone.add_profile, "Hoa", "111111")
    refused(sen.WrongPin, phone.unlock, lan, "314159", SCALAR)
    shown = phone.profiles()[0]
    assert (shown.name, shown.wrong_pins, shown.wait_ms, shown.waiting.packages) == ("Lan", 1, 0, 0)
    phone.change_pin(lan, "271828", "161803")
    vault = phone.unlock(lan, "161803", SCALAR)
    refused(sen.Enrol, vault.open_meeting, "thuong_ky", "2026-11-05", 1, None)
    refused(sen.Retry, phone.remove_profile, lan)
    vault.close_vault()
    refused(sen.FixInput, phone.hand_in_file, lan)
    refused(sen.FixInput, phone.hand_in_by, lan, other)
    refused(sen.FixInput, phone.take_receipt, lan, b"SENR")
    phone.remove_profile(lan)
    assert phone.profiles() == []


class Surface(unittest.TestCase):
    def test_everything_the_surface_offers_works_against_a_real_server(self) -> None:
        ward = Ward()
        self.addCleanup(ward.close)
        path = ward.path("mot")
        one = begin(path, ward.codes[CELL, "bi_thu"])
        two = begin(ward.path("hai"), ward.codes[CELL, "pho_bi_thu"])
        self.addCleanup(two.close_vault)
        ear = Ear()
        one.set_listener(ear)
        ear.phone = one
        officers = [sen.Person(key=who.member, name=who.person) for who in (one.account(), two.account())]
        meeting = hold_a_meeting(one, officers)
        assert meeting in ear.records and ear.unsent[-1] == 1
        # A person goes on working while another thread syncs.
        syncing = threading.Thread(target=lambda: synced(one))
        syncing.start()
        one.meeting(meeting)
        syncing.join()
        assert ear.steps > 0 and ear.unsent[-1] == 0
        synced(two)
        assert two.records(sen.RecordFilter(kind="meeting", text="ve sinh moi truong"))[0].id == meeting
        type_while_another_writes(one, two, meeting)
        settle_and_adopt(one, two, meeting)
        keep_members(one)
        resolve_and_assign(one, meeting)
        sync_by_bytes(one)
        hand_over_by_hand(one, two)
        words()
        assert len(one.orgs()) >= 2 and any(record.id == meeting for record in one.record_statuses())
        one.set_listener(None)
        one.rekey(OTHER_KEY)
        one.close_vault()
        one.close_vault()
        refused(sen.Closed, one.meeting, meeting)
        refused(sen.Closed, one.end_typing)
        refused(sen.WrongKey, sen.Vault.open, path, KEY)
        with sen.Vault.open(path, OTHER_KEY) as again:
            assert again.meeting(meeting).adoption.adopted
            synced(again)
