//! Puts modules together: a group becomes one script, in which every module's outermost names are unlike all others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::module::{Change, Export, Module};
use super::paths::relative;

/// Exported things: the module where one is made, and its name there.
type Thing = (usize, String);

/// All modules, and which script each comes in.
pub(crate) struct Graph {
    modules: Vec<Module>,
    /// Where each module is in `modules`.
    at: BTreeMap<String, usize>,
    /// The scripts: modules in the order they run; the last is the one it is named after.
    chunks: Vec<Chunk>,
    /// The script of each module.
    chunk_of: Vec<usize>,
}

struct Chunk {
    root: usize,
    members: Vec<usize>,
}

impl Graph {
    /// Sorts `modules` into `groups`; one that is in none is a script of its own.
    pub(crate) fn new(modules: Vec<Module>, groups: &[&[&str]]) -> Result<Self, String> {
        let at: BTreeMap<String, usize> =
            modules.iter().enumerate().map(|(at, module)| (module.path.clone(), at)).collect();
        for module in &modules {
            let late = module.late.iter();
            for path in module.imports.iter().map(|import| &import.path).chain(late) {
                if !at.contains_key(path) {
                    return Err(format!("{}: imports {path}, which is not there", module.path));
                }
            }
        }
        let none = usize::MAX;
        let mut graph = Self { chunk_of: vec![none; modules.len()], modules, at, chunks: vec![] };
        for group in groups {
            let known =
                |path: &&str| graph.at.get(*path).copied().ok_or(format!("{path}: missing"));
            let roots = group.iter().map(known).collect::<Result<Vec<_>, _>>()?;
            graph.gather(&roots);
        }
        for module in 0..graph.modules.len() {
            if graph.chunk_of[module] == none {
                graph.chunk_of[module] = graph.chunks.len();
                graph.chunks.push(Chunk { root: module, members: vec![module] });
            }
        }
        Ok(graph)
    }

    /// A script of `roots` and all they import that is in none yet, what is imported first.
    fn gather(&mut self, roots: &[usize]) {
        let mut chunk = Chunk { root: roots[0], members: Vec::new() };
        let number = self.chunks.len();
        for root in roots {
            self.add(*root, number, &mut chunk.members);
        }
        self.chunks.push(chunk);
    }

    fn add(&mut self, module: usize, number: usize, members: &mut Vec<usize>) {
        if self.chunk_of[module] != usize::MAX {
            return;
        }
        self.chunk_of[module] = number;
        let imports: Vec<usize> =
            self.modules[module].imports.iter().map(|import| self.at[&import.path]).collect();
        for import in imports {
            self.add(import, number, members);
        }
        members.push(module);
    }

    /// Where what `module` exports as `name` is made, and what it is called there.
    fn find(&self, module: usize, name: &str) -> Result<(Thing, String), String> {
        match self.modules[module].exports.get(name) {
            Some(Export::Of { path, name }) => self.find(self.at[path], name),
            Some(Export::Own(own)) => {
                // What was imported may be exported under a name of its own.
                let imports = self.modules[module].imports.iter();
                let mut names = imports.flat_map(|i| i.names.iter().map(move |name| (i, name)));
                match names.find(|(_, (here, _))| here == own) {
                    Some((import, (_, there))) => self.find(self.at[&import.path], there),
                    None => Ok(((module, name.to_owned()), own.clone())),
                }
            }
            None => Err(format!("{}: exports no {name}", self.modules[module].path)),
        }
    }

    /// What the outermost names of a module are called among those of others: no module has one that ends like this.
    fn name(module: usize, own: &str) -> String {
        format!("{own}${module}")
    }

    /// What a script calls a thing when another asks for it.
    fn public(&self, (module, name): &Thing) -> String {
        let is_root = self.chunks[self.chunk_of[*module]].root == *module;
        if is_root { name.clone() } else { Self::name(*module, name) }
    }

    fn path(&self, chunk: usize) -> &str {
        &self.modules[self.chunks[chunk].root].path
    }

    /// The things that the modules of a script import or pass on, each with its name.
    fn needs(&self, chunk: usize) -> Result<BTreeMap<Thing, String>, String> {
        let mut needs = BTreeMap::new();
        for member in &self.chunks[chunk].members {
            for import in &self.modules[*member].imports {
                for (_, there) in &import.names {
                    let fault = |fault| format!("{}: {fault}", self.modules[*member].path);
                    let (thing, own) = self.find(self.at[&import.path], there).map_err(fault)?;
                    needs.insert(thing, own);
                }
            }
        }
        let root = self.chunks[chunk].root;
        for name in self.modules[root].exports.keys() {
            let (thing, own) = self.find(root, name)?;
            needs.insert(thing, own);
        }
        Ok(needs)
    }

