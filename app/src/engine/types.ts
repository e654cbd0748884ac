// Made from the engine's own types: `make app-types`. A test compares them.

export type Account = { 
/**
 * The person.
 */
person: string, 
/**
 * The stored code of the role.
 */
role: string, 
/**
 * The organisation enrolled in.
 */
org: string, 
/**
 * The person's member record, if there is one.
 */
member: string | null, 
/**
 * The server's address.
 */
url: string, };

export type Addendum = { 
/**
 * The part of the record.
 */
part: string, 
/**
 * The leaf within it.
 */
key: string, 
/**
 * What the adopted record says there.
 */
before: string | null, 
/**
 * What it says now.
 */
after: string | null, 
/**
 * Who wrote there since.
 */
authors: Array<string>, };

export type Adoption = { 
/**
 * Whether the minutes are adopted.
 */
adopted: boolean, 
/**
 * Whether that rests on one signature.
 */
alone: boolean, 
/**
 * Adopted contents, the original minutes first.
 */
versions: Array<SignedVersion>, 
/**
 * Contents that still lack a signature.
 */
pending: Array<SignedVersion>, 
/**
 * What changed since: proposed addenda.
 */
proposed: Array<Addendum>, };

export type AdoptionSignature = { 
/**
 * Who signed.
 */
person: string, 
/**
 * The stored code of the capacity.
 */
capacity: string, 
/**
 * When, by the signer's clock.
 */
at_ms: number, };

export type Attendance = { 
/**
 * Who.
 */
person: Person, 
/**
 * The stored code of the standing.
 */
standing: string, 
/**
 * The stored code of the attendance.
 */
attendance: string, 
/**
 * How it counts: `present`, `absent`, `open`, `aside`, `guest`, or `unknown` for attendance of a newer version.
 */
counts_as: string, 
/**
 * Reason of absence.
 */
reason: string | null, 
/**
 * Whether somebody recorded it.
 */
recorded: boolean, };

export type Change = { 
/**
 * The part of the record.
 */
part: string, 
/**
 * The leaf within it; empty for a running text.
 */
key: string, 
/**
 * The values it replaced: none where there was none, several where it settled a conflict.
 */
before: Array<string>, 
/**
 * The value it wrote; absent when it took the leaf away, and for running text.
 */
after: string | null, 
/**
 * What it inserted into running text.
 */
inserted: string, 
/**
 * How many characters of running text it took away.
 */
deleted: number, };

export type Code = { 
/**
 * As it is stored and handed over.
 */
code: string, 
/**
 * As a person reads it, in Vietnamese.
 */
words: string, };

export type Conflict = { 
/**
 * The part of the record.
 */
part: string, 
/**
 * The leaf within it.
 */
key: string, 
/**
 * Whether a person has to decide.
 */
needs_decision: boolean, 
/**
 * The values, in order.
 */
values: Array<Version>, };

export type Field = { 
/**
 * Its stored name; for what is written, its place: `field`, `part/subject/field` or `part/entry/field`.
 */
name: string, 
/**
 * What it holds, or what was typed.
 */
value: string, };

export type FieldSpec = { 
/**
 * Its stored name.
 */
name: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * What fits: `line`, `text`, `date`, `partial_date`, `time`, `count`, `money`, `flag`, `code`, `person`, `record`.
 */
shape: string, 
/**
 * The codes that fit, for a field that takes codes.
 */
codes: Array<Code>, 
/**
 * The kinds of records that fit, for a field that takes a record and is chosen in a form.
 */
of_kinds: Array<string>, 
/**
 * Whether nothing is begun without it.
 */
required: boolean, 
/**
 * Whether only a step sets it.
 */
of_step: boolean, };

export type Finding = { 
/**
 * The stable code.
 */
code: string, 
/**
 * What is wrong, as a whole sentence with its figures.
 */
words: string, 
/**
 * Where.
 */
place: string, 
/**
 * The two figures that do not fit together.
 */
figures: Array<number>, 
/**
 * Whether it blocks adoption.
 */
impossible: boolean, };

