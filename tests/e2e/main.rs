//! Deskbell as people meet it: the built programs, in a real window on a display of their own, against the practice
//! tenant over real HTTP. Every test has its own PC and its own tenant.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop where it is")]

mod commands;
mod drafts;
mod files;
mod identity;
mod messages;
mod nothing_hidden;
mod outages;
mod own_form;
mod pictures;
mod press;
mod rules;
mod schema;
mod secret;
mod send;
mod surroundings;
