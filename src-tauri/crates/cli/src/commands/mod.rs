//! The commands, one file each.

pub mod connect;
pub mod facts;
pub mod form;
pub mod health;
pub mod outbox;
pub mod practice;
pub mod rules;
pub mod settings;
pub mod submit;
