//! Rules of conditions: what stands, and what is not known.
use crate::answer::{Because, Sources};
use crate::span::{EVER, FOREVER, Key, Span};
use crate::standing::{Person, Standing};
use crate::window::{Terms, window};
use knowledge::condition::{Area, Attached, Condition, Place, Rule, UnstatedParam};
use vocab::case::{Ask, Policy, Status};
use vocab::zone::{ZoneSet, overlap};
use vocab::{Answer, Params, Verdict, Zone};

/// Everything that one condition says about one ask.
pub(crate) fn spans<'k>(
    person: &Person<'_, 'k>,
    place: usize,
    condition: &'k Condition,
    rules: &[&'k Rule],
    code: &str,
    ask: &Ask,
    out: &mut Vec<Span<'k>>,
) {
    let Some(known) = person.known.get(place) else { return };
    let open_here = || person.open(place, condition.place, ask.zone);
    if known.standing.is_empty() && open_here().next().is_none() {
        return;
    }
    for rule in rules {
        if !policy_holds(rule, &person.case.policy) {
            continue;
        }
        let by_params = params_hold(rule, &ask.params);
        if by_params == Answer::No || !area_meets(rule.when.asked_area, ask.zone) {
            continue;
        }
        for s in &known.standing {
            let only = s.only_for.is_empty() || s.only_for.iter().any(|t| t == code);
            if only && detail_holds(rule, condition, s) && place_holds(rule, condition, s.zone, ask.zone) {
                stand(person, condition, rule, s, by_params, out);
            }
        }
    }
    for s in open_here() {
        open(person, condition, rules, &s, ask, out);
    }
}

/// A rule whose condition stands.
fn stand<'k>(
    person: &Person<'_, 'k>,
    condition: &'k Condition,
    rule: &'k Rule,
    s: &Standing<'k>,
    by_params: Answer,
    out: &mut Vec<Span<'k>>,
) {
    if let Some(stop_days) = rule.stop_days {
        return stop(person.today, condition, rule, s, stop_days, out);
    }
    let Some(verdict) = rule.verdict else { return };
    let Some(w) = window(condition.holds, Terms::of(rule), s, person.today) else { return };
    let span = Span { from: w.from, to: w.to, ..of(rule, verdict) };
    if !w.certain {
        if verdict >= Verdict::Defer {
            let because = Because::UnknownDay { title: &condition.title, reason: &rule.because };
            out.push(Span { because, ..unasked(condition, rule, span) });
        }
        return;
    }
    if by_params == Answer::Unknown {
        if verdict >= Verdict::Defer {
            let question = Some((
                condition.code.as_str(),
                if rule.question.is_empty() { condition.question.as_str() } else { rule.question.as_str() },
            ));
            out.push(Span { question, ..unasked(condition, rule, span) });
        } else {
            out.push(span);
        }
        return;
    }
    out.push(span);
}

/// `S:n`: a product in use counts as stopped today; until then the treatment waits, and from then
/// on it carries the pause as a condition.
fn stop<'k>(
    today: i32,
    condition: &'k Condition,
    rule: &'k Rule,
    s: &Standing<'k>,
    stop_days: u16,
    out: &mut Vec<Span<'k>>,
) {
    let n = i32::from(stop_days);
    let base = Span { attach: Some(Attached::StopProduct), lead_days: stop_days, ..of(rule, Verdict::Defer) };
    let from = s.since.unwrap_or(EVER);
    let last = s.until.or(if s.goes_on { None } else { s.on });
    match (last, s.status) {
        (Some(last), _) => {
            if from < last + n {
                out.push(Span { from, to: last + n, ..base.clone() });
            }
            if last > today {
                out.push(Span { from: last + n, to: FOREVER, verdict: Verdict::Caution, ..base });
            }
        }
        (None, Status::Past) => {
            let because = Because::UnknownDay { title: &condition.title, reason: &rule.because };
            let span = Span { from: EVER, to: today + n, because, ..base };
            out.push(unasked(condition, rule, span));
        }
        (None, Status::Present | Status::Absent | Status::Unknown) => {
            if from < today + n {
                out.push(Span { from, to: today + n, ..base.clone() });
            }
            out.push(Span { from: from.max(today + n), to: FOREVER, verdict: Verdict::Caution, ..base });
        }
    }
}

