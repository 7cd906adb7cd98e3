//! Money: the budget holds, and every unit of it counts a little.
//!
//! The bare problem reckons in whole units of the currency: prices are rounded up and the budget down, so a plan never
//! costs more than it may.
use super::Problem;
use crate::instance::{Instance, MAX_BUDGET, MAX_POINTS, MAX_PRICE};
use crate::request::PlanError;

/// Minor units in one unit of the currency.
pub(crate) const MINOR: i64 = 100;

/// What is taken for a budget, in units of the currency, while none is named.
const USUAL: i64 = 2_500;
/// Points of one per cent of everything that is wished.
const PERCENT: i64 = 2_000;

/// Points of one unit of money: the whole budget weighs so many per cent of the result.
fn per_unit(percent: i64, budget: Option<i64>) -> i64 {
    (percent * PERCENT / budget.unwrap_or(USUAL).max(1)).clamp(1, MAX_POINTS)
}

/// Writes prices and budget.
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    let request = problem.scene.request;
    let budget = request.goals.budget.as_ref();
    if let (Some(budget), Some(prices)) = (budget, &request.prices.currency)
        && *prices != budget.currency
    {
        return Err(PlanError::Currency { prices: prices.clone(), budget: budget.currency.clone() });
    }
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        treatment.price = (candidate.price.saturating_add(MINOR - 1) / MINOR).min(MAX_PRICE);
    }
    instance.budget = budget.map_or(MAX_BUDGET, |b| (b.minor_units / MINOR).clamp(0, MAX_BUDGET));
    instance.cost_per_price = per_unit(problem.mix.money, budget.map(|b| b.minor_units / MINOR));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_weighs_by_the_budget_and_never_nothing() {
        for (percent, budget, want) in [
            (10, Some(2_000), 10),
            (10, None, 8),
            (40, Some(400), 200),
            (3, Some(1_000_000), 1),
            (10, Some(0), 10_000),
        ] {
            assert_eq!(per_unit(percent, budget), want, "{percent} {budget:?}");
        }
    }
}
