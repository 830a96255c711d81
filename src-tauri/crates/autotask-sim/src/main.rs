//! `autotask-sim`: serves a simulated Autotask tenant on loopback.
fn main() {}
