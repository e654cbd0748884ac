use std::sync::atomic::{AtomicI64, Ordering};

use shared::time::Timestamp;

use super::*;

fn bounds(limits: Limits) -> (Bounds, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
    let read = Arc::clone(&clock);
    let host = Host::with_clock(move || Timestamp::from_ms(read.load(Ordering::SeqCst)));
    (Bounds::new(limits, &host, Metrics::default()), clock)
}

fn device(number: u8) -> DeviceId {
    DeviceId::of_key(&[number; 32])
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn small(burst: u32, per_minute: u32) -> Rate {
    Rate { burst: at_least_one(burst), per_minute: at_least_one(per_minute) }
}

#[test]
fn a_rate_is_a_burst_and_then_so_many_a_minute() {
    let (bounds, clock) = bounds(Limits { address_sign_ins: small(3, 1), ..Limits::default() });
    let here = address("192.0.2.1");
    for _ in 0..3 {
        bounds.sign_in(here).unwrap();
    }
    let told = bounds.sign_in(here).unwrap_err();
    assert_eq!((told.bound, told.seconds()), (Bound::SignIns, 60));
    assert!(bounds.sign_in(address("192.0.2.2")).is_ok(), "another address is not hindered");
    clock.fetch_add(59_000, Ordering::SeqCst);
    assert_eq!(bounds.sign_in(here).unwrap_err().seconds(), 1);
    clock.fetch_add(1_000, Ordering::SeqCst);
    bounds.sign_in(here).unwrap();
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out() {
    let (bounds, clock) = bounds(Limits { device_requests: small(1, 60), ..Limits::default() });
    drop(bounds.device(device(1)).unwrap());
    clock.fetch_sub(365 * 86_400_000, Ordering::SeqCst);
    assert_eq!(bounds.device(device(1)).err().map(|told| told.seconds()), Some(1));
    clock.fetch_add(1_000, Ordering::SeqCst);
    assert!(bounds.device(device(1)).is_ok());
}

#[test]
fn attempts_from_everywhere_are_bounded_too() {
    let (bounds, _) = bounds(Limits { enrolments: small(5, 1), ..Limits::default() });
    for last in 0..5 {
        bounds.enrolment(address(&format!("192.0.2.{last}"))).unwrap();
    }
    assert_eq!(bounds.enrolment(address("192.0.2.77")).unwrap_err().bound, Bound::Enrolments);
}

#[test]
fn a_subscribers_whole_ipv6_network_is_one_address() {
    let (bounds, _) = bounds(Limits { address_strangers: small(2, 1), ..Limits::default() });
    bounds.stranger(address("2001:db8::1")).unwrap();
    bounds.stranger(address("2001:db8::2:1")).unwrap();
    assert!(bounds.stranger(address("2001:db8::3")).is_err());
    assert!(bounds.stranger(address("2001:db8:0:1::1")).is_ok());
    bounds.stranger(address("::ffff:192.0.2.9")).unwrap();
    bounds.stranger(address("192.0.2.9")).unwrap();
    assert!(bounds.stranger(address("::ffff:192.0.2.9")).is_err());
}

#[test]
fn a_device_has_its_measure_for_the_day_and_a_tenth_of_it_after_a_tenth_of_the_day() {
    let limits = Limits { device_envelopes_per_day: at_least_one(1_000), ..Limits::default() };
    let (bounds, clock) = bounds(limits);
    bounds.device_hands_in(device(1), 600).unwrap();
    let told = bounds.device_hands_in(device(1), 500).unwrap_err();
    assert_eq!((told.bound, told.seconds()), (Bound::DeviceEnvelopes, 8_640));
    bounds.device_hands_in(device(1), 400).unwrap();
    bounds.device_hands_in(device(2), 512).unwrap();
    clock.fetch_add(8_640_000, Ordering::SeqCst);
    bounds.device_hands_in(device(1), 100).unwrap();
    assert!(bounds.device_hands_in(device(1), 1).is_err());
}

#[test]
fn a_device_has_few_requests_open_and_each_gives_its_place_back() {
    let (bounds, _) = bounds(Limits::default());
    let first = bounds.device(device(1)).unwrap();
    let second = bounds.device(device(1)).unwrap();
    assert_eq!(bounds.device(device(1)).err().map(|told| told.bound), Some(Bound::DeviceInFlight));
    assert!(bounds.device(device(2)).is_ok());
    drop(first);
    assert!(bounds.device(device(1)).is_ok());
    drop(second);
    assert!(bounds.inner.in_flight.lock().unwrap().is_empty(), "nothing is kept of who asks nothing");
}

#[test]
fn memory_for_bodies_is_given_out_once() {
    let (bounds, _) = bounds(Limits { bodies_bytes: 8 * 1024 * 1024, ..Limits::default() });
    let held = [bounds.body(4 * 1024 * 1024).unwrap(), bounds.body(4 * 1024 * 1024 - 64 * 1024).unwrap()];
    let last = bounds.body(1).unwrap();
    assert_eq!(bounds.body(1).unwrap_err().bound, Bound::Bodies);
    drop((held, last));
    assert!(bounds.body(4 * 1024 * 1024).is_ok());
}

#[test]
fn a_phone_at_fifty_kilobits_has_the_time_to_send_four_mebibytes() {
    let needed = Duration::from_secs(4 * 1024 * 1024 * 8 / 50_000);
    assert!(Limits::default().time_for(4 * 1024 * 1024) > needed);
}
