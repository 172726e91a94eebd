//! `epop check-config`: reads all settings without touching the data.

use super::super::cli::{Options, Outcome, say};
use crate::config::BlobStore;
use crate::infra::scanner::Scanner;

pub(in crate::boot) fn run(options: &Options) -> Outcome {
    let config = options.load()?;
    say(format_args!("The configuration is good."));
    say(format_args!("  listen  {}", config.server.listen));
    say(format_args!("  data    {}", config.data.dir.display()));
    if let (BlobStore::S3, Some(bucket)) = (config.blobs.backend, &config.blobs.bucket) {
        say(format_args!("  files   in the bucket {bucket}"));
    }
    let mail = config.mail.smtp_host.as_deref().unwrap_or("off");
    say(format_args!("  mail    {mail}"));
    match Scanner::from_config(&config.scanner) {
        Some(scanner) => say(format_args!("  scanner {scanner}")),
        None => say(format_args!("  scanner off")),
    }
    Ok(())
}
