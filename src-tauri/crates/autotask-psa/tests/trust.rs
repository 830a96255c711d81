//! Whom a client trusts, and how it gets through a company's proxy. A process has one environment and one trust store, so
//! some of these start this test program once more, with their own.
#![cfg_attr(
    not(target_os = "linux"),
    allow(
        dead_code,
        unused_imports,
        reason = "who is trusted can be set by a test on Linux alone"
    )
)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::sync::{Arc, Mutex};

use autotask_psa::{Client, CompanyId, Error, NewTicket, Retry};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use stub::{Act, SECRET, builder, json, zone_json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A tenant over TLS, with a certificate of an authority of its own, as companies have that inspect their connections.
struct Company {
    port: u16,
    authority: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Company {
    async fn new(host: &str, url: impl Fn(u16) -> String) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![host.to_owned()])
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let zone = zone_json(&url(port));
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, kept, zone) = (acceptor.clone(), Arc::clone(&kept), zone.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let act = move |request: &str| {
                        let is_lookup = request.contains("/zoneInformation");
                        json(200, if is_lookup { &zone } else { r#"{"itemId":7}"# })
                    };
                    stub::serve(stream, &kept, &act as &(dyn Fn(&str) -> Act + Send + Sync)).await;
                });
            }
        });
        Self {
            port,
            authority: authority_pem,
            asked,
        }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn create(client: &Client) -> Result<(), Error> {
    client.create_ticket(&NewTicket::new(CompanyId(0), "T")).await.map(drop)
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_gets_no_key_on_loopback_either() {
    let company = Company::new("127.0.0.1", |port| format!("https://127.0.0.1:{port}/ATServicesRest/")).await;
    let client = builder(&format!("https://127.0.0.1:{}/ATServicesRest/", company.port))
        .build()
        .unwrap();
    let failed = create(&client).await.unwrap_err();
    assert!(matches!(failed, Error::Tls { .. }), "{failed:?}");
    assert_eq!(failed.retry(), Retry::Transient { after: None });
    assert!(company.asked().is_empty());
}

#[cfg(target_os = "linux")]
mod with_an_environment_of_its_own {
    use std::io::Write as _;
    use std::process::Command;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const HOST: &str = "autotask.example";
    /// `somebody:pr0xy-password`
    const PASSWORD: &str = "proxy-authorization: basic c29tzwjvzhk6chiwehktcgfzc3dvcmq=";

    /// A proxy that lets those through who say the password.
    async fn proxy(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        let Ok(byte) = stream.read_u8().await else { return };
                        head.push(byte);
                    }
                    let head = String::from_utf8(head).unwrap();
                    kept.lock().unwrap().push(head.clone());
                    if !head.to_lowercase().contains(PASSWORD) {
                        let refusal = "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n";
                        drop(stream.write_all(refusal.as_bytes()).await);
                        return;
                    }
                    let mut inner = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                    drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await);
                    drop(tokio::io::copy_bidirectional(&mut stream, &mut inner).await);
                });
            }
        });
        (port, asked)
    }

    /// What [`child`] says in such an environment.
    async fn said(environment: Vec<(&'static str, String)>) -> String {
        let run = move || {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args([
                "with_an_environment_of_its_own::child",
                "--exact",
                "--ignored",
                "--nocapture",
            ]);
            for name in [
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "ALL_PROXY",
                "NO_PROXY",
                "SSL_CERT_FILE",
                "SSL_CERT_DIR",
            ] {
                command.env_remove(name).env_remove(name.to_lowercase());
            }
            let done = command.envs(environment).output().unwrap();
            String::from_utf8(done.stdout).unwrap()
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    #[tokio::test]
    #[ignore = "a part of the others, which start it"]
    #[expect(clippy::disallowed_methods, reason = "what they tell it by")]
    async fn child() {
        let client = builder(&std::env::var("DISCOVERY").unwrap()).build().unwrap();
        println!("said: {:?}", create(&client).await);
    }

    async fn company() -> Company {
        Company::new(HOST, |_| format!("https://{HOST}/ATServicesRest/")).await
    }

    fn authority(company: &Company) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(company.authority.as_bytes()).unwrap();
        file
    }

    fn environment(proxy: &str, trusted: Option<&tempfile::NamedTempFile>) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("DISCOVERY", format!("https://{HOST}/ATServicesRest/")),
            ("HTTPS_PROXY", proxy.to_owned()),
        ];
        if let Some(file) = trusted {
            all.push(("SSL_CERT_FILE", file.path().to_str().unwrap().to_owned()));
        }
        all
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_systems_proxy_and_trust_store_lead_through_a_company_that_inspects_its_connections() {
        let company = company().await;
        let (port, passed) = proxy(company.port).await;
        let trusted = authority(&company);
        let address = format!("http://somebody:pr0xy-password@127.0.0.1:{port}/");
        let said = said(environment(&address, Some(&trusted))).await;
        assert!(said.contains("said: Ok(())"), "{said}");
        assert_eq!(company.asked().len(), 2);
        let passed = passed.lock().unwrap().concat();
        assert!(passed.contains(&format!("CONNECT {HOST}:443 ")), "{passed}");
        assert!(!passed.contains(SECRET));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_company_whose_authority_this_machine_does_not_trust_is_told_apart_from_its_proxy() {
        let company = company().await;
        let (port, _) = proxy(company.port).await;
        let address = format!("http://somebody:pr0xy-password@127.0.0.1:{port}/");
        let said = said(environment(&address, None)).await;
        assert!(said.contains("said: Err(Tls"), "{said}");
        assert!(!said.contains("pr0xy-password"), "{said}");
        assert!(company.asked().is_empty());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_proxy_that_wants_a_password_says_so() {
        let company = company().await;
        let (port, _) = proxy(company.port).await;
        for address in [
            format!("http://127.0.0.1:{port}/"),
            format!("http://somebody:wr0ng-password@127.0.0.1:{port}/"),
        ] {
            let said = said(environment(&address, None)).await;
            let error = r#"said: Err(Proxy { text: "it wants a user name and password"#;
            assert!(said.contains(error), "{said}");
            assert!(!said.contains("wr0ng-password"), "{said}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_trusted_certificate_of_another_host_is_none() {
        let company = company().await;
        let trusted = authority(&company);
        let mut all = environment("", Some(&trusted));
        all.retain(|(name, _)| *name != "HTTPS_PROXY");
        all[0].1 = format!("https://127.0.0.1:{}/ATServicesRest/", company.port);
        let said = said(all).await;
        assert!(said.contains("said: Err(Tls"), "{said}");
        assert!(company.asked().is_empty());
    }
}
