"""Several people on one machine: profiles behind PINs, and work that is handed in without one."""

import unittest

import sen_client as sen
from ward import CELL, Ward

SECRET = bytes(range(32, 64))
PIN, OTHER_PIN = "271828", "314159"


class ProfilesTest(unittest.TestCase):
    def test_a_forgotten_pin_keeps_the_vault_shut_and_its_work_still_reaches_the_ward(self) -> None:
        ward = Ward()
        self.addCleanup(ward.close)
        phone = sen.Phone(ward.path("chung"), SECRET)
        with self.assertRaises(sen.FixInput) as caught:
            phone.add_profile("Nguyễn Văn An", "1")
        self.assertEqual(caught.exception.field, "pin")
        with self.assertRaises(sen.FixInput) as simple:
            phone.check_pin("123456")
        self.assertEqual(simple.exception.field, "pin")
        phone.check_pin(PIN)
        head = phone.add_profile("Nguyễn Văn An", PIN)
        with self.assertRaises(sen.WrongPin) as wrong:
            phone.unlock(head, OTHER_PIN, sen.TextUnit.SCALAR)
        self.assertGreater(len(wrong.exception.what_to_do), 20)
        self.assertEqual([(one.id, one.name, one.wrong_pins) for one in phone.profiles()], [(head, "Nguyễn Văn An", 1)])
        vault = phone.unlock(head, PIN, sen.TextUnit.SCALAR)
        vault.enrol(ward.codes[CELL, "bi_thu"], "máy chung")
        vault.sync()
        meeting = vault.open_meeting("thuong_ky", "2026-11-05").id
        sealed = phone.hand_in_file_with(head, vault).packages
        vault.edit_minutes(meeting).splice(0, 0, "Chi bộ họp.")
        self.assertEqual(phone.hand_in_file(head).packages, sealed, "what is typed is sealed at the pause")
        self.assertEqual(phone.hand_in_file_with(head, vault).packages, sealed + 1)
        vault.close_vault()
        self.assertEqual(phone.hand_in_file(head).packages, sealed + 1)
        phone.change_pin(head, PIN, OTHER_PIN)

        with self.assertRaises(sen.HandInFirst):
            phone.remove_profile(head)
        made = phone.hand_in_file(head)
        self.assertGreater(made.packages, 0)
        with self.assertRaises(sen.FixInput) as refused:
            phone.take_receipt(head, made.bytes)
        self.assertEqual(refused.exception.field, "receipt")
        deputy = ward.phone("pho_bi_thu")
        handed = phone.hand_in_by(head, deputy)
        self.assertEqual((handed.taken.packages, handed.left.packages), (made.packages, 0))
        deputy.sync()
        self.assertEqual(len(deputy.records(sen.RecordFilter(kind="meeting"))), 1)
        phone.remove_profile(head)
        self.assertEqual(phone.profiles(), [])
