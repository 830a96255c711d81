//! Where a secret must not turn up. Tracing decides once for a whole process which places log at all, so this is the only
//! test of its program.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::io::Write;
use std::sync::{Arc, Mutex};

use autotask_psa::{CompanyId, Credentials, NewTicket};
use stub::{SECRET, Stub, TRACKING, USER, answer, client, key};

#[tokio::test]
async fn the_secret_is_in_no_debug_error_or_log() {
    let written = Written::default();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer({
            let written = written.clone();
            move || written.clone()
        });
    tracing::subscriber::set_global_default(log.finish()).unwrap();
    let mut said = vec![format!(
        "{:?} {:?}",
        key(),
        Credentials::new("", &SECRET.into(), TRACKING)
    )];
    for status in [200, 307, 400, 401, 403, 404, 405, 407, 429, 500, 503] {
        // A server that repeats the request's headers, as some error pages do.
        let echo = answer(
            status,
            &format!("Location: http://x.example/{SECRET}\r\n"),
            &format!("<p>{SECRET} {TRACKING}</p>"),
        );
        let stub = Stub::tenant(echo).await;
        let client = client(&stub);
        let failed = client
            .create_ticket(&NewTicket::new(CompanyId(0), "T"))
            .await
            .unwrap_err();
        said.push(format!("{client:?} {failed:?} {failed} {:?}", failed.retry()));
        let logged = written.taken();
        assert!(
            logged.contains("autotask_psa::transport") && logged.contains(&format!("status={status}")),
            "{status} is not in the log: {logged}"
        );
        said.push(logged);
    }
    let malformed = Credentials::new(USER, &format!("{SECRET}\n{SECRET}").into(), TRACKING).unwrap_err();
    said.push(format!("{malformed:?} {malformed}"));
    for hidden in [SECRET, TRACKING] {
        let told: Vec<_> = said.iter().filter(|said| said.contains(hidden)).collect();
        assert!(told.is_empty(), "{told:?}");
    }
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn taken(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
