"""Sen on a device, for scripts: an encrypted vault of records that is read, written and synced.

`Vault` is where everything begins. Its calls, the records they take and give, and the codes come from the library and
are the same in every language; positions in texts count Unicode scalars, as `str` does.
"""

from .errors import (
    Cancelled as Cancelled,
    Classified as Classified,
    Closed as Closed,
    Damaged as Damaged,
    Enrol as Enrol,
    FixInput as FixInput,
    HandInFirst as HandInFirst,
    NotAllowed as NotAllowed,
    PinWait as PinWait,
    RecordFull as RecordFull,
    Retry as Retry,
    SenError as SenError,
    SettleFirst as SettleFirst,
    StorageFull as StorageFull,
    UpdateApp as UpdateApp,
    VaultGone as VaultGone,
    WrongKey as WrongKey,
    WrongPin as WrongPin,
)
# What comes first is what type checkers take a name for; at run time `SenError` is the same class in both.
from ._surface import *  # type: ignore[assignment]
from .vault import News as News, Vault as Vault
