//! Standing orders that end, and the list of who came in, over HTTP.
use crate::stage::{Dice, PASSWORD, Stage};
use chart::people::Purpose;
use chart::register::By;
use vocab::Role;

#[tokio::test]
async fn an_order_ends_on_a_day_with_a_reason_and_the_owner_sees_who_came_in() {
    let stage = Stage::new().await;
    let (director, nurse, owner) = (stage.as_(Role::Director), stage.as_(Role::Nurse), stage.as_(Role::Owner));
    let today = stage.house.today().unwrap();
    let (from, on) = (today.plus(-10).to_string(), today.plus(3).to_string());
    let order = [("text", "Toxin <b>"), ("service", "botulinum"), ("from", from.as_str()), ("proof", PASSWORD)];
    assert_eq!(director.post("/people/orders", &order).await.status, 303);
    let page = director.get("/people/orders").await;
    let paper = page.text.split("id=\"paper\"").nth(1).unwrap();
    let paper = paper.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let end = |paper: &str, on: &str, why: &str, proof: &str| {
        [("paper", paper.to_owned()), ("on", on.to_owned()), ("why", why.to_owned()), ("proof", proof.to_owned())]
    };
    let yesterday = today.plus(-1).to_string();
    for (fields, says) in [
        (end("nothing", &on, "new protocol", PASSWORD), "Choose an order"),
        (end(&paper, "soon", "new protocol", PASSWORD), "Write the day"),
        (end(&paper, &yesterday, "new protocol", PASSWORD), "It held until today"),
        (end(&paper, &on, " ", PASSWORD), "Write why it ends"),
        (end(&paper, &on, "new protocol", "not it"), "This is not your password"),
    ] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let told = director.post("/people/orders/end", &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{says}: {} {}", told.status, told.text);
    }
    let fields = end(&paper, &on, "new protocol", PASSWORD);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(nurse.post("/people/orders/end", &fields).await.status, 403);
    assert_eq!(director.post("/people/orders/end", &fields).await.status, 303);
    let roll = stage.record().roll().await.unwrap();
    assert_eq!(roll.orders().last().unwrap().span.to, Some(today.plus(2)), "until the day before");
    let by = By { author: "stage".to_owned(), at: stage.house.now_ms() };
    let people = stage.record().people();
    let link = people.make_link(Purpose::Demo, stage.id(Role::Nurse), (60_000, 5), &by, &mut Dice).await.unwrap();
    assert_eq!(stage.out().get(&format!("/sign-in/{link}")).await.status, 303);
    let came = owner.get("/people/access").await;
    assert!(came.text.contains("Nurse Test") && came.text.contains("came in by link"), "{}", came.text);
    assert_eq!(nurse.get("/people/access").await.status, 403);
}
