//! Where blobs lie: in the data folder, or in a bucket of S3.

use std::io::SeekFrom;
use std::path::Path;

use bytes::BytesMut;
use opendal::services::{Fs, S3};
use opendal::{HttpTransporter, OperationContext, Operator, Writer};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::sync::Mutex;

use super::transport::Transport;
use super::{UNFINISHED, fault};
use crate::base::{Error, Result};
use crate::config;

/// What goes to a bucket in one part; S3 takes at most 10,000 of them.
const PART: usize = 8 * 1024 * 1024;
/// What is read from the disk at once.
const PIECE: usize = 512 * 1024;

/// The store in the data folder. What it had begun to write when the process ended is removed.
#[expect(clippy::disallowed_methods, reason = "the folders of blobs are this module's own")]
pub(super) fn in_folder(folder: &Path) -> Result<Operator> {
    let unfinished = folder.join(UNFINISHED);
    match std::fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => std::fs::create_dir_all(&unfinished)?,
    }
    let text = |path: &Path| {
        let text = path.to_str().map(str::to_owned);
        text.ok_or_else(|| Error::internal(format!("{} is not UTF-8", path.display())))
    };
    let builder = Fs::default().root(&text(folder)?).atomic_write_dir(&text(&unfinished)?);
    Operator::new(builder).map_err(fault)
}

/// The store in the bucket that is configured, and what it is called.
pub(super) fn in_bucket(config: &config::Blobs) -> Result<(Operator, String)> {
    let missing = || Error::internal("a bucket has an address, a name and a key");
    let endpoint = config.endpoint.as_ref().ok_or_else(missing)?.as_str();
    let bucket = config.bucket.as_deref().ok_or_else(missing)?;
    let secret = config.secret_key.as_ref().ok_or_else(missing)?;
    let builder = S3::default()
        .endpoint(endpoint)
        .bucket(bucket)
        .region(&config.region)
        .root(&config.prefix)
        .access_key_id(config.access_key.as_deref().ok_or_else(missing)?)
        .secret_access_key(secret.expose())
        // Nothing but these settings says where files go: no variables, no files, no cloud's own address.
        .disable_config_load()
        .disable_ec2_metadata();
    let builder = if config.path_style { builder } else { builder.enable_virtual_host_style() };
    let transport = HttpTransporter::new(Transport::new());
    let context = OperationContext::new().with_http_transport(transport);
    let store = Operator::new(builder).map_err(fault)?.with_context(context);
    Ok((store, format!("{bucket} at {endpoint}")))
}

/// Sends a file to its place in a bucket, in parts if it is large. It is there when all of it is.
pub(super) async fn upload(
    store: &Operator,
    place: &str,
    file: &mut File,
    moving: &Mutex<()>,
) -> Result<()> {
    file.seek(SeekFrom::Start(0)).await?;
    let mut writer = store.writer_with(place).chunk(PART).await.map_err(fault)?;
    if let Err(error) = send(&mut writer, file).await {
        // The parts that came are no use to anyone.
        writer.abort().await.map_err(fault)?;
        return Err(error);
    }
    let turn = moving.lock().await;
    writer.close().await.map_err(fault)?;
    drop(turn);
    Ok(())
}

async fn send(writer: &mut Writer, file: &mut File) -> Result<()> {
    loop {
        let mut piece = BytesMut::with_capacity(PIECE);
        if file.read_buf(&mut piece).await? == 0 {
            return Ok(());
        }
        writer.write(piece.freeze()).await.map_err(fault)?;
    }
}
