//! Whatever a few devices write into one meeting, and in whatever order and how often they hear of
//! each other, they come to hold the same, and nothing that was written is missing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::meeting::agenda::{Saying, put_item, say};
use crate::meeting::roll::{Attendance, Standing, mark_attendance};
use crate::meeting::vote::{Matter, Tally, VoteKey, record_vote};
use crate::meeting::{self, MeetingKind, MeetingView, Particulars, Person, WriteError};
use crate::time::CivilDate;

#[derive(Debug, Clone)]
enum Step {
    Mark { who: u8, present: bool },
    Vote { matter: bool, agree: i64 },
    Splice { at: u16, delete: usize, insert: usize },
    Say { item: u8 },
    Settle { nth: u8 },
    Place { choice: u8 },
    Restart,
    Hear { from: usize, share: u8, order: u64, twice: bool },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_u8, any::<bool>()).prop_map(|(who, present)| Step::Mark { who, present }),
        (any::<bool>(), 0..4_i64).prop_map(|(matter, agree)| Step::Vote { matter, agree }),
        (any::<u16>(), 0..5_usize, 0..4_usize).prop_map(|(at, delete, insert)| Step::Splice { at, delete, insert }),
        (0..2_u8).prop_map(|item| Step::Say { item }),
        (0..4_u8).prop_map(|nth| Step::Settle { nth }),
        (0..3_u8).prop_map(|choice| Step::Place { choice }),
        Just(Step::Restart),
        (0..4_usize, 0..=100_u8, any::<u64>(), any::<bool>()).prop_map(|(from, share, order, twice)| Step::Hear {
            from,
            share,
            order,
            twice
        }),
    ]
}

/// One leaf as somebody wrote it: what it says, and which earlier writes its writer knew.
struct Write {
    change: ChangeId,
    leaf: (String, String),
    value: String,
    over: Vec<usize>,
}

/// The devices, and beside them a record of intents that knows nothing of Automerge.
struct World {
    docs: Vec<Doc>,
    pens: Vec<Pen>,
    clock: i64,
    writes: Vec<Write>,
    inserted: BTreeSet<char>,
    deleted: BTreeSet<char>,
    said: BTreeSet<String>,
}

fn device(n: usize) -> DeviceId {
    DeviceId::from_bytes([u8::try_from(n).unwrap() + 1; 16])
}

impl World {
    fn of(devices: usize) -> Self {
        let org = OrgId::from_bytes([9; 16]);
        let date = CivilDate::new(2026, 11, 5).unwrap();
        let meeting = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
        Self {
            docs: vec![meeting; devices],
            pens: (0..devices).map(|n| Pen::new(device(n), [0; 8])).collect(),
            clock: 0,
            writes: Vec::new(),
            inserted: BTreeSet::new(),
            deleted: BTreeSet::new(),
            said: BTreeSet::new(),
        }
    }

    fn edit(&mut self, n: usize, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) -> Option<ChangeId> {
        self.clock += 1;
        self.docs[n].edit(&self.pens[n], Timestamp::from_ms(self.clock * 1000), write).unwrap().1
    }

    /// Writes that stand at a leaf, among those `known`.
    fn standing(&self, leaf: &(String, String), known: impl Fn(&Write) -> bool) -> Vec<usize> {
        let there: Vec<usize> =
            (0..self.writes.len()).filter(|w| self.writes[*w].leaf == *leaf && known(&self.writes[*w])).collect();
        let over: BTreeSet<usize> = there.iter().flat_map(|w| self.writes[*w].over.iter().copied()).collect();
        there.into_iter().filter(|w| !over.contains(w)).collect()
    }

    fn put(
        &mut self,
        n: usize,
        leaf: (&str, &str),
        value: &str,
        write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) {
        let leaf = (leaf.0.to_owned(), leaf.1.to_owned());
        let over = self.standing(&leaf, |write| self.docs[n].contains(&write.change));
        let idle = matches!(over.as_slice(), [one] if self.writes[*one].value == value);
        let change = self.edit(n, write);
        if !idle {
            self.writes.push(Write { change: change.unwrap(), leaf, value: value.to_owned(), over });
        }
    }

