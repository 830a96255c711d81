//! Which calls are being answered, and how many callers went away before they had their answer: what somebody who kills
//! a client wants to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;

/// The calls that are open now.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Calls {
    /// Oldest first.
    open: Vec<Call>,
    /// So many callers hung up before the end of their answer, since the simulator was started.
    abandoned: u64,
}

#[derive(Debug, Clone, Serialize)]
struct Call {
    method: String,
    path: String,
    /// It is to make something: questions come by POST too.
    makes: bool,
}

/// The book of open calls. Clones are the same book.
#[derive(Debug, Clone, Default)]
pub(crate) struct Open(Arc<watch::Sender<Book>>);

#[derive(Debug, Default)]
struct Book {
    open: BTreeMap<u64, Call>,
    /// The number of the next one.
    next: u64,
    abandoned: u64,
}

/// A call that is open until this is dropped, and abandoned unless it was answered by then.
pub(crate) struct OpenCall {
    number: u64,
    book: Open,
    is_answered: bool,
}

impl Open {
    pub(crate) fn begin(&self, method: &str, path: &str) -> OpenCall {
        let mut number = 0;
        self.0.send_modify(|book| {
            number = book.next;
            book.next += 1;
            let call = Call {
                method: method.to_owned(),
                path: path.to_owned(),
                makes: method == "POST" && !path.trim_end_matches('/').to_ascii_lowercase().ends_with("/query"),
            };
            book.open.insert(number, call);
        });
        OpenCall {
            number,
            book: self.clone(),
            is_answered: false,
        }
    }

    pub(crate) fn now(&self) -> Calls {
        let book = self.0.borrow();
        Calls {
            open: book.open.values().cloned().collect(),
            abandoned: book.abandoned,
        }
    }

    /// Until something is being made.
    pub(crate) async fn makes(&self) {
        let mut news = self.0.subscribe();
        // An error is the sender going away, which this borrows.
        drop(news.wait_for(|book| book.open.values().any(|call| call.makes)).await);
    }
}

impl OpenCall {
    /// All of the answer is handed over, or there is to be none.
    pub(crate) fn answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.book.0.send_modify(|book| {
            book.open.remove(&self.number);
            book.abandoned += u64::from(!self.is_answered);
        });
    }
}