export type Handed = { 
/**
 * Whose phone.
 */
person: string, 
/**
 * Envelopes that were here already.
 */
known: number, 
/**
 * Envelopes that were merged.
 */
merged: number, 
/**
 * Envelopes that are kept until what they build on arrives.
 */
waiting: number, 
/**
 * Why others were not taken, in Vietnamese.
 */
refused: Array<string>, };

export type HandInMade = { 
/**
 * The file.
 */
bytes: Uint8Array, 
/**
 * Packages in it.
 */
packages: number, 
/**
 * Packages that found no room in it, and go with a later one.
 */
left_out: number, };

export type HandInTaken = { 
/**
 * What it has now and waited here before.
 */
taken: SealedWork, 
/**
 * What still waits here.
 */
left: SealedWork, };

export type Health = { 
/**
 * Whether this device is enrolled.
 */
enrolled: boolean, 
/**
 * When the server last answered, by this device's clock.
 */
last_contact_ms: number | null, 
/**
 * How much still has to be sent.
 */
unsent: number, 
/**
 * Records of which something is on this device alone.
 */
unsent_records: number, 
/**
 * How far this device's clock runs ahead of the server's.
 */
clock_skew_ms: number | null, 
/**
 * Whether that is so much that the person should mend it.
 */
clock_is_off: boolean, 
/**
 * Whether both sides still differ after everything was exchanged; the ward should be told.
 */
differs: boolean, 
/**
 * What the server set aside, oldest first.
 */
set_aside: Array<SetAside>, 
/**
 * What the server withdrew and is still here.
 */
withdrawn: Array<Withdrawn>, 
/**
 * When the ward revoked this device, if it did: nothing new is written here, and what is unsent can be handed in.
 */
revoked_ms: number | null, 
/**
 * Whether the server knows no such device any more: it needs a new code, and goes on writing meanwhile.
 */
unknown_to_server: boolean, };

export type HistoryLine = { 
/**
 * Who wrote it.
 */
author: string, 
/**
 * When, by their clock, to the second.
 */
at_ms: number, 
/**
 * What it changed, by place.
 */
changes: Array<Change>, };

export type Item = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its place in the order.
 */
order: number, 
/**
 * Its title.
 */
title: string, 
/**
 * Who presents it.
 */
presenter: Person | null, 
/**
 * Opinions.
 */
opinions: Array<Saying>, 
/**
 * Conclusions.
 */
conclusions: Array<Saying>, };

export type KindSpec = { 
/**
 * Its stored code.
 */
code: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * Whether its records are printed.
 */
paper: boolean, 
/**
 * The papers of its records beside the whole one, each by the form that is asked for.
 */
papers: Array<Code>, 
/**
 * How one is begun: `drawn` anywhere, `about` another record, `meeting` and `organisation` in ways of their own.
 */
origin: string, 
/**
 * The field with the record of the kind that one is drafted from; empty for kinds that are drafted from none.
 */
model: string, 
/**
 * Its parts, in the order in which they are kept.
 */
parts: Array<PartSpec>, 
/**
 * Its states, the first one being that of a fresh record.
 */
states: Array<Code>, 
/**
 * The steps between them.
 */
steps: Array<StepSpec>, 
/**
 * The states in which its figures are drawn from other records; none for a kind of which nothing is counted.
 */
counted_in: Array<string>, };

export type Mark = { 
/**
 * Who.
 */
person: Person, 
/**
 * The stored code of the attendance.
 */
attendance: string, 
/**
 * Reason; an excused absence needs one.
 */
reason: string | null, 
/**
 * The stored code of the standing; without one, what the register gives.
 */
standing: string | null, };

