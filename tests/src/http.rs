//! The few requests we make ourselves, all on loopback: to the practice tenant's admin port.

use anyhow::{Context as _, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// The body of a successful GET.
pub async fn get(url: &str) -> Result<Vec<u8>> {
    ask(Method::GET, url, Bytes::new()).await
}

/// The body of a successful GET, as JSON.
pub async fn get_json(url: &str) -> Result<Value> {
    serde_json::from_slice(&get(url).await?).with_context(|| format!("{url} answered no JSON"))
}

/// A POST that must succeed.
pub async fn post(url: &str, body: &Value) -> Result<()> {
    ask(Method::POST, url, body.to_string().into()).await.map(drop)
}

async fn ask(method: Method, url: &str, body: Bytes) -> Result<Vec<u8>> {
    let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(HttpConnector::new());
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", "application/json")
        .body(Full::new(body))?;
    let response = client.request(request).await.with_context(|| url.to_owned())?;
    let status = response.status();
    let bytes = response.into_body().collect().await?.to_bytes();
    ensure!(
        status.is_success(),
        "{url} answered {status}: {}",
        String::from_utf8_lossy(&bytes)
    );
    Ok(bytes.to_vec())
}
