//! `autotask-sim`: serves a simulated Autotask tenant on loopback until it is told to stop.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use autotask_sim::{Options, Server, Tenant, serve};
use clap::Parser;

/// An Autotask PSA tenant on this machine, for practice and tests. Nothing leaves 127.0.0.1.
///
/// When it is ready it prints one line of JSON: url, user, secret, tracking_id, admin_url, page_url.
#[derive(Parser)]
#[command(
    version,
    after_help = "Examples:\n  autotask-sim\n  autotask-sim --port 8080 --tenant my-tenant.toml --data my-tenant"
)]
struct Arguments {
    /// The port of the API and of the page for people; 0 for any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The port of the admin API; 0 for any free one
    #[arg(long, default_value_t = 0)]
    admin_port: u16,
    /// A folder to keep everything that changes in; without it, all is forgotten in the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A tenant file; without it, the built-in practice tenant
    #[arg(long, value_name = "FILE")]
    tenant: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let tenant = match &arguments.tenant {
        None => Tenant::practice(),
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
            Tenant::from_toml(&text).map_err(|error| {
                let (line, column) = (error.line, error.column);
                anyhow!("{}:{line}:{column}: {}", file.display(), error.message)
            })?
        }
    };
    let options = Options {
        port: arguments.port,
        admin_port: arguments.admin_port,
        data: arguments.data,
        ..Options::default()
    };
    let server = serve(tenant, options).await?;
    if server.torn_bytes() > 0 {
        let bytes = server.torn_bytes();
        eprintln!(
            "The last change was not written to its end and was left out ({bytes} bytes); nobody was told it had happened."
        );
    }
    announce(&server)?;
    told_to_stop().await?;
    server.shutdown().await;
    Ok(())
}

/// A simulated tenant's secret protects nothing, and whoever started the program needs it.
fn announce(server: &Server) -> anyhow::Result<()> {
    use secrecy::ExposeSecret;

    let credentials = server.credentials();
    let line = serde_json::json!({
        "url": server.url(),
        "user": credentials.user,
        "secret": credentials.secret.expose_secret(),
        "tracking_id": credentials.tracking_id,
        "admin_url": server.admin_url(),
        "page_url": server.page_url(),
    });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
