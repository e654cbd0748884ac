//! No two files of a crate need each other, over however many others: whoever reads one has to read only what it names.
//!
//! A file may use what the files above it in its folder define, as a chapter does its book's first pages; that alone is no
//! circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

use crate::tidy::{files, root, text};

/// A module by its names from the root of its crate.
type Module = Vec<String>;

/// The modules of one crate: where each stands, and what it uses.
#[derive(Default)]
struct House {
    files: BTreeMap<Module, PathBuf>,
    uses: BTreeMap<Module, BTreeSet<Module>>,
}

impl House {
    fn of(folder: &Path) -> Self {
        let parsed: Vec<(Module, PathBuf, syn::File)> = rust_files(folder)
            .into_iter()
            .map(|path| (module(folder, &path), path.clone(), syn::parse_file(&text(&path)).unwrap()))
            .collect();
        let tests: BTreeSet<Module> = parsed.iter().flat_map(|(module, _, file)| tests_below(module, file)).collect();
        let is_test = |module: &Module| (1..=module.len()).any(|until| tests.contains(&module[..until]));
        let kept = |(module, _, _): &&(Module, PathBuf, syn::File)| !is_test(module);
        let mut house = Self::default();
        for (module, path, _) in parsed.iter().filter(kept) {
            house.files.insert(module.clone(), path.clone());
        }
        for (module, _, file) in parsed.iter().filter(kept) {
            let mut names = Names { house: &house, here: module, found: BTreeSet::new() };
            names.visit_file(file);
            let found = names.found;
            // A library and its program share their folder, and so their root.
            house.uses.entry(module.clone()).or_default().extend(found);
        }
        house
    }

    /// The module that a path leads to, or into, from `here`.
    fn target(&self, here: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Module::new(),
            "self" => here.clone(),
            "super" => here.split_last()?.1.to_vec(),
            // The name of a module just below; everything else is another crate's or this file's own.
            name => {
                let below = [here.as_slice(), &[name.to_owned()]].concat();
                self.files.contains_key(&below).then_some(below)?
            }
        };
        for name in rest {
            let further = match name.as_str() {
                "super" => module.split_last()?.1.to_vec(),
                name => [module.as_slice(), &[name.to_owned()]].concat(),
            };
            if !self.files.contains_key(&further) {
                break;
            }
            module = further;
        }
        (module != *here && !here.starts_with(&module)).then_some(module)
    }

    /// What is left when every file that needs no other is taken away, again and again, from both ends: the circles.
    fn circles(&self) -> Vec<String> {
        let mut left: BTreeSet<&Module> = self.files.keys().collect();
        loop {
            let needs = |module: &Module| self.uses[module].iter().any(|used| left.contains(used));
            let needed: BTreeSet<&Module> = left.iter().flat_map(|module| &self.uses[*module]).collect();
            let stays = |module: &&&Module| needs(module) && needed.contains(**module);
            let next: BTreeSet<&Module> = left.iter().filter(stays).copied().collect();
            if next.len() == left.len() {
                break;
            }
            left = next;
        }
        let arrows = |from: &&Module| {
            let to: Vec<String> =
                self.uses[*from].iter().filter(|to| left.contains(to)).map(|to| to.join("::")).collect();
            format!("{} -> {}", from.join("::"), to.join(", "))
        };
        left.iter().map(arrows).collect()
    }
}

/// The paths of one file that lead to other files.
struct Names<'a> {
    house: &'a House,
    here: &'a Module,
    found: BTreeSet<Module>,
}

impl Names<'_> {
    fn take(&mut self, path: &[String]) {
        self.found.extend(self.house.target(self.here, path));
    }

    fn take_tree(&mut self, mut above: Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.take_tree(above, &path.tree);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.take_tree(above.clone(), tree)),
            syn::UseTree::Name(name) => self.take(&[above, vec![name.ident.to_string()]].concat()),
            syn::UseTree::Rename(name) => self.take(&[above, vec![name.ident.to_string()]].concat()),
            syn::UseTree::Glob(_) => self.take(&above),
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Const(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !attributes.iter().any(is_for_tests) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.take_tree(Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.take(&path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>());
        visit::visit_path(self, path);
    }
}

fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
}

/// The modules a file declares for tests alone.
fn tests_below(module: &Module, file: &syn::File) -> Vec<Module> {
    let declared = |item: &syn::Item| match item {
        syn::Item::Mod(item) if item.attrs.iter().any(is_for_tests) => Some(item.ident.to_string()),
        _ => None,
    };
    file.items.iter().filter_map(declared).map(|name| [module.as_slice(), &[name]].concat()).collect()
}

/// Of a folder, but for programs that stand in it, which are crates of their own.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let inside = files(folder.strip_prefix(root()).unwrap().to_str().unwrap(), ".rs");
    inside.into_iter().filter(|path| !path.starts_with(folder.join("bin"))).collect()
}

fn module(folder: &Path, path: &Path) -> Module {
    let names = path.strip_prefix(folder).unwrap().with_extension("");
    let names: Module = names.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    match names.last().map(String::as_str) {
        Some("lib" | "main") if names.len() == 1 => Module::new(),
        _ => names,
    }
}

#[test]
fn no_file_needs_one_that_needs_it() {
    let mut circles = Vec::new();
    for folder in ["shared/src", "server/src", "client-ffi/src", "client-ffi/src/bin/sen-device"] {
        let house = House::of(&root().join(folder));
        assert!(house.files.len() > 10 && house.uses.values().any(|uses| uses.len() > 3), "{folder}");
        circles.extend(house.circles().into_iter().map(|circle| format!("{folder}: {circle}")));
    }
    assert!(circles.is_empty(), "{circles:#?}");
}