export type Meeting = { 
/**
 * The record's id.
 */
id: string, 
/**
 * The cell.
 */
org: string, 
/**
 * The stored code of its kind.
 */
kind: string, 
/**
 * The day it was called for, which is part of what makes it this meeting.
 */
called_for: string, 
/**
 * Which of its kind on that day.
 */
ordinal: number, 
/**
 * The day it was held.
 */
date: string, 
/**
 * The stored code of its stage.
 */
state: string, 
/**
 * Where.
 */
place: string | null, 
/**
 * Subject of a thematic meeting.
 */
topic: string | null, 
/**
 * When it began, `HH:MM`.
 */
starts_at: string | null, 
/**
 * When it closed.
 */
ends_at: string | null, 
/**
 * Who chairs.
 */
chair: Person | null, 
/**
 * Who takes the minutes.
 */
minute_taker: Person | null, 
/**
 * The roll as recorded, in the order of Vietnamese names.
 */
roll: Array<Attendance>, 
/**
 * The roll's figures.
 */
summary: RollSummary, 
/**
 * The order of business.
 */
agenda: Array<Item>, 
/**
 * Votes.
 */
votes: Array<Vote>, 
/**
 * The minutes as merged.
 */
minutes: string, 
/**
 * The score sheet.
 */
score: Score, 
/**
 * Places where people wrote at the same time.
 */
conflicts: Array<Conflict>, 
/**
 * What cannot be right.
 */
findings: Array<Finding>, 
/**
 * Decisions and impossible figures that prevent adoption.
 */
open_questions: number, 
/**
 * The cell's tasks that are not done, what is due first, first.
 */
open_tasks: Array<OpenTask>, 
/**
 * The adoption of the minutes.
 */
adoption: Adoption, 
/**
 * How safe it is.
 */
safety: Safety, 
/**
 * Which part of the meeting this record is, from 1.
 */
part: number, 
/**
 * The records of the meeting that are here, its first part first.
 */
parts: Array<string>, 
/**
 * How full the record is, in per cent: past 100 it takes no more passages.
 */
room_used_percent: number, 
/**
 * Whether it is time to go on in a next part.
 */
is_nearly_full: boolean, 
/**
 * The right meeting its content was carried into, of one that was opened under a wrong kind or date.
 */
moved_to: string | null, 
/**
 * The meeting it was carried from.
 */
moved_from: string | null, };

export type OpenTask = { 
/**
 * The record's id.
 */
id: string, 
/**
 * What is to be done.
 */
title: string, 
/**
 * The stored code of its state.
 */
state: string, 
/**
 * By when.
 */
due: string | null, };

export type Org = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name in full.
 */
name: string, 
/**
 * The stored code of its class.
 */
org_class: string, 
/**
 * Kind of residential unit.
 */
unit_kind: string | null, 
/**
 * The organisation directly above, if it is known.
 */
parent: string | null, 
/**
 * How many known organisations stand above it.
 */
depth: number, 
/**
 * First day it exists.
 */
valid_from: string | null, 
/**
 * Last day it exists, if it ended.
 */
valid_to: string | null, 
/**
 * Organisations that carry on its work.
 */
successors: Array<string>, };

export type Outgoing = { 
/**
 * The record's id.
 */
id: string, 
/**
 * `meeting`, `member` or `org`.
 */
kind: string, 
/**
 * What a person knows it by.
 */
title: string, 
/**
 * Changes written here that the server has not confirmed.
 */
changes: number, 
/**
 * How large they are, in bytes before packing.
 */
bytes: number, 
/**
 * When the oldest of them was written.
 */
oldest_ms: number | null, };

export type PackageMade = { 
/**
 * Its id.
 */
id: string, 
/**
 * The file; only its reader can open it.
 */
bytes: Uint8Array, 
/**
 * Envelopes in it.
 */
envelopes: number, 
/**
 * Envelopes that found no room in it, and go with a later one.
 */
left_out: number, };

export type PackagePeer = { 
/**
 * The device.
 */
device: string, 
/**
 * Its person.
 */
person: string, 
/**
 * The person's role, by its code.
 */
role: string, };