/// A condition of which nobody knows: review wherever one of its rules could stop.
fn open<'k>(
    person: &Person<'_, 'k>,
    condition: &'k Condition,
    rules: &[&'k Rule],
    s: &Standing<'k>,
    ask: &Ask,
    out: &mut Vec<Span<'k>>,
) {
    let matters = rules
        .iter()
        .filter(|r| policy_holds(r, &person.case.policy))
        .filter(|r| params_hold(r, &ask.params) != Answer::No)
        .filter(|r| area_meets(r.when.asked_area, ask.zone))
        .filter(|r| r.place.unwrap_or(condition.place) != Place::Elsewhere)
        .filter(|r| place_holds(r, condition, s.zone, ask.zone))
        .filter(|r| s.detail.is_none() || detail_holds(r, condition, s));
    let could_stop = |r: &Rule| r.stop_days.is_some() || r.verdict >= Some(Verdict::Defer);
    let heaviest = matters.max_by(|a, b| {
        (could_stop(a), a.verdict).cmp(&(could_stop(b), b.verdict)).then_with(|| b.key.cmp(&a.key))
    });
    let Some(rule) = heaviest else { return };
    // Whoever says "I do not know" is asked, even where the answer could only add a care to be taken.
    let verdict = if could_stop(rule) {
        Verdict::Review
    } else if s.status == Status::Unknown {
        Verdict::Allow
    } else {
        return;
    };
    let because = Because::Unasked { title: &condition.title, reason: &rule.because };
    let span = Span { from: EVER, to: FOREVER, because, ..of(rule, verdict) };
    out.push(Span { verdict, ..unasked(condition, rule, span) });
}

/// A span turned into "not known yet": review, with the question, without the rule's action.
fn unasked<'k>(condition: &'k Condition, rule: &'k Rule, span: Span<'k>) -> Span<'k> {
    let because = if let Because::Text(_) = span.because {
        Because::Unasked { title: &condition.title, reason: &rule.because }
    } else {
        span.because
    };
    let question = span.question.or(Some((condition.code.as_str(), condition.question.as_str())));
    Span {
        verdict: Verdict::Review,
        because,
        question,
        action: "",
        attach: None,
        until: "",
        by_law: false,
        ..span
    }
}

/// A rule as a span over all days.
fn of(rule: &Rule, verdict: Verdict) -> Span<'_> {
    Span {
        from: EVER,
        to: FOREVER,
        verdict,
        key: Key::Rule(&rule.key),
        because: Because::Text(&rule.because),
        action: &rule.action,
        attach: rule.attach,
        lead_days: 0,
        until: &rule.until,
        sources: Sources::Listed(&rule.sources),
        strength: rule.strength,
        recalled: rule.recalled,
        by_law: rule.by_law,
        question: None,
    }
}

fn policy_holds(rule: &Rule, policy: &Policy) -> bool {
    rule.when.policy.iter().all(|(name, value)| policy.word(name) == Some(value))
}

fn params_hold(rule: &Rule, params: &Params) -> Answer {
    let unstated = match rule.when.unstated.unwrap_or(UnstatedParam::No) {
        UnstatedParam::Applies => Answer::Yes,
        UnstatedParam::Review => Answer::Unknown,
        UnstatedParam::No => Answer::No,
    };
    rule.when.params.iter().fold(Answer::Yes, |all, (name, value)| {
        all.and(params.word(name).map_or(unstated, |stated| Answer::from(stated == value)))
    })
}

fn detail_holds(rule: &Rule, condition: &Condition, s: &Standing<'_>) -> bool {
    if rule.when.detail.is_empty() {
        return true;
    }
    let detail = s.detail.or(condition.stricter.as_deref());
    rule.when.detail.iter().any(|d| Some(d.as_str()) == detail)
}

fn place_holds(rule: &Rule, condition: &Condition, fact: Option<Zone>, asked: Option<Zone>) -> bool {
    if !area_meets(rule.when.fact_area, fact) {
        return false;
    }
    match rule.place.unwrap_or(condition.place) {
        Place::Anywhere => true,
        Place::Overlap => overlap(fact, asked),
        Place::Elsewhere => !overlap(fact, asked),
    }
}

/// Whether a zone meets an area; a zone that is not stated meets every area.
pub(crate) fn area_meets(area: Option<Area>, zone: Option<Zone>) -> bool {
    match (area, zone) {
        (None, _) | (_, None) => true,
        (Some(Area::Facial), Some(z)) => ZoneSet::only(z).meets(ZoneSet::FACIAL),
        (Some(Area::Lips), Some(z)) => ZoneSet::of(z).meets(ZoneSet::LIPS),
        (Some(Area::Body), Some(z)) => !ZoneSet::only(z).meets(ZoneSet::FACIAL),
    }
}
