//! `epop healthcheck`: asks a running server whether it is ready. For containers, which have no curl.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use http::Uri;

use super::super::cli::{Failure, Options, Outcome, say};

const PATIENCE: Duration = Duration::from_secs(3);
const READY: &str = "/api/health/ready";

pub(in crate::boot) fn run(options: &Options, url: Option<String>) -> Outcome {
    let url = match url {
        Some(url) => url,
        None => format!("http://{}", reachable(options.load()?.server.listen)?),
    };
    let (authority, path) = parse(&url)?;
    let not_well = |error: std::io::Error| Failure::NotWell(format!("{url}: {error}"));
    let status = ask(&authority, &path).map_err(not_well)?;
    if status == "200" {
        say(format_args!("ready"));
        Ok(())
    } else {
        Err(Failure::NotWell(format!("{url} answers {status}")))
    }
}

/// An address to connect to, for one to listen on.
fn reachable(listen: SocketAddr) -> Outcome<SocketAddr> {
    if listen.port() == 0 {
        return Err(Failure::Usage(
            "name the URL: the server listens on a port of its own choice".into(),
        ));
    }
    let mut address = listen;
    if listen.ip().is_unspecified() {
        address.set_ip(if listen.is_ipv4() {
            std::net::Ipv4Addr::LOCALHOST.into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    Ok(address)
}

/// The authority with its port, and the path to ask for.
fn parse(url: &str) -> Outcome<(String, String)> {
    let wrong = || Failure::Usage(format!("{url} is no address such as http://127.0.0.1:4000"));
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let authority =
        uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or_else(wrong)?;
    let port = authority.port_u16().unwrap_or(80);
    let path = if matches!(uri.path(), "" | "/") { READY } else { uri.path() };
    Ok((format!("{}:{port}", authority.host()), path.to_owned()))
}

/// The status of the answer.
fn ask(authority: &str, path: &str) -> std::io::Result<String> {
    let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
    for address in authority.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => return exchange(stream, authority, path),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn exchange(mut stream: TcpStream, authority: &str, path: &str) -> std::io::Result<String> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let status = head.strip_prefix("HTTP/1.1 ").unwrap_or("something that is not HTTP");
    Ok(status.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed() {
        let parsed = |url| parse(url).ok();
        let ready = |authority: &str| Some((authority.to_owned(), READY.to_owned()));
        assert_eq!(parsed("http://127.0.0.1:4000"), ready("127.0.0.1:4000"));
        assert_eq!(parsed("http://epop/"), ready("epop:80"));
        assert_eq!(parsed("http://epop/api/health/live").unwrap().1, "/api/health/live");
        assert!(parsed("https://epop").is_none() && parsed("epop").is_none());
    }

    #[test]
    fn a_server_that_listens_everywhere_is_asked_here() {
        let reached = |listen: &str| reachable(listen.parse().unwrap()).ok().map(|a| a.to_string());
        assert_eq!(reached("0.0.0.0:4000").as_deref(), Some("127.0.0.1:4000"));
        assert_eq!(reached("[::]:4000").as_deref(), Some("[::1]:4000"));
        assert_eq!(reached("127.0.0.1:0"), None);
    }
}