export type PackageTaken = { 
/**
 * Its id.
 */
id: string, 
/**
 * `fresh`, `already_taken` or `stale`; the latter two do no harm.
 */
standing: string, 
/**
 * The same in Vietnamese.
 */
words: string, 
/**
 * When it was made, by its sender's clock.
 */
made_ms: number, 
/**
 * The ward's answer, as after a sync; nothing for a package of another phone.
 */
synced: Synced | null, 
/**
 * What another phone handed over; nothing for the ward's answer.
 */
handed: Handed | null, };

export type PartSpec = { 
/**
 * Its stored name.
 */
name: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * `head` for one value per field, `keyed` for subjects with fields, `entries` for a list, `text` for running text.
 */
form: string, 
/**
 * What the subjects of a keyed part are: `words`, `record`, `person`, `code`; empty for other parts.
 */
subject: string, 
/**
 * The subjects of a keyed part that has these codes only.
 */
subjects: Array<Code>, 
/**
 * Its fields.
 */
fields: Array<FieldSpec>, };

export type Person = { 
/**
 * The member record's id, or `khach-…`.
 */
key: string, 
/**
 * The name.
 */
name: string, 
/**
 * Whether they are without a member record; not read of whom the app names.
 */
is_guest?: boolean, };

export type Profile = { 
/**
 * Its id.
 */
id: string, 
/**
 * The name the person chose; nothing if the profile is damaged.
 */
name: string | null, 
/**
 * Wrong PINs since the last right one.
 */
wrong_pins: number, 
/**
 * How long the next PIN has to wait, in milliseconds; zero if it need not.
 */
wait_ms: number, 
/**
 * What is sealed and not known to be at the ward; nothing if it cannot be read.
 */
waiting: SealedWork | null, };

export type Record = { 
/**
 * Its line in lists.
 */
line: RecordLine, 
/**
 * Its parts, in the order in which they are kept.
 */
parts: Array<RecordPart>, 
/**
 * Amounts that its kind adds up.
 */
sums: Array<RecordField>, 
/**
 * The steps of its life, with what stands in the way of each.
 */
steps: Array<RecordStep>, 
/**
 * How far it has come to the ward's review: `not`, `changed` since it was handed in, or `in` as it stands.
 */
handed: string, 
/**
 * Places in dispute.
 */
conflicts: Array<Conflict>, 
/**
 * Records that speak about it or come from it.
 */
related: Array<RecordLine>, 
/**
 * Others of its kind that say, as it does, that they are the one there should be.
 */
beside: Array<RecordLine>, 
/**
 * Whether all of it can be read.
 */
is_whole: boolean, };

export type RecordChange = { 
/**
 * The record's id.
 */
id: string, 
/**
 * `meeting`, `member` or `org`; empty for a record that was removed.
 */
kind: string, 
/**
 * Whether the record left this device.
 */
removed: boolean, };

export type RecordEntry = { 
/**
 * Its name: subject or entry; empty for the head.
 */
name: string, 
/**
 * For a subject that is a person, what they are called.
 */
person: string | null, 
/**
 * Its fields that are filled.
 */
fields: Array<RecordField>, };

export type RecordField = { 
/**
 * Its stored name.
 */
name: string, 
/**
 * What it is called.
 */
label: string, 
/**
 * What it holds, as it is stored.
 */
value: string, 
/**
 * What it holds, as a person reads it.
 */
words: string, 
/**
 * Whether different values stand there.
 */
disputed: boolean, };

export type RecordFilter = { 
/**
 * The stored code of the kind.
 */
kind: string | null, 
/**
 * Words anywhere in the record, marks or no marks; each may be the beginning of a word.
 */
text: string, 
/**
 * The stored code of the state.
 */
state: string | null, 
/**
 * First day.
 */
since: string | null, 
/**
 * Last day.
 */
until: string | null, 
/**
 * Still due, on this day or before it.
 */
due_until: string | null, 
/**
 * The organisation.
 */
org: string | null, 
/**
 * Only those that speak about this record or come from it.
 */
about: string | null, 
/**
 * Only those with these figures.
 */
figures: Array<Field>, 
/**
 * Only those with decisions to take or impossible figures.
 */
unsettled: boolean, 
/**
 * Only those with something that is on this phone alone or held.
 */
not_safe: boolean, 
/**
 * In the order of titles, members by name, instead of the latest first.
 */
by_title: boolean, 
/**
 * How many lines to leave out at the beginning.
 */
skip: number, 
/**
 * How many lines at most; all of them for 0.
 */
take: number, };

