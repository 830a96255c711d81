//! The functions the MSI calls (`installer/deskbell.wxs`), in a DLL inside it. Elsewhere than on Windows it is empty, but
//! its decisions are tested.
//!
//! - `DeskbellCheck` runs first, as whoever installs: reads and checks everything the command line names, refuses before
//!   anything has changed, and hands what the others need over in `CustomActionData`, since they see no properties.
//! - `DeskbellClose` asks the running trays to close, `DeskbellOpen` starts them again where they ran.
//! - `DeskbellApply` puts settings, rules, icon and secret in place; `DeskbellUndo` takes that back in a rollback.
//! - `DeskbellRemove` takes away at the end what people and programs left, but for tickets that were never sent.

#[cfg(any(windows, test))]
mod ask;
#[cfg(any(windows, test))]
mod leftovers;
#[cfg(any(windows, test))]
mod orders;
#[cfg(any(windows, test))]
mod undo;
#[cfg(windows)]
mod windows;
