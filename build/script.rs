//! Makes a script short: no comments, no spaces, names of one or two letters for what is not seen from outside.

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_mangler::{MangleOptions, Mangler};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

/// How a script is run.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Its own names are its own.
    Module,
    /// Its outermost names belong to everybody and stay.
    Classic,
}

/// The script `text` of the file `path`, short.
pub(crate) fn shorten(path: &str, text: &str, kind: Kind) -> Result<String, String> {
    let allocator = Allocator::default();
    let source = match kind {
        Kind::Module => SourceType::mjs(),
        Kind::Classic => SourceType::script(),
    };
    let parsed = Parser::new(&allocator, text, source).parse();
    if let Some(fault) = parsed.diagnostics.first() {
        return Err(format!("{path}: {fault}"));
    }
    let program = parsed.program;
    let mut semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .with_class_table(true)
        .build(&program)
        .semantic;
    let private = Mangler::new()
        .with_options(MangleOptions::default())
        .build_with_semantic(&mut semantic, &program);
    let printed = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(Some(semantic.into_scoping()))
        .with_private_member_mappings(Some(private))
        .build(&program);
    Ok(printed.code)
}