export type RecordLine = { 
/**
 * The record's id.
 */
id: string, 
/**
 * The stored code of its kind.
 */
kind: string, 
/**
 * The organisation whose record it is.
 */
org: string, 
/**
 * The record it speaks about or comes from.
 */
about: string | null, 
/**
 * What a person knows it by.
 */
title: string, 
/**
 * The stored code of its state; empty for a kind without states.
 */
state: string, 
/**
 * Whether its state says that nothing of it is left to do.
 */
done: boolean, 
/**
 * Its day.
 */
day: string | null, 
/**
 * The day it is due, while it is.
 */
due: string | null, 
/**
 * Decisions to take and figures that cannot be right.
 */
open_questions: number, 
/**
 * Whether it bears a secrecy marking; such content belongs on paper.
 */
marked: boolean, 
/**
 * Whether it can be read.
 */
readable: boolean, 
/**
 * Figures and listed fields, by name, as text.
 */
figures: Array<Field>, 
/**
 * How safe it is.
 */
safety: Safety, };

export type RecordPart = { 
/**
 * Its stored name.
 */
name: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * `head`, `keyed`, `entries` or `text`.
 */
form: string, 
/**
 * One entry for a head, one each for subjects and entries of a list.
 */
entries: Array<RecordEntry>, 
/**
 * The running text of a part that is one.
 */
text: string | null, };

export type RecordStatus = { 
/**
 * The record's id.
 */
id: string, 
/**
 * `meeting`, `member` or `org`.
 */
kind: string, 
/**
 * What a person knows it by.
 */
title: string, 
/**
 * How safe it is.
 */
safety: Safety, };

export type RecordStep = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * The fields that are given with it.
 */
asks: Array<string>, 
/**
 * Why it cannot be taken now; absent when it can.
 */
refused: string | null, };

export type RollSummary = { 
/**
 * Members of the cell on the roll.
 */
total: number, 
/**
 * Of them official.
 */
official: number, 
/**
 * Of them probationary.
 */
probationary: number, 
/**
 * Members who leave the denominator.
 */
exempt: number, 
/**
 * Members who had to attend.
 */
required: number, 
/**
 * Of those, present.
 */
present: number, 
/**
 * Official members present, who may vote.
 */
official_present: number, 
/**
 * Absent with a reason.
 */
excused: number, 
/**
 * Absent without one.
 */
unexcused: number, 
/**
 * Not recorded yet.
 */
unrecorded: number, 
/**
 * Guests and temporary members present.
 */
guests: number, };

export type Safety = { 
/**
 * The stable code.
 */
state: string, 
/**
 * Why the server keeps it aside, if it does.
 */
reason: string | null, 
/**
 * Both, in Vietnamese.
 */
words: string, };

export type Saying = { 
/**
 * The entry's lasting name.
 */
entry: string, 
/**
 * Who said it.
 */
speaker: Person | null, 
/**
 * What.
 */
text: string, };

export type ScannedCode = { 
/**
 * The server's address.
 */
url: string, 
/**
 * SHA-256 of the server's public key, in hexadecimal digits.
 */
pin: string, };

export type Score = { 
/**
 * The rubric and its version.
 */
rubric: string | null, 
/**
 * Points by criterion.
 */
points: Array<ScorePoint>, 
/**
 * Their sum.
 */
total: number, };

export type ScoreLine = { 
/**
 * The stored code of the criterion.
 */
criterion: string, 
/**
 * Its number on the sheet; absent for a criterion the rubric does not have.
 */
number: string | null, 
/**
 * Its words; the code where the rubric does not have it.
 */
label: string, 
/**
 * The most points.
 */
max: number | null, 
/**
 * Whether it counts in this kind of meeting.
 */
applies: boolean, 
/**
 * Points the cell gave, which win.
 */
recorded: number | null, 
/**
 * Points that were computed; without them the cell gives them.
 */
computed: number | null, 
/**
 * What was computed and which step of the scale it reached, in words.
 */
why: string | null, 
/**
 * Whether several wrote different points and nobody has decided.
 */
disputed: boolean, };

