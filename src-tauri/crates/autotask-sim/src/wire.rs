//! Connections that can be cut: what a reset looks like to the client, and what shutting the server down does to
//! connections that are kept alive.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::clock;

/// Cuts something off when told to, once and for all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cutter(Arc<AtomicBool>);

impl Cutter {
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A loopback listener whose connections can be cut, one by one or all at once.
pub(crate) struct Loopback {
    listener: TcpListener,
    all: Cutter,
}

impl Loopback {
    pub(crate) async fn bind(port: u16, all: Cutter) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(Self { listener, all })
    }

    pub(crate) fn port(&self) -> io::Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }
}

impl Listener for Loopback {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    return (
                        Line {
                            stream,
                            all: self.all.clone(),
                            own: Cutter::default(),
                        },
                        address,
                    );
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    clock::wait(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection.
pub(crate) struct Line {
    stream: TcpStream,
    all: Cutter,
    own: Cutter,
}

impl Line {
    fn is_cut(&self) -> bool {
        self.own.is_cut() || self.all.is_cut()
    }

    fn still_up(&self) -> io::Result<()> {
        if self.is_cut() {
            Err(io::ErrorKind::ConnectionReset.into())
        } else {
            Ok(())
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.is_cut() {
            // With no time to linger, closing sends a reset instead of a polite end.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Cutter {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.io().own.clone()
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.still_up()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.still_up()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.still_up()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.still_up()?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
