//! Ways in and out, over HTTP.
use crate::stage::{Dice, NOW, Stage};
use axum::http::header::SET_COOKIE;
use chart::people::Purpose;
use chart::register::By;
use vocab::Role;

#[tokio::test]
async fn a_link_of_the_demonstration_signs_in_and_goes_where_one_wanted() {
    let stage = Stage::new().await;
    let by = By { author: "stage".to_owned(), at: NOW };
    let people = stage.record().people();
    let secret = people.make_link(Purpose::Demo, stage.id(Role::Nurse), (60_000, 5), &by, &mut Dice).await.unwrap();
    let told = stage.out().get(&format!("/sign-in/{secret}?to=/library")).await;
    assert_eq!((told.status, told.to.as_str()), (303, "/library"));
    let cookie = told.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    let held = cookie.strip_prefix("serein=").and_then(|rest| rest.strip_suffix("; Path=/; HttpOnly; SameSite=Strict"));
    let browser = stage.with_secret(held.unwrap_or_else(|| panic!("{cookie}")));
    assert!(browser.get("/sign-in").await.text.contains("You are signed in as Nurse Test"));
    assert_eq!(people.access(0).await.unwrap().len(), 1, "who came in is remembered");
    stage.later(60_000);
    assert_eq!(stage.out().get(&format!("/sign-in/{secret}")).await.status, 410, "the link is over");
}