export type ScorePoint = { 
/**
 * The criterion.
 */
criterion: string, 
/**
 * The points.
 */
points: number, };

export type ScoreSheet = { 
/**
 * The id of the rubric, as the meeting keeps it.
 */
rubric: string | null, 
/**
 * Whether the meeting names it; otherwise it is the one asked for or in force.
 */
is_recorded: boolean, 
/**
 * Its title; absent where this version does not know it.
 */
title: string | null, 
/**
 * Its lines.
 */
lines: Array<ScoreLine>, 
/**
 * The points that count.
 */
total: number, 
/**
 * The most there can be in this kind of meeting.
 */
max: number | null, 
/**
 * Whether every line that counts has points.
 */
is_complete: boolean, 
/**
 * The stored code of the grade, once the sheet is complete and undisputed.
 */
grade: string | null, 
/**
 * The grade in words.
 */
grade_words: string | null, };

export type SealedWork = { 
/**
 * Packages.
 */
packages: number, 
/**
 * Their bytes.
 */
bytes: number, };

export type SessionText = { 
/**
 * The text.
 */
text: string, 
/**
 * Where the caret stands in it.
 */
caret: number, };

export type SetAside = { 
/**
 * The record's id.
 */
id: string, 
/**
 * What a person knows the record by.
 */
title: string, 
/**
 * Whether it is on the server's disk.
 */
on_server: boolean, 
/**
 * Why it waits: a stored code, or what the server said.
 */
reason: string, 
/**
 * Why it waits, in Vietnamese.
 */
words: string, 
/**
 * What the person can do, in Vietnamese.
 */
advice: string, };

export type SignedVersion = { 
/**
 * The digest that was signed, to be read out between two phones.
 */
digest: string, 
/**
 * The signatures, in order of capacity.
 */
signatures: Array<AdoptionSignature>, 
/**
 * Whether it rests on one signature only.
 */
alone: boolean, };

export type StepSpec = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * The states in which it may be taken.
 */
from: Array<string>, 
/**
 * The fields that are given with it.
 */
asks: Array<string>, };

export type SyncStep = { 
/**
 * Requests made so far.
 */
requests: number, 
/**
 * Envelopes the server answered for in this answer.
 */
answered: number, 
/**
 * Records of this answer that were new or changed so far.
 */
received: number, 
/**
 * Steps of this answer that are still to be taken in.
 */
steps_left: number, };

export type Synced = { 
/**
 * Another request has something to bring or fetch at once.
 */
more: boolean, 
/**
 * Envelopes the server has on disk and merged.
 */
pushed: number, 
/**
 * Envelopes the server keeps aside.
 */
held: number, 
/**
 * Envelopes the server did not take.
 */
refused: number, 
/**
 * Records that were new or changed.
 */
received: number, 
/**
 * Records that left this device because the server withdrew them.
 */
removed: number, 
/**
 * Records whose news could not be merged yet; they are asked for again.
 */
unmerged: number, 
/**
 * Records of a kind only a newer app knows.
 */
newer: number, };

export type Version = { 
/**
 * The value, in words; empty for a running text.
 */
value: string, 
/**
 * Who wrote it.
 */
author: string, 
/**
 * When, by their clock.
 */
at_ms: number, };

