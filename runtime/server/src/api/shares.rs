//! How many requests a second are served to one caller: to each token, and to each address that has
//! none.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::ids::TokenId;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock, Reference as _},
    middleware::StateInformationMiddleware,
    state::keyed::HashMapStateStore,
};

use super::{Api, metrics::Peer, problem::Problem};
use crate::config::{Share, Shares};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// How many callers of each kind are told apart. Those beyond have one share together.
const MOST: usize = 16_384;

/// How often those are forgotten whose share is whole again.
const SWEEP: Duration = Duration::from_secs(30);

/// How often at most, when there is no room for more.
const HURRY: Duration = Duration::from_secs(1);

/// What callers have left.
#[derive(Debug)]
pub(super) struct Ledger {
    tokens: Counter<TokenId>,
    strangers: Counter<IpAddr>,
}

impl Ledger {
    /// Nobody has asked for anything.
    pub(super) fn new(shares: Shares) -> Self {
        Self {
            tokens: Counter::new(shares.token, MonotonicClock),
            strangers: Counter::new(shares.address, MonotonicClock),
        }
    }

    /// Takes a request from a token's share.
    pub(super) fn take(&self, token: TokenId) -> Result<Left, Spent> {
        self.tokens.take(token)
    }

    /// Takes a request from the share of an address.
    pub(super) fn take_from_address(&self, extensions: &Extensions) -> Result<Left, Spent> {
        let peer = extensions.get::<Peer>().map(|Peer(it)| it.ip());
        let unknown = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        self.strangers.take(network(peer.unwrap_or(unknown)))
    }
}

/// Whoever has an IPv6 address has 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        version_4 @ IpAddr::V4(_) => version_4,
    }
}

/// What is left of a share.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Left {
    limit: u32,
    remaining: u32,
    /// In seconds, until it is whole again.
    reset: u64,
}

/// A share that is spent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Spent {
    left: Left,
    /// In seconds.
    retry_after: u64,
}

impl Left {
    /// Says it in an answer.
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        headers.insert(RESET, HeaderValue::from(self.reset));
    }
}

impl Spent {
    /// The answer to whoever has none left.
    pub(super) fn answer(self) -> Response {
        let mut response = Problem::too_many_requests(self.retry_after).into_response();
        self.left.tell(response.headers_mut());
        response
    }
}

/// Serves whoever needs no token, within the share of the address.
pub(super) async fn strangers(State(api): State<Api>, request: Request, next: Next) -> Response {
    let left = match api.ledger.take_from_address(request.extensions()) {
        Ok(left) => left,
        Err(spent) => return spent.answer(),
    };
    let mut response = next.run(request).await;
    left.tell(response.headers_mut());
    response
}

/// The shares of callers of one kind.
struct Counter<K: Clone + Eq + Hash, C: Clock = MonotonicClock> {
    /// Nobody is whoever comes when there is no room for more.
    limiter: RateLimiter<Option<K>, HashMapStateStore<Option<K>>, C, StateInformationMiddleware>,
    clock: C,
    share: Share,
    swept: Mutex<C::Instant>,
}

impl<K: Clone + Eq + Hash, C: Clock> std::fmt::Debug for Counter<K, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Counter");
        shown.field("share", &self.share).finish_non_exhaustive()
    }
}

impl<K: Clone + Eq + Hash, C: Clock + Clone> Counter<K, C> {
    fn new(share: Share, clock: C) -> Self {
        let quota = Quota::per_second(share.per_second).allow_burst(share.burst);
        Self {
            limiter: RateLimiter::hashmap_with_clock(quota, clock.clone()).with_middleware(),
            swept: Mutex::new(clock.now()),
            clock,
            share,
        }
    }

    fn take(&self, key: K) -> Result<Left, Spent> {
        let key = self.has_room().then_some(key);
        match self.limiter.check_key(&key) {
            Ok(state) => Ok(self.left(state.remaining_burst_capacity())),
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.now());
                Err(Spent {
                    left: self.left(0),
                    retry_after: whole_seconds(wait).max(1),
                })
            }
        }
    }

    fn left(&self, remaining: u32) -> Left {
        let missing = self.share.burst.get().saturating_sub(remaining);
        Left {
            limit: self.share.burst.get(),
            remaining,
            reset: u64::from(missing.div_ceil(self.share.per_second.get())),
        }
    }

    /// Whether one more can be told apart. Now and then those are forgotten whose share is whole.
    fn has_room(&self) -> bool {
        let is_full = self.limiter.len() >= MOST;
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let age = Duration::from(now.duration_since(*swept));
        if age < SWEEP && !(is_full && age >= HURRY) {
            return !is_full;
        }
        *swept = now;
        drop(swept);
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.limiter.len() < MOST
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn counter(
        per_second: u32,
        burst: u32,
    ) -> (Counter<u32, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let share = Share {
            per_second: NonZero::new(per_second).unwrap(),
            burst: NonZero::new(burst).unwrap(),
        };
        (Counter::new(share, clock.clone()), clock)
    }

    #[test]
    fn a_share_is_spent_and_grows_back() {
        let (counter, clock) = counter(2, 4);
        let remaining: Vec<u32> = (0..4).map(|_| counter.take(1).unwrap().remaining).collect();
        assert_eq!(remaining, [3, 2, 1, 0]);
        let spent = counter.take(1).unwrap_err();
        assert_eq!((spent.retry_after, spent.left.reset), (1, 2));
        assert!(counter.take(2).is_ok(), "another has a share of its own");
        clock.advance(Duration::from_secs(1));
        assert_eq!(counter.take(1).unwrap().remaining, 1);
    }

    #[test]
    fn those_who_come_no_more_are_forgotten_and_too_many_share_one() {
        let (counter, clock) = counter(1, 1);
        let most = u32::try_from(MOST).unwrap();
        for key in 0..most {
            assert!(counter.take(key).is_ok());
        }
        assert!(counter.take(most).is_ok());
        assert!(counter.take(most + 1).is_err(), "the share beyond is spent");
        assert!(counter.limiter.len() <= MOST + 1);
        clock.advance(Duration::from_secs(5));
        assert!(counter.take(most).is_ok() && counter.take(most + 1).is_ok());
        assert!(counter.limiter.len() < 5);
    }

    #[test]
    fn an_ipv6_network_is_one_stranger() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
