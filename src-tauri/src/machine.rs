//! The machine as the app looks at it. One trait, so that a press can be tried without a display.

use std::time::Duration;

use deskbell_desk::{Fact, Facts, KEYS};
use deskbell_device::Missing;

use crate::pictures::Captured;

/// The longest a look takes; probes that are slower are left out, each with that reason.
pub const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// What we look at.
pub trait Machine: Send + Sync + 'static {
    /// Captures every monitor. Blocks for some tens of milliseconds per screen.
    fn capture(&self) -> Captured;
    /// Gathers the facts. Blocks for at most [`LOOK_LIMIT`].
    fn look(&self) -> Facts;
}

/// The machine this program runs on.
pub struct ThisMachine;

impl Machine for ThisMachine {
    fn capture(&self) -> Captured {
        deskbell_device::capture()
    }

    fn look(&self) -> Facts {
        let facts = deskbell_device::look(LOOK_LIMIT).into_iter().map(|fact| Fact {
            key: fact.key,
            values: fact.values,
            missing: fact.missing.map(|missing| missing.to_string()),
        });
        Facts(facts.collect())
    }
}

/// The facts of a look that came to nothing: every key, each with that reason.
pub fn blind() -> Facts {
    let absent = |key: &str| Fact {
        key: key.to_owned(),
        values: Vec::new(),
        missing: Some(Missing::Unreadable.to_string()),
    };
    Facts(KEYS.iter().map(|known| absent(known.key)).collect())
}

#[cfg(test)]
pub mod fake {
    //! A machine with two facts and one small screen.

    use deskbell_device::{Capture, CaptureError};

    use super::{Captured, Fact, Facts, Machine};

    /// Has one screen, or none when `blind`.
    #[derive(Default)]
    pub struct FakeMachine {
        pub blind: bool,
    }

    impl Machine for FakeMachine {
        fn capture(&self) -> Captured {
            if self.blind {
                return Err(CaptureError::NoDisplay);
            }
            let image = image::RgbaImage::from_pixel(80, 60, image::Rgba([10, 120, 200, 255]));
            Ok(vec![Ok(Capture {
                monitor: "DP-1".to_owned(),
                primary: true,
                image,
            })])
        }

        fn look(&self) -> Facts {
            let fact = |key: &str, value: &str| Fact {
                key: key.to_owned(),
                values: vec![value.to_owned()],
                missing: None,
            };
            Facts(vec![fact("hostname", "FRONTDESK-3"), fact("model", "OptiPlex 7010")])
        }
    }
}