    fn take(&mut self, n: usize, step: &Step) {
        match step {
            Step::Mark { who, present } => {
                let person = Person::member(DocId::from_bytes([*who; 16]), "Lê Thị Sen");
                let attendance = if *present { Attendance::Present } else { Attendance::AbsentUnexcused };
                let key = format!("{}/status", person.key);
                self.put(n, ("roll", &key), attendance.code(), |e| {
                    mark_attendance(e, &person, &Standing::Official, &attendance, None)
                });
            }
            Step::Vote { matter, agree } => {
                let matter = if *matter { Matter::Resolution } else { Matter::Minutes };
                let vote = VoteKey::new(&matter, None);
                let tally = Tally { agree: Some(*agree), ..Tally::default() };
                let key = format!("{}/for", vote.as_str());
                self.put(n, ("votes", &key), &agree.to_string(), |e| record_vote(e, &vote, &tally));
            }
            Step::Splice { at, delete, insert } => self.splice(n, usize::from(*at), *delete, *insert),
            Step::Say { item } => {
                let text = format!("ý kiến {}", self.said.len());
                self.said.insert(text.clone());
                self.edit(n, |e| {
                    let item = put_item(e, &format!("Mục {item}"), 1, None)?;
                    say(e, &item, &Saying::Opinion, None, &text).map(|_| ())
                });
            }
            Step::Settle { nth } => self.settle(n, usize::from(*nth)),
            Step::Place { choice } => {
                let place = format!("Nhà văn hóa khóm {choice}");
                let given = Particulars { place: Some(place.clone()), ..Particulars::default() };
                self.put(n, ("about", "place"), &place, |e| meeting::set_particulars(e, &given));
            }
            Step::Restart => {
                self.clock += 1;
                self.pens[n] = Pen::new(device(n), self.clock.to_be_bytes());
            }
            Step::Hear { from, share, order, twice } => {
                self.hear(n, from % self.docs.len(), usize::from(*share), *order, *twice);
            }
        }
    }

    fn splice(&mut self, n: usize, at: usize, delete: usize, insert: usize) {
        let text: Vec<char> = MeetingView::of(&self.docs[n]).unwrap().minutes.chars().collect();
        let at = at % (text.len() + 1);
        let delete = delete.min(text.len() - at);
        let first = 0x4e00 + u32::try_from(self.inserted.len()).unwrap();
        let fresh: String = (first..).take(insert).map(|c| char::from_u32(c).unwrap()).collect();
        self.inserted.extend(fresh.chars());
        self.deleted.extend(&text[at..at + delete]);
        self.edit(n, |e| meeting::splice_minutes(e, at, delete, &fresh));
    }

    /// Decides the nth dispute this device knows of for the value listed last.
    fn settle(&mut self, n: usize, nth: usize) {
        let divergences = self.docs[n].divergences();
        let Some(dispute) = divergences.get(nth) else { return };
        let value = dispute.values.last().unwrap().value.clone();
        self.put(n, (&dispute.part, &dispute.key), &value.display(), |e| {
            Ok(e.put(&dispute.part, &dispute.key, value.clone())?)
        });
    }

    /// Carries the oldest `share` percent of one device's changes to another, shuffled and maybe twice;
    /// what cannot be merged yet waits and is tried again.
    fn hear(&mut self, to: usize, from: usize, share: usize, order: u64, twice: bool) {
        let metas = self.docs[from].inner.get_changes_meta(&[]);
        let count = metas.len() * share / 100;
        let mut pieces: Vec<(Option<DeviceId>, Vec<u8>)> = metas
            .iter()
            .take(count)
            .map(|meta| {
                let author = (0..self.docs.len()).map(device);
                let author = author.into_iter().find(|d| meta.actor.to_bytes().starts_with(&d.actor_prefix()));
                (author, self.docs[from].change_chunks(&BTreeSet::from([change_id(meta.hash)])))
            })
            .collect();
        if twice {
            pieces.extend(pieces.clone());
        }
        pieces.sort_by_key(|(_, bytes)| crate::id::labelled_hash("order", &[&order.to_be_bytes(), bytes]));
        while !pieces.is_empty() {
            let before = pieces.len();
            pieces.retain(|(author, bytes)| match self.docs[to].clone().absorb(ChunkForm::Changes, bytes, *author) {
                Ok((doc, _)) => {
                    self.docs[to] = doc;
                    false
                }
                Err(Unacceptable::UnknownDependency(_)) => true,
                Err(error) => panic!("{error}"),
            });
            assert!(pieces.len() < before, "changes wait for something that was never sent");
        }
    }

    fn exchange_everything(&mut self) {
        for n in 1..self.docs.len() {
            self.hear(0, n, 100, 1, false);
        }
        for n in 1..self.docs.len() {
            self.hear(n, 0, 100, 2, true);
        }
    }

