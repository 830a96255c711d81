//! A simulated tenant on loopback sockets.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::store::DataError;
use crate::tenant::{Credentials, Tenant};
use crate::wire::{Cutter, Loopback};
use crate::{Simulator, admin, api};

/// How to serve a tenant.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port of the Autotask API and the page for people on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// The port of the admin API on 127.0.0.1; 0 for any free one.
    pub admin_port: u16,
    /// The tenant's time.
    pub clock: Clock,
    /// A folder to keep tickets, notes, attachments and all else that changes in, so that it outlives the process.
    /// `None`: it is forgotten.
    pub data: Option<PathBuf>,
}

/// Why a tenant could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// A port on 127.0.0.1 could not be opened.
    #[error("could not open a port on 127.0.0.1: {0}")]
    Port(#[from] io::Error),
    /// The data folder could not be used.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// Serves `tenant` on 127.0.0.1, and nowhere else, until the [`Server`] is dropped or shut down.
///
/// # Errors
/// [`ServeError`] when a port can't be bound or the data folder can't be used.
pub async fn serve(tenant: Tenant, options: Options) -> Result<Server, ServeError> {
    let everything = Cutter::default();
    let front = Loopback::bind(options.port, everything.clone()).await?;
    let back = Loopback::bind(options.admin_port, everything.clone()).await?;
    let (port, admin_port) = (front.port()?, back.port()?);

    let simulator = Simulator::at(
        tenant,
        options.clock,
        format!("http://127.0.0.1:{port}/ATServicesRest/"),
        options.data.as_deref(),
    )?;
    let (stop, stopped) = watch::channel(());
    let tasks = vec![
        run(front, api::router(&simulator), stopped.clone()),
        run(back, admin::router(&simulator), stopped),
    ];
    Ok(Server {
        simulator,
        port,
        admin_port,
        stop: Some(stop),
        tasks,
        everything,
    })
}

fn run(listener: Loopback, router: Router, mut stopped: watch::Receiver<()>) -> JoinHandle<()> {
    let service = router.into_make_service_with_connect_info::<Cutter>();
    tokio::spawn(async move {
        let until = async move {
            // An error is the sender going away, which is the signal.
            while stopped.changed().await.is_ok() {}
        };
        if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(until).await {
            tracing::error!(%error, "the simulator stopped serving");
        }
    })
}

/// A tenant being served. Dropping it closes its ports and cuts every connection.
#[derive(Debug)]
pub struct Server {
    simulator: Simulator,
    port: u16,
    admin_port: u16,
    stop: Option<watch::Sender<()>>,
    tasks: Vec<JoinHandle<()>>,
    everything: Cutter,
}

impl Server {
    /// The REST API's address, ending in `/ATServicesRest/`, as a zone lookup answers it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/ATServicesRest/", self.port)
    }

    /// The page of the tickets for people.
    pub fn page_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The admin API, which is not part of Autotask. Ends in `/`.
    pub fn admin_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.admin_port)
    }

    /// Credentials of the tenant's first API user.
    pub fn credentials(&self) -> Credentials {
        self.simulator.credentials()
    }

    /// How many bytes at the end of the data folder's journal were dropped: a last change that was being written when the
    /// process was killed, and that nobody had been told of yet. 0 after an orderly end.
    pub fn torn_bytes(&self) -> u64 {
        self.simulator.torn()
    }

    /// The tenant behind the sockets, for tests that look at it without HTTP.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// Stops serving: when this returns, the ports are free again.
    pub async fn shutdown(mut self) {
        self.stop = None;
        self.everything.cut();
        for task in &mut self.tasks {
            // Answers that are being held back (a delay fault) must not hold up the end.
            if tokio::time::timeout(Duration::from_secs(1), &mut *task).await.is_err() {
                task.abort();
                let _ = task.await;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop = None;
        self.everything.cut();
        for task in &self.tasks {
            task.abort();
        }
    }
}
