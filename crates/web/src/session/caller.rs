//! Where a request comes from: for the list of sessions, and for counting tries.
use crate::Shared;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, USER_AGENT};
use axum::http::request::Parts;
use chart::people::Origin;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// Whoever asks, by network address and browser. A handler that names it in its arguments receives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller(pub(crate) Origin);

impl FromRequestParts<Shared> for Caller {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, house: &Shared) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let address = address(peer, &parts.headers, house.is_behind_proxy());
        Ok(Self(Origin { address, agent: agent.to_owned() }))
    }
}

/// The peer; behind a proxy what the proxy wrote last, because everything before it anybody could have written.
fn address(peer: Option<IpAddr>, headers: &HeaderMap, behind_proxy: bool) -> String {
    let forwarded = headers.get_all(HeaderName::from_static("x-forwarded-for")).iter().next_back();
    let last = forwarded.and_then(|all| all.to_str().ok()).and_then(|all| all.rsplit(',').next());
    let told: Option<IpAddr> = last.and_then(|last| last.trim().parse().ok());
    let counts = if behind_proxy { told.or(peer) } else { peer };
    counts.map(|address| address.to_canonical().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_of_a_proxy_counts_and_only_behind_one() {
        let peer: Option<IpAddr> = "10.0.0.9".parse().ok();
        for (behind, forwarded, want) in [
            (false, "203.0.113.5", "10.0.0.9"),
            (true, "203.0.113.5", "203.0.113.5"),
            (true, "1.2.3.4, 203.0.113.5", "203.0.113.5"),
            (true, "nonsense", "10.0.0.9"),
            (true, "", "10.0.0.9"),
            (true, "::ffff:203.0.113.5", "203.0.113.5"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            assert_eq!(address(peer, &headers, behind), want, "{behind} {forwarded}");
        }
    }
}
