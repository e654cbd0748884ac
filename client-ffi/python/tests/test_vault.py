"""The layer over the surface, and what a script relies on, against a real server."""

import io
import os
import stat
import unittest
import zipfile

import sen_client as sen
from ward import CELL, KEY, OTHER_CELL, Ward


class VaultTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ward = Ward()
        self.addCleanup(self.ward.close)

    def test_the_end_of_a_with_closes_the_vault_also_after_a_failure(self) -> None:
        path = self.ward.path("mot")
        with self.assertRaises(ZeroDivisionError), sen.Vault.create(path, KEY) as vault:
            raise ZeroDivisionError
        with self.assertRaises(sen.Closed):
            vault.health()
        with sen.Vault.open(path, KEY) as again:
            self.assertFalse(again.health().enrolled)

    def test_a_key_is_made_once_beside_the_vault_for_its_owner_alone(self) -> None:
        path = self.ward.path("mot")
        with sen.Vault.create(path) as vault:
            device = vault.device_id()
        self.assertEqual(stat.S_IMODE(os.stat(path + ".key").st_mode), 0o600)
        with sen.Vault.open(path) as vault:
            self.assertEqual(vault.device_id(), device)
        with open(path + ".key", encoding="ascii") as file:
            kept = file.read()
        with self.assertRaises(sen.FixInput):
            sen.Vault.create(path)
        os.rename(path, path + ".away")
        with self.assertRaises(FileExistsError):
            sen.Vault.create(path)
        with open(path + ".key", encoding="ascii") as file:
            self.assertEqual(file.read(), kept, "the key of a vault is never replaced")

    def test_a_wrong_key_opens_nothing_and_changes_nothing(self) -> None:
        path = self.ward.path("mot")
        sen.Vault.create(path, KEY).close_vault()
        for wrong in (bytes(32), b"", b"ngan"):
            with self.assertRaises(sen.SenError) as caught:
                sen.Vault.open(path, wrong)
            self.assertGreater(len(caught.exception.what_to_do), 20)
        with self.assertRaises(sen.WrongKey):
            sen.Vault.open(path, bytes(32))
        sen.Vault.open(path, KEY).close_vault()

    def test_without_a_server_edits_go_on_and_wait_for_one(self) -> None:
        phone = self.ward.phone("bi_thu")
        self.ward.stop()
        meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
        phone.splice_minutes(meeting, 0, 0, "Ghi khi mất sóng.")
        with self.assertRaises(sen.Retry) as caught:
            phone.sync()
        self.assertTrue(caught.exception.why)
        self.assertEqual((phone.health().unsent, phone.safety(meeting).state), (1, "on_this_phone"))
        self.ward.start()
        phone.sync()
        self.assertEqual((phone.health().unsent, phone.safety(meeting).state), (0, "safe_on_server"))

    def test_two_totals_are_a_conflict_that_a_script_sees_and_settles(self) -> None:
        one, two = self.ward.phone("bi_thu"), self.ward.phone("pho_bi_thu")
        for phone, agree in ((one, 17), (two, 18)):
            meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
            phone.record_vote(meeting, sen.Vote(matter="nghi_quyet", collected=18, agree=agree))
        for phone in (one, two, one):
            phone.sync()
        self.assertEqual([line.id for line in one.records(sen.RecordFilter(kind="meeting", unsettled=True))], [meeting])
        conflict = next(found for found in one.meeting(meeting).conflicts if found.needs_decision)
        self.assertEqual({version.value for version in conflict.values}, {"17", "18"})
        self.assertEqual([found.key for found in one.vote_words(meeting)[0].disputes], [conflict.key])
        with self.assertRaises(sen.FixInput):
            one.count_vote(meeting, "nghi_quyet", "agree", 17)
        self.assertEqual(one.weigh_decision(meeting, conflict.key, "17").outcome, "chua_du")
        one.settle(meeting, conflict.part, conflict.key, "17")
        one.sync()
        two.sync()
        self.assertEqual(two.records(sen.RecordFilter(kind="meeting", unsettled=True)), [])

    def test_positions_are_those_of_str(self) -> None:
        phone = self.ward.phone("bi_thu")
        meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
        text = "😀 Đồng chí 𠀋 khai mạc."
        phone.edit_text(meeting, "minutes", text)
        at = text.index("khai")
        phone.splice_minutes(meeting, at, 4, "bế")
        self.assertEqual(phone.meeting(meeting).minutes, text[:at] + "bế" + text[at + 4 :])
        with self.assertRaises(sen.FixInput) as caught:
            phone.splice_minutes(meeting, len(text) + 1, 0, "x")
        self.assertEqual(caught.exception.field, "position")

    def test_whoever_listens_hears_of_records_and_the_standing_and_nobody_after_that(self) -> None:
        phone = self.ward.phone("bi_thu")
        heard: list[sen.News] = []
        phone.listen(heard.append)
        meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
        changed = [change.id for news in heard if isinstance(news, list) for change in news]
        unsent = [news.unsent for news in heard if isinstance(news, sen.Health)]
        self.assertIn(meeting, changed)
        self.assertEqual(unsent[-1], 1)
        phone.listen(None)
        heard.clear()
        phone.splice_minutes(meeting, 0, 0, "Không ai nghe.")
        self.assertEqual(heard, [])

    def test_a_device_of_one_cell_has_nothing_of_another(self) -> None:
        ours, theirs = self.ward.phone("bi_thu"), self.ward.phone("bi_thu", OTHER_CELL)
        meeting = ours.open_meeting("thuong_ky", "2026-11-05").id
        ours.sync()
        theirs.sync()
        with self.assertRaises(sen.FixInput):
            theirs.meeting(meeting)
        names = {line.title for line in theirs.records(sen.RecordFilter(kind="member"))}
        self.assertTrue(names and not names & {"Cao Hữu Ích", "Mai Út"})

    def test_a_code_is_good_for_one_device(self) -> None:
        code = self.ward.codes[CELL, "thu_ky"]
        self.ward.phone("thu_ky")
        with sen.Vault.create(self.ward.path("khac"), KEY) as other, self.assertRaises(sen.FixInput) as used:
            other.enrol(code, "máy khác")
        self.assertEqual(used.exception.field, "code")

    def test_an_app_with_its_own_socket_looks_enrols_syncs_and_hands_in(self) -> None:
        code, plain = self.ward.codes[CELL, "bi_thu"], {"Content-Type": "application/cbor"}
        link = f"{sen.scanned_code(code).url}/app/#{code}"
        status, told = self.ward.post("/v1/enrol/look", sen.begin_look(link), plain)
        offer = sen.finish_look(told)
        self.assertEqual((status, offer.org, offer.role_words), (200, CELL, "Bí thư"))
        home = sen.Phone(self.ward.path("chung"), KEY)
        profile = home.add_profile(offer.person, "271828")
        phone = home.unlock(profile, "271828", sen.TextUnit.SCALAR)
        status, told = self.ward.post("/v1/enrol", phone.begin_enrol(link, "máy thử"), plain)
        self.assertEqual(status, 200)
        phone.finish_enrol(link, told)
        self.assertEqual(phone.account().person, offer.person)
        with self.assertRaises(sen.FixInput) as used:
            sen.code_refused(*self._refusal("/v1/enrol/look", sen.begin_look(code), plain))
        self.assertEqual(used.exception.field, "code")
        headers = {header.name: header.value for header in phone.request_headers()}
        status, told = self.ward.post("/v1/sync", phone.begin_sync(), headers)
        phone.finish_sync(told)
        with self.assertRaises(sen.Retry):
            phone.refused(*self._refusal("/v1/sync", b"x", headers))
        self.assertFalse(phone.health().unknown_to_server)
        meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
        phone.close_vault()
        colleague = self.ward.phone("pho_bi_thu")
        headers = {header.name: header.value for header in colleague.request_headers()}
        status, told = self.ward.post("/v1/hand-in", home.begin_hand_in(profile, colleague), headers)
        self.assertEqual(status, 200)
        self.assertEqual(home.take_receipt(profile, told).left.packages, 0)
        colleague.sync()
        self.assertEqual([line.id for line in colleague.records(sen.RecordFilter(kind="meeting"))], [meeting])
        strange = headers | {"Authorization": "Bearer " + "0" * 64}
        with self.assertRaises(sen.Enrol):
            colleague.refused(*self._refusal("/v1/sync", colleague.begin_sync(), strange))
        self.assertTrue(colleague.health().unknown_to_server)

    def test_screens_are_told_what_they_show(self) -> None:
        phone = self.ward.phone("bi_thu")
        meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
        self.assertEqual(phone.today("2026-11-01").next_meeting.id, meeting)
        proposed = [item.title for item in phone.prepare(meeting).items]
        agenda = phone.take_agenda(meeting, proposed[2:0:-1]).agenda
        self.assertEqual([item.title for item in agenda], proposed[2:0:-1])
        counted = [line.counts_as for line in phone.roll_call(meeting)]
        self.assertEqual(set(counted), {"open", "aside"})
        self.assertEqual(phone.roll_totals(meeting).unrecorded, counted.count("open"))
        typed = sen.Vote(matter="nghi_quyet", eligible=23, present=21, agree=20, against=2, other=1)
        weighed = phone.weigh_vote(meeting, typed)
        self.assertEqual([found.words for found in weighed.findings], ["Cộng lại 23, chỉ có 21 người. Thừa 2 phiếu."])
        self.assertEqual((weighed.need, weighed.threshold_words), (12, "Quá nửa của 23 là 12."))
        self.assertEqual(phone.vote_words(meeting), [], "nothing was recorded")
        self.assertEqual(phone.begin_vote(meeting, "nghi_quyet", "gio_tay", "Nghị quyết tháng 11"), "nghi_quyet")
        phone.record_vote(meeting, sen.Vote(matter="nghi_quyet", eligible=23, present=21, agree=20, other=1))
        counted = phone.count_vote(meeting, "nghi_quyet", "against", 2).votes[0]
        self.assertEqual((counted.agree, counted.against), (20, 2))
        self.assertIsNone(phone.count_vote(meeting, "nghi_quyet", "against", None).votes[0].against)
        with self.assertRaises(sen.FixInput):
            phone.count_vote(meeting, "nghi_quyet", "absent", 1)
        self.assertEqual(phone.vote_words(meeting)[0].outcome, "dat")
        self.assertEqual([step.step for step in phone.meeting_steps(meeting)][:2], ["prepare", "roll"])
        blocking = [found for found in phone.obstacles(meeting) if found.blocks]
        self.assertEqual([found.code for found in blocking], ["no_chair", "no_minute_taker"])
        with self.assertRaises(sen.FixInput) as refused:
            phone.adopt(meeting, False)
        self.assertEqual((refused.exception.field, refused.exception.words), ("chair", refused.exception.what_to_do))
        times = phone.meeting_times(meeting, 1_793_880_000_000)
        self.assertEqual((times.minutes, times.minutes_least, times.papers.day), (None, 90, "2026-11-07"))
        self.assertEqual([passage.key for passage in phone.passages(meeting)], ["vote:nghi_quyet"])
        self._prints(phone, meeting)
        self.assertEqual(sen.person_matches("hoa", ["Đặng Thị Hòa", "Lê Hoàng", "An"]), [0, 1])

    def _prints(self, phone: sen.Vault, meeting: str) -> None:
        page = phone.paper_html(meeting, "")
        for said in ("ĐẢNG CỘNG SẢN VIỆT NAM", "CHI BỘ", "BIÊN BẢN", "DỰ THẢO", "số tán thành: 20", "………"):
            self.assertIn(said, page)
        self.assertNotIn("<script", page)
        written = phone.paper_docx(meeting, "")
        self.assertEqual(written, phone.paper_docx(meeting, ""), "the same paper has the same bytes")
        with zipfile.ZipFile(io.BytesIO(written)) as parts:
            self.assertIsNone(parts.testzip())
            self.assertIn("DỰ THẢO", parts.read("word/document.xml").decode("utf-8"))
        paper = phone.begin("resolution", [sen.Field(name="title", value="về làm đường")], about=meeting).line.id
        self.assertIn("NGHỊ QUYẾT", phone.paper_html(paper, ""))
        entry = phone.add(paper, "assignments", [sen.Field(name="what", value="Rải đá")])
        task = phone.make_task(paper, entry, "2026-11-05").line
        self.assertEqual((task.title, phone.make_task(paper, entry, "2026-11-06").line.id), ("Rải đá", task.id))
        self.assertEqual(phone.assignments(paper), [sen.Assignment(entry=entry, task=task.id)])
        task = phone.begin("task", [sen.Field(name="what", value="Làm đường")]).line.id
        with self.assertRaises(sen.FixInput) as refused:
            phone.paper_html(task, "")
        self.assertIn("không in ra giấy", refused.exception.words)
        forms = {spec.code: [form.code for form in spec.papers] for spec in sen.specs()}
        self.assertEqual((forms["meeting"], forms["dues"], forms["task"]), (["extract", "score"], ["receipts"], []))
        self.assertIn("TRÍCH BIÊN BẢN", phone.paper_html(meeting, "extract"))
        with zipfile.ZipFile(io.BytesIO(phone.paper_docx(meeting, "score"))) as parts:
            self.assertIn("BẢNG CHẤM ĐIỂM", parts.read("word/document.xml").decode("utf-8"))
        with self.assertRaises(sen.FixInput) as refused:
            phone.paper_html(meeting, "receipts")
        self.assertEqual(refused.exception.field, "paper")
        self.assertIn("`receipts`", refused.exception.words)

    def test_every_sentence_is_in_the_language_that_was_set(self) -> None:
        phone = self.ward.phone("bi_thu")
        self.addCleanup(sen.set_language, "vi")
        meeting = phone.open_meeting("thuong_ky", "2026-11-05").id
        self.assertIn("thư ký", phone.obstacles(meeting)[1].words)
        with self.assertRaises(sen.FixInput):
            sen.set_language("km")
        sen.set_language("en")
        self.assertIn("minute-taker", phone.obstacles(meeting)[1].words)
        with self.assertRaises(sen.FixInput) as refused:
            phone.set(meeting, [sen.Field(name="starts_at", value="25:00")])
        self.assertIn("25:00", refused.exception.what_to_do)
        self.assertNotIn("giờ", refused.exception.what_to_do)
        self.assertEqual(phone.score_sheet(meeting).title, "Score sheet by section II of Guidance 42")

    def _refusal(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, None, bytes]:
        status, told = self.ward.post(path, body, headers)
        self.assertNotEqual(status, 200)
        return status, None, told

    def test_a_phone_changes_hands_only_when_that_was_said(self) -> None:
        phone = self.ward.phone("bi_thu")
        code = self.ward.codes[CELL, "pho_bi_thu"]
        with self.assertRaises(sen.FixInput) as occupied:
            phone.enrol(code, "máy thử")
        self.assertEqual(occupied.exception.field, "account")
        phone.open_meeting("thuong_ky", "2026-11-05")
        with self.assertRaises(sen.HandInFirst):
            phone.enrol_anew(code, "máy thử")
        phone.sync()
        phone.enrol_anew(code, "máy thử")
        self.assertEqual(phone.account().role, "pho_bi_thu")
        health = phone.health()
        self.assertEqual((health.revoked_ms, health.unknown_to_server), (None, False))

    def test_a_meeting_opened_wrongly_is_moved(self) -> None:
        phone = self.ward.phone("bi_thu")
        wrong = phone.open_meeting("chuyen_de", "2026-11-06").id
        phone.splice_minutes(wrong, 0, 0, "Khai mạc.")
        moved = phone.move_meeting(wrong, "thuong_ky", "2026-11-05")
        self.assertEqual((moved.minutes, moved.moved_from), ("Khai mạc.", wrong))
        old = phone.meeting(wrong)
        self.assertEqual((old.state, old.moved_to), ("huy", moved.id))
        with self.assertRaises(sen.FixInput):
            phone.splice_minutes(wrong, 0, 0, "x")
