//! nginx, with which the product is compared where it gives out files.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::wire::Wire;
use crate::{Outcome, machine};

/// A running nginx, killed when it is dropped.
pub(crate) struct Nginx {
    child: tokio::process::Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Nginx {
    /// Serves the files below `root`; its own files go to `folder`.
    pub(crate) async fn start(folder: &Path, root: &Path) -> Outcome<Self> {
        // nginx cannot pick a port by itself.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = format!(
            "worker_processes {cores}; daemon off; pid {folder}/nginx.pid; error_log stderr warn;
             events {{ worker_connections 4096; }}
             http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000;
                     default_type text/plain;
                     keepalive_requests 100000000;
                     server {{ listen {address}; root {root}; }} }}",
            cores = machine::cores(),
            folder = folder.display(),
            root = root.display(),
        );
        let file = folder.join("nginx.conf");
        std::fs::write(&file, config)?;
        let child = Command::new("nginx")
            .arg("-p")
            .arg(folder)
            .arg("-c")
            .arg(&file)
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("this scenario needs nginx on the path: {error}"))?;
        let mut tries = 0;
        while Wire::connect(address).await.is_err() {
            tries += 1;
            if tries > 100_000 {
                return Err("nginx does not listen".into());
            }
            tokio::task::yield_now().await;
        }
        Ok(Self { child, address })
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> Outcome {
        let id = self.child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()));
        rustix::process::kill_process(id.ok_or("nginx has ended")?, rustix::process::Signal::TERM)?;
        self.child.wait().await?;
        Ok(())
    }
}
