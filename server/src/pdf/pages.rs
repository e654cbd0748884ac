//! From what no page divides to pages.

use super::slab::{Mark, Set, Slab};

/// What is printed on a page, from the left and top of where it may be.
pub(super) type Page = Vec<Mark>;

/// The pages of a height. What is kept with what follows goes over to the next page with it, unless both do not fit there
/// either; a table goes on under its titles.
pub(super) fn broken(set: Set, height: f32) -> Vec<Page> {
    let Set { slabs, titles } = set;
    let mut pages = Pages { done: Vec::new(), page: Vec::new(), used: 0.0, table: None, height, titles };
    let mut group = Vec::new();
    let mut rest = slabs.into_iter().peekable();
    while let Some(slab) = rest.next() {
        let goes_on = slab.keep && rest.peek().is_some();
        group.push(slab);
        if goes_on {
            continue;
        }
        let is_together = pages.reach(0.0, None, &group) <= height;
        if is_together && pages.reach(pages.used, pages.table, &group) > height {
            pages.turn();
        }
        for slab in group.drain(..) {
            pages.put(slab);
        }
    }
    pages.turn();
    pages.done
}

struct Pages {
    done: Vec<Page>,
    page: Page,
    used: f32,
    /// The table whose titles stand above what comes next.
    table: Option<usize>,
    height: f32,
    titles: Vec<Slab>,
}

impl Pages {
    /// How far down a page would be used with these below what is there.
    fn reach(&self, used: f32, table: Option<usize>, slabs: &[Slab]) -> f32 {
        let each = |(used, table): (f32, Option<usize>), slab: &Slab| {
            let titles = slab.table.filter(|of| table != Some(*of)).and_then(|of| self.titles.get(of));
            let first = titles.unwrap_or(slab);
            let before = if used > 0.0 { first.before } else { 0.0 };
            (used + before + titles.map_or(0.0, |titles| titles.height) + slab.height, slab.table)
        };
        slabs.iter().fold((used, table), each).0
    }

    fn put(&mut self, slab: Slab) {
        if self.used > 0.0 && self.reach(self.used, self.table, std::slice::from_ref(&slab)) > self.height {
            self.turn();
        }
        let titles = slab.table.filter(|of| self.table != Some(*of)).and_then(|of| self.titles.get(of).cloned());
        if let Some(titles) = titles {
            self.print(titles);
            self.table = slab.table;
        } else if slab.table.is_none() {
            self.table = None;
        }
        self.print(slab);
    }

    fn print(&mut self, slab: Slab) {
        if self.used > 0.0 && (slab.table.is_none() || self.table != slab.table) {
            self.used += slab.before;
        }
        let down = self.used;
        self.page.extend(slab.marks.into_iter().map(|mark| mark.moved(0.0, down)));
        self.used += slab.height;
    }

    fn turn(&mut self) {
        if self.used > 0.0 {
            self.done.push(std::mem::take(&mut self.page));
        }
        self.used = 0.0;
        self.table = None;
    }
}
