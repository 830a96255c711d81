//! What an administrator sets up (facts 3.7 to 3.10).

use super::Verb::{Query, Update};
use super::{Entity, Field, decimal, flag, id, int, text};

pub(super) static ENTITIES: [Entity; 8] = [
    Entity::new("Resources", "Resource", &[Query, Update], RESOURCE),
    Entity::new("Roles", "Role", &[Query], ROLE),
    Entity::new(
        "ResourceServiceDeskRoles",
        "ResourceServiceDeskRole",
        &[Query],
        SERVICE_DESK_ROLE,
    )
    .child_only(),
    Entity::new("ResourceRoles", "ResourceRole", &[Query], RESOURCE_ROLE).child_only(),
    Entity::new("ResourceRoleQueues", "ResourceRoleQueue", &[Query], ROLE_QUEUE).child_only(),
    Entity::new("BillingCodes", "BillingCode", &[Query], BILLING_CODE),
    Entity::new("TicketCategories", "TicketCategory", &[Query, Update], CATEGORY),
    Entity::new(
        "TicketCategoryFieldDefaults",
        "TicketCategoryFieldDefaults",
        &[Query],
        FIELD_DEFAULTS,
    )
    .child_only(),
];

const RESOURCE: &[Field] = &[
    id(),
    int("defaultServiceDeskRoleID").refers("Role"),
    text("email", 254).required(),
    text("email2", 254),
    text("email3", 254),
    text("firstName", 50).required(),
    flag("isActive").required(),
    text("lastName", 50).required(),
    int("licenseType").picklist(),
    int("locationID"),
    text("resourceType", 15),
    text("title", 50),
    text("userName", 32).required(),
    int("userType"),
];

const ROLE: &[Field] = &[
    id(),
    decimal("hourlyFactor").required(),
    decimal("hourlyRate").required(),
    flag("isActive").required(),
    flag("isSystemRole").read_only(),
    text("name", 200).required(),
    int("roleType"),
];

const SERVICE_DESK_ROLE: &[Field] = &[
    id(),
    flag("isActive").required(),
    flag("isDefault"),
    int("resourceID").required().refers("Resource"),
    int("roleID").required().refers("Role"),
];

const RESOURCE_ROLE: &[Field] = &[
    id(),
    flag("isActive").required(),
    int("queueID").picklist(),
    int("resourceID").required().refers("Resource"),
    int("roleID").required().refers("Role"),
];

const ROLE_QUEUE: &[Field] = &[
    id(),
    int("queueID").required().picklist(),
    int("resourceID").required().refers("Resource"),
];

const BILLING_CODE: &[Field] = &[
    id(),
    int("billingCodeType").read_only(),
    text("description", 500).read_only(),
    flag("isActive").read_only(),
    text("name", 200).read_only(),
    int("useType").read_only().picklist(),
];

const CATEGORY: &[Field] = &[
    id(),
    int("displayColorRGB").picklist(),
    flag("isActive"),
    flag("isApiOnly").read_only(),
    flag("isGlobalDefault").read_only(),
    text("name", 30).required(),
    text("nickname", 3),
];

const FIELD_DEFAULTS: &[Field] = &[
    id(),
    text("description", 8000).read_only(),
    decimal("estimatedHours").read_only(),
    int("issueTypeID").read_only(),
    int("organizationalLevelAssociationID").read_only(),
    int("priority").read_only(),
    text("purchaseOrderNumber", 50).read_only(),
    int("queueID").read_only(),
    text("resolution", 32000).read_only(),
    int("serviceLevelAgreementID").read_only(),
    int("sourceID").read_only(),
    int("status").read_only(),
    int("subIssueTypeID").read_only(),
    int("ticketCategoryID").read_only().refers("TicketCategory"),
    int("ticketTypeID").read_only(),
    text("title", 255).read_only(),
    int("workTypeID").read_only(),
];
