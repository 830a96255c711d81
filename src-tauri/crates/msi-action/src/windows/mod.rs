//! The doors the MSI knocks at. Each gives 0, or 1603, which ends the installation and rolls it back.

mod access;
mod apply;
mod check;
mod profiles;
mod session;
mod trays;
mod upgrade;

use std::panic::{AssertUnwindSafe, catch_unwind};

use deskbell_desk::Paths;
use windows::Win32::Foundation::{ERROR_INSTALL_FAILURE, ERROR_SUCCESS};
use windows::Win32::System::ApplicationInstallationAndServicing::MSIHANDLE;

use crate::orders::{Remove, Trays};
use crate::{leftovers, undo};
use session::Session;

/// What a function gives back: in words, what went wrong, what was done about it, and what can be done.
type Done = Result<(), String>;

macro_rules! door {
    ($(#[$doc:meta])* $name:ident, $work:expr) => {
        $(#[$doc])*
        #[expect(unsafe_code, reason = "the MSI finds its functions by name")]
        // SAFETY: the name is nobody else's in this DLL.
        #[unsafe(no_mangle)]
        #[allow(non_snake_case, reason = "named as the MSI's own actions are")]
        pub extern "system" fn $name(install: MSIHANDLE) -> u32 {
            enter(install, stringify!($name), $work)
        }
    };
}

door!(
    /// Reads and checks what the command line asks for, before anything is changed.
    DeskbellCheck,
    check::check
);
door!(
    /// Closes the trays that run from our folder.
    DeskbellClose,
    |session| {
        trays::close(session, &session.orders::<Trays>()?);
        Ok(())
    }
);
door!(
    /// Starts them again where they ran, and ends the way back.
    DeskbellOpen,
    |session| {
        upgrade::ends();
        if let Err(error) = undo::forget(&machine()) {
            session.log(&format!("{} could not be tidied: {error}.", machine().display()));
        }
        trays::open(session, &session.orders::<Trays>()?);
        Ok(())
    }
);
door!(
    /// Puts settings, rules, icon and secret in place.
    DeskbellApply,
    |session| apply::apply(session, &session.orders()?)
);
door!(
    /// Takes that back.
    DeskbellUndo,
    |session| {
        session.log("The machine's folder becomes what it was.");
        undo::restore(&machine()).map_err(|error| {
            let machine = machine();
            format!("{} could not be put back ({error}); the old files are in its folder undo.", machine.display())
        })
    }
);
door!(
    /// Takes away what is left at the end.
    DeskbellRemove,
    |session| {
        let Some(Remove { unsent_too }) = session.orders()? else {
            session.log("A new version takes over; everything it needs stays.");
            return Ok(());
        };
        profiles::clear_registry();
        let profiles = profiles::homes();
        let told = profiles.iter().flat_map(|home| leftovers::clear_profile(home, unsent_too));
        for line in told.chain(leftovers::clear(&machine(), unsent_too)) {
            session.log(&line);
        }
        Ok(())
    }
);

/// The machine's folder, `C:\ProgramData\Deskbell`.
fn machine() -> std::path::PathBuf {
    Paths::system(None, None).machine
}

/// A panic must not unwind into the MSI, and an error is told before the MSI says that there was one.
fn enter(install: MSIHANDLE, name: &str, work: impl FnOnce(&Session) -> Done) -> u32 {
    let session = Session::of(install);
    let done = catch_unwind(AssertUnwindSafe(|| work(&session)));
    let told = match done {
        Ok(Ok(())) => return ERROR_SUCCESS.0,
        Ok(Err(told)) => told,
        Err(_) => format!("{name} failed inside, which is a fault of this installer; please report it with this log."),
    };
    session.error(&told);
    ERROR_INSTALL_FAILURE.0
}
