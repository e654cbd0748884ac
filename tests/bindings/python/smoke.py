"""The Python binding in one sitting: write, close, open again, and be refused with another key.

Usage: smoke.py FOLDER, where FOLDER holds the generated module and the client library beside it.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, sys.argv[1] if len(sys.argv) > 1 else ".")

import sen_client as sen  # noqa: E402  (the folder has to be known first)

KEY = bytes(range(32))
OTHER_KEY = bytes(reversed(range(32)))
CELL = "2PKsDgDWMkYzsWJwAFx7wRqYHJWs"
TEXT = "Đồng chí bí thư khai mạc lúc 19 giờ 30. Chi bộ Ấp Bàu Sen đủ người."


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "so.sen")
        first = sen.Sen.create(path, KEY)
        assert not first.is_enrolled()
        meeting = first.open_meeting("thuong_ky", "2026-11-05", 1, CELL)
        first.splice_minutes(meeting.id, 0, 0, TEXT)
        first.splice_minutes(meeting.id, len(TEXT), 0, " Hết.")
        assert first.meeting(meeting.id).minutes == TEXT + " Hết."
        assert first.meeting(meeting.id).safety.state == "on_this_phone"
        try:
            first.splice_minutes(meeting.id, 9999, 0, "x")
            raise AssertionError("a position beyond the end was taken")
        except sen.SenError.FixInput:
            pass
        try:
            first.sync()
            raise AssertionError("a device that is not enrolled has synced")
        except sen.SenError.Enrol:
            pass
        del first

        again = sen.Sen.open(path, KEY)
        lines = again.meetings()
        assert [line.id for line in lines] == [meeting.id]
        assert again.meeting(meeting.id).minutes == TEXT + " Hết."
        again.vote(meeting.id, sen.Vote(matter="nghi_quyet", eligible=20, agree=18))
        assert again.meeting(meeting.id).votes[0].outcome == "dat"
        del again

        try:
            sen.Sen.open(path, OTHER_KEY)
            raise AssertionError("another key has opened the vault")
        except sen.SenError.WrongKey:
            pass
    print("ok")


if __name__ == "__main__":
    main()
