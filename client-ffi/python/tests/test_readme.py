"""The README's script works as it is typed, and the package is typed as it says."""

import csv
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import sen_client as sen
from ward import CELL, Ward, needed

PACKAGE = Path(__file__).parent.parent


def script() -> str:
    """The one Python block of the README."""
    (text,) = [block.split("```")[0] for block in (PACKAGE / "README.md").read_text("utf-8").split("```python\n")[1:]]
    return text


class Readme(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_here(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True)

    def test_the_script_lists_members_without_a_date_and_writes_the_attendance(self) -> None:
        ward = Ward()
        self.addCleanup(ward.close)
        with sen.Vault.create(self.folder / "phuong.vault") as vault:
            vault.enrol(ward.codes[CELL, "bi_thu"], "máy văn phòng")
            vault.sync()
            undated = vault.begin("member", [sen.Field(name="full_name", value="Lê Thị Sen")])
            meeting = vault.open_meeting("thuong_ky", "2026-11-05").id
            roll = vault.roll_call(meeting)
            reason = sen.Mark(person=roll[0].person, attendance="vang_co_ly_do", reason="nằm viện")
            vault.mark_attendance(meeting, [reason])
            vault.mark_rest(meeting, "co_mat")
        (self.folder / "script.py").write_text(script(), "utf-8")
        ran = self.run_here(sys.executable, "script.py")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertIn(f"{CELL}: {undated.line.title} chưa có ngày vào Đảng\n", ran.stdout)
        with open(self.folder / "diem-danh.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(rows[0], ["Chi bộ", "Ngày", "Loại", "Họ và tên", "Điểm danh", "Lý do"])
        kind = sen.code_words(sen.CodeFamily.MEETING_KIND, "thuong_ky")
        absent = sen.code_words(sen.CodeFamily.ATTENDANCE, "vang_co_ly_do")
        self.assertIn([CELL, "2026-11-05", kind, roll[0].person.name, absent, "nằm viện"], rows)
        self.assertEqual(len(rows), 1 + len(roll))

    def test_the_script_says_what_to_do_where_it_cannot_work(self) -> None:
        sen.Vault.create(self.folder / "phuong.vault").close_vault()
        (self.folder / "script.py").write_text(script(), "utf-8")
        ran = self.run_here(sys.executable, "script.py")
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        self.assertNotIn("Traceback", ran.stderr)
        self.assertGreater(len(ran.stderr), 20)

    def test_package_and_script_pass_the_type_checker(self) -> None:
        (self.folder / "script.py").write_text(script(), "utf-8")
        installed = Path(sen.__file__).parent
        own = [str(installed / name) for name in ("__init__.py", "errors.py", "vault.py")]
        cache = f"--cache-dir={self.folder / 'cache'}"
        checker = [str(needed("MYPY")), "--python-executable", sys.executable, cache]
        settings = ["--config-file", str(PACKAGE / "pyproject.toml")]
        ran = self.run_here(*checker, *settings, *own)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        # What a user has: the installed package, and a checker that knows nothing of how it was made.
        (self.folder / "wrong.py").write_text(
            "import sen_client as sen\n"
            "try:\n"
            '    with sen.Vault.open("x") as vault:\n'
            "        vault.sync().mre\n"
            "except sen.FixInput as error:\n"
            "    print(error.count, error.field, error.what_to_do)\n",
            "utf-8",
        )
        ran = self.run_here(*checker, "--strict", "script.py")
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        ran = self.run_here(*checker, "--strict", "wrong.py")
        self.assertEqual((ran.returncode, ran.stdout.count("error:")), (1, 2), ran.stdout)

    def test_the_package_has_the_version_of_its_library(self) -> None:
        manifest = (PACKAGE.parent.parent / "Cargo.toml").read_text("utf-8")
        version = next(line for line in manifest.splitlines() if line.startswith("version = "))
        self.assertIn(version, (PACKAGE / "pyproject.toml").read_text("utf-8").splitlines())
