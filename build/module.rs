//! Reads a module: what it imports and exports, and each place in its text that changes when it stands in another file.

use std::collections::BTreeMap;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    AssignmentTargetPropertyIdentifier, BindingIdentifier, BindingProperty, ExportDeclaration,
    ExportDefaultDeclaration, ExportDefaultDeclarationKind, ExportFromDeclaration,
    ExportNamedDeclaration, Expression, IdentifierReference, ImportDeclaration,
    ImportDeclarationSpecifier, ImportExpression, ObjectProperty, StaticMemberExpression,
};
use oxc_ast_visit::{Visit, walk};
use oxc_ecmascript::BoundNames as _;
use oxc_parser::Parser;
use oxc_semantic::{Scoping, SemanticBuilder};
use oxc_span::{GetSpan as _, SourceType, Span};
use oxc_syntax::symbol::SymbolId;

use super::paths::resolve;

/// Where bare names lie.
pub(crate) type ImportMap = BTreeMap<String, String>;

/// A module, read.
pub(crate) struct Module {
    pub(crate) path: String,
    pub(crate) text: String,
    /// Its imports in their order, those of `export … from` among them.
    pub(crate) imports: Vec<Import>,
    /// What it exports, by the name others use.
    pub(crate) exports: BTreeMap<String, Export>,
    /// Modules it imports when they are wanted.
    pub(crate) late: Vec<String>,
    /// Places that change, in order.
    pub(crate) edits: Vec<Edit>,
}

/// One statement that imports: from which module, and `(name here, name there)`.
pub(crate) struct Import {
    pub(crate) path: String,
    pub(crate) names: Vec<(String, String)>,
}

/// What stands behind an exported name.
pub(crate) enum Export {
    /// A name of the module; `default` for a value without one.
    Own(String),
    /// What another module exports.
    Of { path: String, name: String },
}

/// A place in the text, and what comes there.
pub(crate) struct Edit {
    pub(crate) span: Span,
    pub(crate) to: Change,
}

pub(crate) enum Change {
    /// Nothing.
    Gone,
    /// What an outermost name is called now.
    Name(String),
    /// `{name}` in braces stands for both key and value.
    Pair(String),
    /// The beginning of what gives the default export a name.
    Default,
    /// The relative address of this file or folder.
    Address(String),
    /// The module's own URL.
    Here,
}

impl Module {
    /// Reads the module `path`.
    pub(crate) fn read(path: &str, text: String, map: &ImportMap) -> Result<Self, String> {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, &text, SourceType::mjs()).parse();
        if let Some(fault) = parsed.diagnostics.first() {
            return Err(format!("{path}: {fault}"));
        }
        let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
        if let Some(name) = semantic.scoping().symbol_names().find(|name| is_taken(name)) {
            return Err(format!("{path}: the name {name} is one that the build gives"));
        }
        let mut reader = Reader {
            path,
            map,
            scoping: semantic.scoping(),
            imports: Vec::new(),
            exports: BTreeMap::new(),
            late: Vec::new(),
            edits: Vec::new(),
            faults: Vec::new(),
        };
        reader.visit_program(&parsed.program);
        let Reader { imports, exports, late, mut edits, faults, .. } = reader;
        if let Some((span, fault)) = faults.first() {
            let line = text[..span.start as usize].matches('\n').count() + 1;
            return Err(format!("{path}:{line}: {fault}"));
        }
        edits.sort_by_key(|edit| edit.span.start);
        Ok(Self { path: path.to_owned(), imports, exports, late, edits, text })
    }
}

/// Whether a name ends with a dollar sign and a number, as those do that `chunks` gives.
fn is_taken(name: &str) -> bool {
    name.rsplit_once('$')
        .is_some_and(|(_, end)| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()))
}

struct Reader<'r> {
    path: &'r str,
    map: &'r ImportMap,
    scoping: &'r Scoping,
    imports: Vec<Import>,
    exports: BTreeMap<String, Export>,
    late: Vec<String>,
    edits: Vec<Edit>,
    faults: Vec<(Span, String)>,
}