    /// Modules inside a script that are also imported when they are wanted: they keep an address.
    fn doors(&self) -> BTreeSet<usize> {
        let late = self.modules.iter().flat_map(|module| &module.late);
        let inside = |module: &usize| self.chunks[self.chunk_of[*module]].root != *module;
        late.filter_map(|path| self.at.get(path).copied()).filter(inside).collect()
    }

    /// All scripts by their paths.
    pub(crate) fn print(&self) -> Result<BTreeMap<String, String>, String> {
        let mut needs = Vec::new();
        let mut wanted: Vec<BTreeMap<Thing, String>> = Vec::new();
        wanted.resize_with(self.chunks.len(), BTreeMap::new);
        for chunk in 0..self.chunks.len() {
            needs.push(self.needs(chunk)?);
            for (thing, own) in &needs[chunk] {
                if self.chunk_of[thing.0] != chunk {
                    wanted[self.chunk_of[thing.0]].insert(thing.clone(), own.clone());
                }
            }
        }
        let mut scripts = BTreeMap::new();
        for door in self.doors() {
            let mut script = String::new();
            for name in self.modules[door].exports.keys() {
                let (thing, own) = self.find(door, name)?;
                let home = self.chunk_of[thing.0];
                let from = relative(&self.modules[door].path, self.path(home));
                writeln!(script, "export {{ {} as {name} }} from '{from}';", self.public(&thing))
                    .expect("a string takes everything");
                wanted[home].insert(thing, own);
            }
            scripts.insert(self.modules[door].path.clone(), script);
        }
        for chunk in 0..self.chunks.len() {
            let script = self.print_chunk(chunk, &needs[chunk], &wanted[chunk])?;
            scripts.insert(self.path(chunk).to_owned(), script);
        }
        Ok(scripts)
    }

    fn print_chunk(
        &self,
        chunk: usize,
        needs: &BTreeMap<Thing, String>,
        wanted: &BTreeMap<Thing, String>,
    ) -> Result<String, String> {
        let Chunk { root, members } = &self.chunks[chunk];
        let mut script = String::new();
        let mut others = BTreeSet::new();
        for import in members.iter().flat_map(|member| &self.modules[*member].imports) {
            let other = self.chunk_of[self.at[&import.path]];
            if other != chunk && others.insert(other) {
                writeln!(script, "import '{}';", relative(self.path(chunk), self.path(other)))
                    .expect("a string takes everything");
            }
        }
        for (thing, own) in needs.iter().filter(|(thing, _)| self.chunk_of[thing.0] != chunk) {
            let from = relative(self.path(chunk), self.path(self.chunk_of[thing.0]));
            let (there, here) = (self.public(thing), Self::name(thing.0, own));
            writeln!(script, "import {{ {there} as {here} }} from '{from}';")
                .expect("a string takes everything");
        }
        for member in members {
            self.print_module(*member, self.path(chunk), &mut script)?;
            script.push_str("\n;\n");
        }
        let mut exports = BTreeMap::new();
        for name in self.modules[*root].exports.keys() {
            let (thing, own) = self.find(*root, name)?;
            exports.insert(name.clone(), Self::name(thing.0, &own));
        }
        for (thing, own) in wanted {
            exports.insert(self.public(thing), Self::name(thing.0, own));
        }
        let list: Vec<String> =
            exports.iter().map(|(public, name)| format!("{name} as {public}")).collect();
        writeln!(script, "export {{ {} }};", list.join(", ")).expect("a string takes everything");
        Ok(script)
    }

    /// One module as it stands in the script at `path`.
    fn print_module(&self, module: usize, path: &str, script: &mut String) -> Result<(), String> {
        let Module { path: own_path, text, imports, edits, .. } = &self.modules[module];
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        for import in imports {
            for (here, there) in &import.names {
                let (thing, own) = self.find(self.at[&import.path], there)?;
                names.insert(here, Self::name(thing.0, &own));
            }
        }
        let called =
            |name: &str| names.get(name).cloned().unwrap_or_else(|| Self::name(module, name));
        let mut done = 0;
        for edit in edits {
            let (start, end) = (edit.span.start as usize, edit.span.end as usize);
            script.push_str(&text[done..start]);
            done = end;
            match &edit.to {
                Change::Gone => {}
                Change::Name(name) => script.push_str(&called(name)),
                Change::Pair(name) => {
                    write!(script, "{name}: {}", called(name)).expect("a string takes everything");
                }
                Change::Default => {
                    write!(script, "const {} = ", called("default"))
                        .expect("a string takes everything");
                }
                Change::Address(target) => script.push_str(&relative(path, target)),
                Change::Here if own_path == path => script.push_str("import.meta.url"),
                Change::Here => {
                    let own = relative(path, own_path);
                    write!(script, "new URL('{own}', import.meta.url).href")
                        .expect("a string takes everything");
                }
            }
        }
        script.push_str(&text[done..]);
        Ok(())
    }
}
