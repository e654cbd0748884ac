"""Why something did not happen, sorted by what the person can do next; whatever was written before is as it was."""

from typing import TYPE_CHECKING

from . import _surface

if TYPE_CHECKING:
    # The generated classes are put together when they are imported, which no type checker follows.
    class SenError(Exception):
        """Any of the failures below."""

        @property
        def what_to_do(self) -> str:
            """The failure and the way out of it, as a sentence in the language of `set_language`."""

    class Retry(SenError):
        """Trouble that may pass: try again later. Nothing was lost."""

        why: str

    class Enrol(SenError):
        """The server does not know this device (any more): ask for an enrolment code."""

        why: str

    class UpdateApp(SenError):
        """The vault or the server is newer than this package."""

        why: str

    class FixInput(SenError):
        """Something that was given has to be mended."""

        field: str
        why: str
        words: str

    class NotAllowed(SenError):
        """The person's role or place does not allow it."""

        why: str

    class Classified(SenError):
        """The text is marked as a state secret and has to be taken out."""

        why: str

    class SettleFirst(SenError):
        """Decisions and impossible figures have to be settled before minutes are adopted."""

        count: int

    class WrongKey(SenError):
        """The key does not open the vault."""

    class VaultGone(SenError):
        """The profile is here and its vault is not: what the ward has is there, and a new code fetches it."""

    class StorageFull(SenError):
        """There is no room left."""

    class RecordFull(SenError):
        """The record is full: what comes now belongs into the next part of it."""

    class Damaged(SenError):
        """The vault or a record in it is damaged, or is none: keep the file and ask for help."""

        why: str

    class WrongPin(SenError):
        """The PIN is not the profile's."""

        wait_seconds: int

    class PinWait(SenError):
        """Too many wrong PINs: not even the right one is tried before its time."""

        wait_seconds: int

    class HandInFirst(SenError):
        """The ward does not have all of the profile's work yet."""

        packages: int

    class Closed(SenError):
        """The vault or the session was closed: open it again."""

    class Cancelled(SenError):
        """Somebody stopped it; what came until then is kept."""

else:
    SenError = _surface.SenError
    SenError.what_to_do = property(_surface.error_words)
    Retry = SenError.Retry
    Enrol = SenError.Enrol
    UpdateApp = SenError.UpdateApp
    FixInput = SenError.FixInput
    NotAllowed = SenError.NotAllowed
    Classified = SenError.Classified
    SettleFirst = SenError.SettleFirst
    WrongKey = SenError.WrongKey
    VaultGone = SenError.VaultGone
    StorageFull = SenError.StorageFull
    RecordFull = SenError.RecordFull
    Damaged = SenError.Damaged
    WrongPin = SenError.WrongPin
    PinWait = SenError.PinWait
    HandInFirst = SenError.HandInFirst
    Closed = SenError.Closed
    Cancelled = SenError.Cancelled