impl Reader<'_> {
    fn edit(&mut self, span: Span, to: Change) {
        self.edits.push(Edit { span, to });
    }

    fn fault(&mut self, span: Span, fault: &str) {
        self.faults.push((span, fault.to_owned()));
    }

    /// The file that `name` means here.
    fn find(&mut self, span: Span, name: &str) -> String {
        let found = if name.starts_with('.') {
            resolve(self.path, name)
        } else {
            self.map.get(name).cloned()
        };
        found.unwrap_or_else(|| {
            self.fault(span, &format!("\"{name}\" is no module"));
            String::new()
        })
    }

    /// The name of a symbol that the whole module sees.
    fn outermost(&self, symbol: Option<SymbolId>) -> Option<String> {
        let symbol = symbol?;
        let outermost = self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id();
        outermost.then(|| self.scoping.symbol_name(symbol).to_owned())
    }

    fn referred(&self, name: &IdentifierReference<'_>) -> Option<String> {
        self.outermost(self.scoping.get_reference(name.reference_id()).symbol_id())
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        let path = self.find(it.span, &it.source.value);
        let mut names = Vec::new();
        for specifier in it.specifiers.iter().flatten() {
            let local = specifier.local().name.to_string();
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(one) => {
                    names.push((local, one.imported.name().to_string()));
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => {
                    names.push((local, "default".to_owned()));
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                    self.fault(it.span, "import what is needed by its name, not all as one");
                }
            }
        }
        self.imports.push(Import { path, names });
        self.edit(it.span, Change::Gone);
    }

    fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        let mut names = Vec::new();
        it.declaration.bound_names(&mut |name| names.push(name.name.to_string()));
        self.exports.extend(names.into_iter().map(|name| (name.clone(), Export::Own(name))));
        self.edit(Span::new(it.span.start, it.declaration.span().start), Change::Gone);
        walk::walk_export_declaration(self, it);
    }

    fn visit_export_named_declaration(&mut self, it: &ExportNamedDeclaration<'a>) {
        for one in &it.specifiers {
            let (here, there) = (one.local.name().to_string(), one.exported.name().to_string());
            self.exports.insert(there, Export::Own(here));
        }
        self.edit(it.span, Change::Gone);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        let path = self.find(it.span, &it.source.value);
        for one in &it.specifiers {
            let (name, there) = (one.local.name().to_string(), one.exported.name().to_string());
            self.exports.insert(there, Export::Of { path: path.clone(), name });
        }
        self.imports.push(Import { path, names: Vec::new() });
        self.edit(it.span, Change::Gone);
    }

    fn visit_export_all_declaration(&mut self, it: &oxc_ast::ast::ExportAllDeclaration<'a>) {
        self.fault(it.span, "export what is needed by its name, not all there is");
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        let named = match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => function.id.as_ref(),
            ExportDefaultDeclarationKind::ClassDeclaration(class) => class.id.as_ref(),
            _ => None,
        };
        let name = named.map_or("default".to_owned(), |name| name.name.to_string());
        let to = if named.is_some() { Change::Gone } else { Change::Default };
        self.edit(Span::new(it.span.start, it.declaration.span().start), to);
        self.exports.insert("default".to_owned(), Export::Own(name));
        walk::walk_export_default_declaration(self, it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        match &it.source {
            Expression::StringLiteral(name) => {
                let path = self.find(it.span, &name.value);
                let inside = Span::new(name.span.start + 1, name.span.end - 1);
                self.edit(inside, Change::Address(path.clone()));
                self.late.push(path);
            }
            // The files of one folder, which is named up to the first hole.
            Expression::TemplateLiteral(name) if name.quasis[0].value.raw.starts_with('.') => {
                let first = &name.quasis[0];
                let fixed = first.value.raw.rfind('/').map_or(0, |at| at + 1);
                let folder = self.find(it.span, &first.value.raw[..fixed]);
                let inside = Span::new(first.span.start, first.span.start + fixed as u32);
                self.edit(inside, Change::Address(folder));
            }
            _ => {}
        }
        walk::walk_import_expression(self, it);
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        if matches!(it.object, Expression::ImportMeta(_)) {
            return self.edit(it.span, Change::Here);
        }
        walk::walk_static_member_expression(self, it);
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        if let Some(name) = self.referred(it) {
            self.edit(it.span, Change::Name(name));
        }
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        if let Some(name) = self.outermost(it.symbol_id.get()) {
            self.edit(it.span, Change::Name(name));
        }
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        let Expression::Identifier(value) = &it.value else {
            return walk::walk_object_property(self, it);
        };
        match self.referred(value) {
            Some(name) if it.shorthand => self.edit(it.span, Change::Pair(name)),
            _ => walk::walk_object_property(self, it),
        }
    }

    fn visit_binding_property(&mut self, it: &BindingProperty<'a>) {
        let mut outermost = None;
        it.value.bound_names(&mut |name| outermost = outermost.take().or(name.symbol_id.get()));
        match self.outermost(outermost) {
            Some(name) if it.shorthand => {
                // With a default value the key is followed by it.
                self.edit(it.key.span(), Change::Pair(name));
                if let oxc_ast::ast::BindingPattern::AssignmentPattern(value) = &it.value {
                    self.visit_expression(&value.right);
                }
            }
            _ => walk::walk_binding_property(self, it),
        }
    }

    fn visit_assignment_target_property_identifier(
        &mut self,
        it: &AssignmentTargetPropertyIdentifier<'a>,
    ) {
        if let Some(name) = self.referred(&it.binding) {
            self.edit(it.binding.span, Change::Pair(name));
        }
        if let Some(value) = &it.init {
            self.visit_expression(value);
        }
    }
}
