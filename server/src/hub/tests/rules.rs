//! Who is told the ward's own rules, and who is not.

use shared::id::DeviceId;
use shared::rules::{RulesMark, RulesNews};
use shared::time::Timestamp;
use shared::wire::Request;

use crate::auth::device;
use crate::rulebook;
use crate::testing::{Ground, question};

const TEXT: &str = "[norm.dues_student_dong.ours]\nvalue = 3000\nfrom = 2020-01-01\nsureness = \"text_seen\"\n\
    instrument = { issuer = \"Tỉnh ủy\", type = \"QĐ\", number = \"7-QĐ/TU\", date = 2019-12-21 }\n";

async fn set(ground: &Ground, at: i64, text: &str) {
    let (store, known) = (ground.hub.store(), ground.hub.directory().now());
    rulebook::set(store, &known.rules, Timestamp::from_ms(at), "first", "", text.to_owned()).await.unwrap();
    ground.hub.directory().refresh(store).await.unwrap();
}

async fn told(ground: &Ground, device: DeviceId, rules: Option<RulesMark>) -> Option<RulesNews> {
    let request = Request { rules, ..question() };
    ground.hub.pull(device, &request, Vec::new()).await.unwrap().rules
}

#[tokio::test]
async fn a_device_is_told_the_versions_it_lacks_and_nobody_else_any() {
    let ground = Ground::begin().await;
    let (phone, lost) =
        (ground.phone(ground.cells[0], 1).await.device(), ground.phone(ground.cells[1], 2).await.device());
    let none = Some(RulesMark::default());
    assert_eq!(told(&ground, phone, none).await, None, "there are none");
    set(&ground, 1000, TEXT).await;
    let one = ground.hub.directory().now().rules.book().mark();
    set(&ground, 2000, "").await;
    let numbers =
        |news: Option<RulesNews>| news.map(|news| (news.keep, news.versions.iter().map(|one| one.n).collect()));
    assert_eq!(numbers(told(&ground, phone, none).await), Some((0, vec![1, 2])));
    assert_eq!(numbers(told(&ground, phone, Some(one)).await), Some((1, vec![2])));
    assert_eq!(told(&ground, phone, Some(one)).await.map(|news| (news.asked, news.more)), Some((one, false)));
    assert_eq!(told(&ground, phone, Some(ground.hub.directory().now().rules.book().mark())).await, None);
    let other = RulesMark { digest: [7; 16], ..one };
    assert_eq!(numbers(told(&ground, phone, Some(other)).await), Some((0, vec![1, 2])), "a version of another book");
    assert_eq!(told(&ground, phone, None).await, None, "an app that cannot read them");
    assert_eq!(told(&ground, DeviceId::from_bytes([9; 16]), none).await, None, "a stranger");
    device::revoke(&ground.hub, lost, "first", "mất máy").await.unwrap();
    assert_eq!(told(&ground, lost, none).await, None, "a device that was revoked");
}