export type Vote = { 
/**
 * The stored code of the matter.
 */
matter: string, 
/**
 * Its key; where it is given, it says which vote is meant, and what it is about is not read.
 */
key: string, 
/**
 * What or whom it is about (a member's id, or words); only read when a vote is recorded.
 */
about: string | null, 
/**
 * What is voted on, in words.
 */
subject: string | null, 
/**
 * The stored code of the method.
 */
method: string | null, 
/**
 * Who may vote.
 */
eligible: number | null, 
/**
 * Of them present.
 */
present: number | null, 
/**
 * Ballots handed out.
 */
issued: number | null, 
/**
 * Ballots or hands counted.
 */
collected: number | null, 
/**
 * Valid ballots.
 */
valid: number | null, 
/**
 * In favour.
 */
agree: number | null, 
/**
 * Against.
 */
against: number | null, 
/**
 * Abstentions and other opinions.
 */
other: number | null, 
/**
 * Legal basis, as typed.
 */
basis: string | null, 
/**
 * Who was left out of those who may vote, and why.
 */
excluded: string | null, 
/**
 * Who counted the ballots.
 */
ballot_committee: string | null, 
/**
 * Whether the result was reported to the competent committee.
 */
referred_up: boolean | null, 
/**
 * Reserved minority opinions.
 */
reserved: string | null, 
/**
 * The share it needs, for example `>1/2`; without one, the rules' default.
 */
threshold: string | null, 
/**
 * The version of the rules the threshold came from; not read when a vote is recorded.
 */
rules: string | null, 
/**
 * The stored code of how it ended; not read when a vote is recorded.
 */
outcome: string, };

export type Withdrawn = { 
/**
 * The organisation's id.
 */
org: string, 
/**
 * Its name, if it is known here.
 */
name: string | null, };

export type Header = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its value.
 */
value: string, };

export type EnrolOffer = { 
/**
 * The person.
 */
person: string, 
/**
 * The role, in words.
 */
role_words: string, 
/**
 * The name of the organisation.
 */
org: string, 
/**
 * The name of the ward.
 */
ward: string, 
/**
 * When the code ends, by the server's clock.
 */
expires_ms: number, };

export type VoteWeighed = { 
/**
 * Its key.
 */
key: string, 
/**
 * The stored code of the matter.
 */
matter: string, 
/**
 * What is voted on, in words.
 */
subject: string | null, 
/**
 * Whether ballots are handed out, so that those, the collected and the valid ones are counted as well.
 */
has_ballots: boolean, 
/**
 * Whether the sides come to as many as there have to be.
 */
adds_up: boolean, 
/**
 * The figures that do not fit, each in a whole sentence.
 */
findings: Array<Finding>, 
/**
 * The places where people wrote apart: each has to be decided before the vote has a result.
 */
disputes: Array<Conflict>, 
/**
 * Of how many the share is counted.
 */
base: number | null, 
/**
 * Who they are, in words.
 */
base_words: string, 
/**
 * How many in favour it needs at least.
 */
need: number | null, 
/**
 * Why so many.
 */
threshold_words: string, 
/**
 * The stored code of how it ends; that figures are missing also while one is impossible.
 */
outcome: string, 
/**
 * Whether it ends by its figures, one way or the other.
 */
is_decided: boolean, 
/**
 * How it ends, as a sentence.
 */
outcome_words: string, 
/**
 * What the share rests on.
 */
basis_words: string, 
/**
 * Whether the roll is worth a look: it says nothing of who may vote yet, or figures do not fit.
 */
needs_roll: boolean, 
/**
 * How many may cast a vote here, as somebody said or by the roll.
 */
present: number | null, 
/**
 * Official members who count by the roll, once everybody is recorded: what to propose as those who may vote.
 */
roll_eligible: number | null, 
/**
 * Of them those present.
 */
roll_present: number | null, };

export type Assignment = { 
/**
 * The lasting name of its entry.
 */
entry: string, 
/**
 * The task, if somebody made it, however it was edited since.
 */
task: string | null, };

export type Today = { 
/**
 * The meeting under way, or else the next one that is planned.
 */
next_meeting: RecordLine | null, 
/**
 * The last one that was closed.
 */
last_meeting: RecordLine | null, 
/**
 * Open tasks past their day, what was due first, first.
 */
tasks_overdue: DueLines, 
/**
 * Open tasks that have a day and are not past it.
 */
tasks_due: DueLines, 
/**
 * Reviews of the ward in which something waits for the cell's reply.
 */
remarks: DueLines, 
/**
 * Records with decisions to take or figures that cannot be right.
 */
conflicts: DueLines, 
/**
 * Records of which something is on this device alone.
 */
unsent: number, 
/**
 * How much the server set aside.
 */
held: number, };