    fn disputed(&self) -> BTreeMap<(String, String), BTreeSet<String>> {
        let leaves: BTreeSet<_> = self.writes.iter().map(|write| write.leaf.clone()).collect();
        let values = |leaf: &(String, String)| {
            self.standing(leaf, |_| true).into_iter().map(|w| self.writes[w].value.clone()).collect::<BTreeSet<_>>()
        };
        leaves.into_iter().map(|leaf| (leaf.clone(), values(&leaf))).filter(|(_, values)| values.len() > 1).collect()
    }
}

fn listed(doc: &Doc) -> BTreeMap<(String, String), BTreeSet<String>> {
    let all = doc.divergences().into_iter();
    all.map(|d| ((d.part, d.key), d.values.iter().map(|value| value.value.display()).collect())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn devices_that_heard_of_everything_hold_the_same_and_miss_nothing(
        devices in 2..=4_usize,
        steps in prop::collection::vec((0..4_usize, step()), 1..40),
    ) {
        let mut world = World::of(devices);
        for (n, step) in &steps {
            world.take(n % devices, step);
        }
        world.exchange_everything();
        let first = &world.docs[0];
        for doc in &world.docs {
            prop_assert_eq!(doc.heads(), first.heads());
            prop_assert_eq!(doc.tree(), first.tree());
            prop_assert_eq!(doc.content_digest(), first.content_digest());
            prop_assert_eq!(doc.divergences(), first.divergences());
            prop_assert_eq!(doc.merged_texts(), first.merged_texts());
        }
        let view = MeetingView::of(first).unwrap();
        let kept: BTreeSet<char> = world.inserted.difference(&world.deleted).copied().collect();
        prop_assert_eq!(view.minutes.chars().count(), kept.len());
        prop_assert_eq!(view.minutes.chars().collect::<BTreeSet<_>>(), kept);
        let said: BTreeSet<String> =
            view.agenda.iter().flat_map(|item| &item.opinions).map(|said| said.text.clone()).collect();
        prop_assert_eq!(&said, &world.said);
        prop_assert_eq!(listed(first), world.disputed());
        let admitted = crate::admission::admit_document(&first.save(), &crate::admission::Bounds::of_chunks()).unwrap();
        prop_assert!(admitted.is_in_order().unwrap());
        let reopened = Doc::load(first.id(), first.kind(), &first.save()).unwrap();
        prop_assert_eq!(reopened.divergences(), first.divergences());
        prop_assert_eq!(reopened.tree(), first.tree());
    }
}

#[test]
fn long_minutes_typed_by_two_people_at_once_name_each_of_them_once() {
    let mut world = World::of(2);
    for n in 0..1500 {
        let at = if n % 2 == 0 { 0 } else { usize::MAX };
        let text = "Đồng chí phát biểu. ";
        world.edit(n % 2, |e| {
            let length = e.text("minutes")?.chars().count();
            meeting::splice_minutes(e, at.min(length), 0, text)
        });
    }
    let changes = world.docs[1].changes_of_device_since(device(1), &Heads::default());
    let chunk = world.docs[1].change_chunks(&changes.into_iter().collect());
    let (merged, _) = world.docs[0].clone().absorb(ChunkForm::Changes, &chunk, Some(device(1))).unwrap();
    let merged = MeetingView::of(&merged).unwrap();
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].values.len(), 2);
}

#[test]
fn a_decision_for_the_value_shown_first_is_the_deciders_own_and_cannot_vanish() {
    let mut world = World::of(3);
    let vote = |agree| Step::Vote { matter: true, agree };
    let hear = |from| Step::Hear { from, share: 100, order: 0, twice: false };
    world.take(0, &vote(1));
    world.take(1, &vote(2));
    world.take(2, &hear(0));
    world.take(2, &hear(1));
    let shown = MeetingView::of(&world.docs[2]).unwrap().votes[0].tally.agree.unwrap();
    world.take(2, &vote(shown));
    assert_eq!(listed(&world.docs[2]), BTreeMap::new());
    world.take(usize::from(shown == 2), &vote(3));
    world.exchange_everything();
    let dispute = world.docs[0].divergences().remove(0);
    let told: Vec<_> = dispute.values.iter().map(|value| (value.value.as_int(), value.author)).collect();
    let other = device(usize::from(shown == 2));
    assert_eq!(told, [(Some(shown), Some(device(2))), (Some(3), Some(other))]);
}
