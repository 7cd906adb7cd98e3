//! The house's own machines.
fn main() {}
