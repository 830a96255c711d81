//! What drives Deskbell for the end-to-end tests and the demo: a PC of its own (display, session bus, home folder), a
//! practice tenant, the tray app in a real window, and the form as a person uses it. Nothing here knows the inside of
//! the programs: it starts them, presses, types, looks, and reads what arrived.

pub mod admin;
pub mod bell;
pub mod bus;
pub mod display;
pub mod form;
pub mod http;
pub mod notices;
pub mod ocr;
pub mod pc;
pub mod practice;
pub mod proc;
pub mod process;
pub mod programs;
pub mod tray;
pub mod wait;
pub mod webdriver;
pub mod wine;
