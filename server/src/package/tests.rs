//! Sealed work that is brought to do harm.

use shared::SigningKey;
use shared::package::{self, Address, Body, HandIn, PackageError, bundle};
use shared::time::Timestamp;

use super::TakeError;
use super::hand_in::{Weight, take, take_up_to};
use crate::auth::device;
use crate::bounds::{Bounds, Limits};
use crate::testing::{Ground, Phone};

/// A package whose one envelope is of `zeros` bytes and a few once it is packed.
async fn bomb(ground: &Ground, by: &SigningKey, zeros: usize, fresh: u8) -> Vec<u8> {
    let ward = device::ward_key(ground.hub.store()).await.unwrap().verifying_key().to_bytes();
    let to = Address { ward, reader: ward, made: Timestamp::from_ms(0), number: 0 };
    let envelope = shared::envelope::Signed::seal("sen/envelope/1", &numbered_zeros(zeros, fresh), by);
    let work = Body::HandIn(HandIn { envelopes: vec![envelope] });
    package::write(&to, &work, by, &[fresh; 32]).unwrap().bytes
}

fn numbered_zeros(zeros: usize, first: u8) -> String {
    format!("{first}{}", "0".repeat(zeros))
}

async fn bombs(ground: &Ground, phone: &Phone, count: u8) -> Vec<u8> {
    let mut packages = Vec::new();
    for fresh in 0..count {
        packages.push(bomb(ground, &phone.key, 1 << 20, fresh).await);
    }
    let file = bundle(packages.iter().map(Vec::as_slice));
    assert!(file.len() < 64 * 1024, "a file that says little: {}", file.len());
    file
}

#[tokio::test]
async fn each_package_is_paid_for_before_the_next_is_opened_also_by_a_revoked_device() {
    let ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    device::revoke(&ground.hub, phone.device(), "first", "mất máy").await.unwrap();
    let file = bombs(&ground, &phone, 12).await;
    // A day of ten requests' bytes: what it says once it is inflated is more.
    let day = std::num::NonZeroU32::new(8 << 20).unwrap();
    let limits = Limits { device_bytes_per_day: day, ..Limits::default() };
    let bounds = Bounds::new(limits, ground.hub.host(), ground.hub.metrics().clone());
    let mut opened = Vec::new();
    let charge = |weight: Weight| {
        opened.push(weight);
        bounds.device_brings(phone.device(), weight.bytes)?;
        bounds.device_hands_in(phone.device(), weight.envelopes)
    };
    let taken = take(&ground.hub, Some(phone.device()), file.clone(), charge).await.unwrap();
    assert_eq!(
        (taken.packages, taken.not_taken),
        (7, 5),
        "what was paid for is on disk, the rest stays with its bearer"
    );
    assert_eq!(opened.len(), 8, "nothing behind the one that was too much was opened");
    let charge = |weight: Weight| bounds.device_brings(phone.device(), weight.bytes);
    let again = take(&ground.hub, Some(phone.device()), file, charge).await;
    assert!(matches!(again, Err(TakeError::Exceeded(_))), "{again:?}");
}

#[tokio::test]
async fn nothing_is_inflated_for_a_sender_nobody_enrolled() {
    let ground = Ground::begin().await;
    let stranger = SigningKey::from_bytes(&[66; 32]);
    let file = bundle([bomb(&ground, &stranger, 4_000_000, 1).await.as_slice()]);
    let charge = |weight: Weight| {
        assert_eq!(weight, Weight { bytes: 0, envelopes: 0 }, "nothing was inflated");
        Ok(())
    };
    let refused = take(&ground.hub, None, file, charge).await;
    assert!(matches!(refused, Err(TakeError::Package(PackageError::UnknownSender))), "{refused:?}");
}

#[tokio::test]
async fn a_file_is_taken_up_to_its_bound_and_the_rest_another_time() {
    let ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let file = bombs(&ground, &phone, 5).await;
    let taken = take_up_to(&ground.hub, None, file, 3_500_000, |_| Ok(())).await.unwrap();
    assert_eq!((taken.packages, taken.not_taken), (3, 2));
}
