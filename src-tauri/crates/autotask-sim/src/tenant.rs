//! The tenant's definition.
use secrecy::SecretString;
/// Credentials.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The API user's name.
    pub user: String,
    /// The API user's secret.
    pub secret: SecretString,
    /// The tracking identifier (header `ApiIntegrationCode`).
    pub tracking_id: String,
}
/// A tenant.
#[derive(Debug, Clone)]
pub struct Tenant {
    name: String,
}
/// Why a tenant file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// The TOML is not a tenant's.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
}
impl Tenant {
    /// The built-in tenant.
    pub fn practice() -> Self {
        Self {
            name: "Practice MSP".into(),
        }
    }
    /// A tenant from TOML.
    pub fn from_toml(text: &str) -> Result<Self, TenantError> {
        let table: toml::Table = text.parse()?;
        Ok(Self {
            name: table
                .get("name")
                .and_then(|n| n.as_str())
                .unwrap_or("Practice MSP")
                .into(),
        })
    }
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
