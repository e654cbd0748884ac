use super::{Counted, Visits};
use crate::time::Timestamp;
use crate::wire::Visit;

const NOW: Timestamp = Timestamp::from_ms(1_793_880_000_000);

/// A vault: what it holds, and nothing else.
#[derive(Clone, Copy, Default)]
struct Vault(Option<Visit>);

impl Vault {
    fn take(&mut self, visit: Visit) {
        if visit.follows(self.0.as_ref()) {
            self.0 = Some(visit);
        }
    }

    /// Asks and takes in the answer; whether the ward was told.
    fn sync(&mut self, server: &mut Visits) -> bool {
        let Counted { visit, forked } = server.count(self.0, NOW);
        self.take(visit);
        forked
    }
}

/// Two vaults that are one, each of which has synced since.
fn copied() -> (Visits, Vault, Vault) {
    let (mut server, mut vault) = (Visits::default(), Vault::default());
    for _ in 0..3 {
        assert!(!vault.sync(&mut server));
    }
    (server, vault, vault)
}

#[test]
fn a_copy_is_told_when_it_comes_again_after_the_other_went_on() {
    let (mut server, mut one, mut other) = copied();
    assert!(!one.sync(&mut server) && !one.sync(&mut server), "alone it is one line");
    assert!(!other.sync(&mut server), "what it shows may be a late request");
    assert!(other.sync(&mut server));
}

#[test]
fn an_old_copy_that_is_put_back_is_told() {
    let (mut server, mut vault, old) = copied();
    assert!(!vault.sync(&mut server) && !vault.sync(&mut server));
    vault = old;
    assert!(!vault.sync(&mut server));
    assert!(vault.sync(&mut server));
    assert!(!vault.sync(&mut server), "from then on it is one line again");
}

#[test]
fn answers_that_were_lost_and_requests_that_come_late_or_twice_tell_nothing() {
    let (mut server, mut vault) = (Visits::default(), Vault::default());
    let first = vault;
    assert!(!vault.sync(&mut server));
    let late = vault;
    for _ in 0..3 {
        assert!(!server.count(vault.0, NOW).forked, "the answer is lost");
    }
    assert!(!vault.sync(&mut server) && !vault.sync(&mut server));
    assert!(!server.count(late.0, NOW).forked && !server.count(first.0, NOW).forked);
    assert!(!vault.sync(&mut server) && !vault.sync(&mut server));
}

#[test]
fn an_answer_is_taken_only_by_the_state_that_asked() {
    let (mut server, vault, _) = copied();
    let (one, two) = (server.count(vault.0, NOW).visit, server.count(vault.0, NOW).visit);
    let mut both = vault;
    both.take(two);
    both.take(one);
    assert_eq!(both.0, Some(two));
    let stranger = Visit { before: 17, ..one };
    let mut same = vault;
    same.take(stranger);
    assert_eq!(same.0, vault.0);
}

#[test]
fn a_server_that_forgot_or_was_put_back_begins_a_later_era_and_tells_nothing() {
    let (mut server, mut vault) = (Visits::default(), Vault::default());
    assert!(!vault.sync(&mut server));
    let backup = server;
    for _ in 0..5 {
        assert!(!vault.sync(&mut server));
    }
    for mut restored in [Visits::default(), backup, Visits { era: 1, given: 900, shown: 900 }] {
        let mut vault = vault;
        let before = vault.0;
        assert!(!vault.sync(&mut restored));
        assert!(vault.0.map(|visit| visit.era) > before.map(|visit| visit.era), "even with the same clock");
        assert!(!restored.count(before, NOW).forked, "a late request of before");
        assert!(!vault.sync(&mut restored) && !vault.sync(&mut restored));
    }
}

#[test]
fn a_visit_nobody_gave_out_breaks_nothing() {
    for shown in [Visit { era: u64::MAX, number: u64::MAX, before: 0 }, Visit { era: 0, number: 9, before: 4 }] {
        let mut server = Visits::default();
        let Counted { visit, forked } = server.count(Some(shown), Timestamp::from_ms(-5));
        assert!(!forked && visit.era > 0 && visit.number == 1);
        assert!(!server.count(Some(shown), NOW).forked);
    }
}

/// Numbers that are the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Story {
    Honest,
    ServerRestored,
    Copied,
    PutBack,
}

/// A hundred contacts over a bad connection; how often the ward was told.
fn told(story: Story, seed: u64) -> usize {
    let mut dice = Dice(seed);
    let (mut server, mut vaults) = (Visits::default(), vec![Vault::default()]);
    let (mut late, mut told) = (Vec::new(), 0);
    let (mut old_server, mut old_vault) = (server, vaults[0]);
    for turn in 0..120 {
        let put_back = turn == 80;
        match (turn, story) {
            (30, Story::Copied) => vaults.push(vaults[0]),
            (30, _) => (old_server, old_vault) = (server, vaults[0]),
            (80, Story::PutBack) => vaults[0] = old_vault,
            (80, Story::ServerRestored) => server = old_server,
            _ => {}
        }
        if put_back && story == Story::ServerRestored && dice.below(2) == 0 {
            server = Visits::default();
        }
        let who = usize::try_from(dice.below(vaults.len() as u64)).unwrap();
        let asked = vaults[who].0;
        if dice.below(7) == 0 {
            late.push(asked);
            continue;
        }
        let Counted { visit, forked } = server.count(asked, NOW);
        told += usize::from(forked);
        if dice.below(10) == 0 {
            told += usize::from(server.count(asked, NOW).forked);
        }
        if !late.is_empty() && dice.below(2) == 0 {
            let place = usize::try_from(dice.below(late.len() as u64)).unwrap();
            told += usize::from(server.count(late.remove(place), NOW).forked);
        }
        if dice.below(4) > 0 {
            vaults[who].take(visit);
        }
    }
    told
}

#[test]
fn no_honest_phone_is_ever_told_of_and_every_second_holder_is() {
    for seed in 0..2_000 {
        assert_eq!(told(Story::Honest, seed), 0, "seed {seed}");
        assert!(told(Story::Copied, seed) > 0, "seed {seed}");
        assert!(told(Story::PutBack, seed) > 0, "seed {seed}");
    }
}

#[test]
fn no_phone_is_told_of_because_its_server_was_put_back() {
    for seed in 0..2_000 {
        assert_eq!(told(Story::ServerRestored, seed), 0, "seed {seed}");
    }
}