export type DueLines = { 
/**
 * How many there are.
 */
count: number, 
/**
 * The first few of them.
 */
first: Array<RecordLine>, };

export type MeetingStep = { 
/**
 * Which: `prepare`, `roll`, `business`, `votes`, `minutes`, `score`, `adopt`.
 */
step: 'prepare' | 'roll' | 'business' | 'votes' | 'minutes' | 'score' | 'adopt', 
/**
 * Whether it needs nothing more.
 */
is_done: boolean, 
/**
 * Its count, or what is missing, in a few words.
 */
words: string, };

export type Obstacle = { 
/**
 * The stable code.
 */
code: string, 
/**
 * It, as a whole sentence.
 */
words: string, 
/**
 * The step in which it is mended, as in [`MeetingStep`].
 */
step: 'prepare' | 'roll' | 'business' | 'votes' | 'minutes' | 'score' | 'adopt', 
/**
 * The field, person, item, vote or criterion there; of two values in dispute part and leaf, `part/leaf`.
 */
place: string, 
/**
 * Whether the minutes cannot be signed before; the rest is only told.
 */
blocks: boolean, };

export type MeetingDeadline = { 
/**
 * The last day.
 */
day: string, 
/**
 * The day it was done, if that is known.
 */
done: string | null, 
/**
 * How it stands: `met`, `late`, `unknown`.
 */
state: string, 
/**
 * That, as a sentence.
 */
words: string, 
/**
 * What the rule rests on.
 */
basis_words: string, };

export type MeetingTimes = { 
/**
 * Whole minutes it lasts, so far or in all; nothing before it began, or where nobody noted when.
 */
minutes: number | null, 
/**
 * Whether that is so far only.
 */
goes_on: boolean, 
/**
 * Minutes it lasts at least.
 */
minutes_least: number | null, 
/**
 * Whether it is over and lasted less.
 */
is_short: boolean, 
/**
 * How long it lasts, as a sentence.
 */
words: string, 
/**
 * What the least duration rests on.
 */
basis_words: string | null, 
/**
 * When its members had to be told.
 */
notice: MeetingDeadline | null, 
/**
 * When its papers have to be finished.
 */
papers: MeetingDeadline | null, };

export type ProposedItem = { 
/**
 * Its title.
 */
title: string, 
/**
 * Its place among the proposed, from 1.
 */
order: number, 
/**
 * Where it comes from.
 */
from_words: string, 
/**
 * Whether the agenda has it.
 */
is_there: boolean, };

export type Preparation = { 
/**
 * Items to propose: those of the ward's guidance or else of the order of business in force, then what else the last
 * meeting of the kind had.
 */
items: Array<ProposedItem>, 
/**
 * The cell's tasks that are not done, what is due first, first.
 */
open_tasks: Array<RecordLine>, 
/**
 * The resolution about this meeting, if one was begun.
 */
draft: string | null, 
/**
 * The last meeting of this kind.
 */
last_meeting: string | null, };

export type Passage = { 
/**
 * Which: `opening`, `roll`, `item:` and the item's key, `vote:` and the vote's, `closing`.
 */
key: string, 
/**
 * What it is about, in a few words.
 */
words: string, 
/**
 * The passage.
 */
text: string, 
/**
 * Whether the minutes hold these very words.
 */
is_there: boolean, };

export type WorkKind = { 
/**
 * Its stored code.
 */
code: string, 
/**
 * What it is called.
 */
words: string, 
/**
 * How many records of it are here.
 */
records: number, 
/**
 * Whether the person begins such records.
 */
may_begin: boolean, };

export type News = { records: Array<RecordChange>, health: Health | null, step: SyncStep | null, };

export type Failure = { code: string, words: string, field: string | null, wait_seconds: number | null, why: string, };
