//! What is allowed and yet most likely not meant.

use crate::diagnostic::Report;
use crate::rules::Rules;

/// Warns of what is most likely not meant, and notes what is worth knowing.
pub(crate) fn lint(rules: &Rules, report: &mut Report<'_>) {
    let _ = (rules, report);
}
