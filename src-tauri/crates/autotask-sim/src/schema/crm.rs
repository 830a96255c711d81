//! Customers, their people and their machines (facts 3.4 to 3.6 and 3.11).

use super::Verb::{Create, Delete, Query, Update};
use super::{Entity, Field, flag, id, int, long, text, time};

pub(super) static ENTITIES: [Entity; 4] = [
    Entity::new("Companies", "Company", &[Query, Create, Update], COMPANY)
        .with_udfs()
        .with_webhooks(),
    Entity::new(
        "CompanyLocations",
        "CompanyLocation",
        &[Query, Create, Update, Delete],
        LOCATION,
    )
    .child_only(),
    Entity::new("Contacts", "Contact", &[Query, Create, Update, Delete], CONTACT)
        .child_only()
        .with_udfs()
        .with_webhooks(),
    Entity::new(
        "ConfigurationItems",
        "ConfigurationItem",
        &[Query, Create, Update],
        CONFIGURATION_ITEM,
    )
    .with_udfs()
    .with_webhooks(),
];

const COMPANY: &[Field] = &[
    id(),
    text("additionalAddressInformation", 100),
    text("address1", 128),
    text("address2", 128),
    text("alternatePhone1", 25),
    text("alternatePhone2", 25),
    int("billToAddressToUse").picklist(),
    text("city", 30),
    int("classification").picklist(),
    text("companyName", 100).required(),
    text("companyNumber", 50),
    int("companyType").required().picklist(),
    int("countryID").refers("Country"),
    time("createDate").read_only(),
    text("fax", 25),
    flag("isActive"),
    flag("isClientPortalActive"),
    flag("isTaskFireActive").read_only(),
    time("lastActivityDate").read_only(),
    time("lastTrackedModifiedDateTime").read_only(),
    int("ownerResourceID").required().refers("Resource"),
    int("parentCompanyID").refers("Company"),
    text("phone", 25).required(),
    text("postalCode", 10),
    text("state", 40),
    text("webAddress", 255),
];

const LOCATION: &[Field] = &[
    id(),
    text("address1", 128),
    text("address2", 128),
    text("city", 50),
    int("companyID").required().refers("Company"),
    int("countryID").refers("Country"),
    text("description", 500),
    flag("isActive"),
    flag("isPrimary"),
    text("name", 100).required(),
    text("phone", 25),
    text("postalCode", 20),
    text("state", 25),
];

const CONTACT: &[Field] = &[
    id(),
    text("addressLine", 128),
    text("addressLine1", 128),
    text("alternatePhone", 32),
    flag("billingContact"),
    text("city", 32),
    int("companyID").required().refers("Company"),
    int("companyLocationID").refers("CompanyLocation"),
    int("countryID").refers("Country"),
    time("createDate").read_only(),
    text("emailAddress", 254),
    text("emailAddress2", 254),
    text("emailAddress3", 254),
    text("extension", 10),
    text("externalID", 50),
    text("firstName", 50).required(),
    int("isActive").required(),
    flag("isOptedOutFromBulkEmail").unqueryable(),
    time("lastActivityDate").read_only(),
    time("lastModifiedDate").read_only(),
    text("lastName", 50).required(),
    text("mobilePhone", 25),
    text("note", 50),
    text("phone", 25),
    flag("primaryContact"),
    flag("receivesEmailNotifications"),
    text("roomNumber", 50),
    flag("solicitationOptOut").unqueryable(),
    text("state", 40),
    flag("surveyOptOut").unqueryable(),
    text("title", 50),
    text("zipCode", 16),
];

const CONFIGURATION_ITEM: &[Field] = &[
    id(),
    int("companyID").required().refers("Company"),
    int("companyLocationID").refers("CompanyLocation"),
    int("configurationItemCategoryID").picklist(),
    int("configurationItemType").picklist(),
    int("contactID").refers("Contact"),
    time("createDate").read_only(),
    text("dattoHostname", 255).read_only(),
    text("dattoInternalIP", 100).read_only(),
    text("dattoRemoteIP", 100).read_only(),
    text("dattoSerialNumber", 100).read_only(),
    text("deviceNetworkingID", 100).read_only(),
    time("installDate"),
    flag("isActive").required(),
    text("location", 100),
    text("notes", 5000),
    int("parentConfigurationItemID").refers("ConfigurationItem"),
    int("productID").required().refers("Product"),
    text("referenceNumber", 100),
    text("referenceTitle", 200),
    text("rmmDeviceAuditDescription", 255).read_only(),
    text("rmmDeviceAuditExternalIPAddress", 255).read_only(),
    text("rmmDeviceAuditHostname", 255).read_only(),
    text("rmmDeviceAuditIPAddress", 255).read_only(),
    text("rmmDeviceAuditLastUser", 50).read_only(),
    text("rmmDeviceAuditMacAddress", 255).read_only(),
    text("rmmDeviceAuditOperatingSystem", 255).read_only(),
    long("rmmDeviceID"),
    text("rmmDeviceUID", 255),
    int("rmmOpenAlertCount").read_only(),
    text("serialNumber", 100),
    time("warrantyExpirationDate"),
];
