//! Tickets and what hangs on them (facts 3.1 to 3.3, and 3.12).

use super::Verb::{Create, Delete, Query, Update};
use super::{Entity, Field, decimal, flag, id, int, long, text, time};

pub(super) static ENTITIES: [Entity; 10] = [
    Entity::new("Tickets", "Ticket", &[Query, Create, Update], TICKET)
        .with_udfs()
        .with_webhooks(),
    Entity::new("TicketNotes", "TicketNote", &[Query, Create, Update], NOTE)
        .child_only()
        .with_webhooks(),
    Entity::new(
        "TicketAttachments",
        "TicketAttachment",
        &[Query, Create, Delete],
        ATTACHMENT,
    )
    .child_only(),
    Entity::new("AttachmentInfo", "AttachmentInfo", &[Query], ATTACHMENT)
        .child_only()
        .rows_of("TicketAttachments"),
    Entity::new(
        "TicketNoteAttachments",
        "TicketNoteAttachment",
        &[Query, Create, Delete],
        NOTE_ATTACHMENT,
    )
    .child_only()
    .rows_of("TicketAttachments")
    .having("ticketNoteID"),
    Entity::new(
        "TicketAdditionalContacts",
        "TicketAdditionalContact",
        &[Query, Create, Delete],
        &[
            id(),
            int("contactID").required().refers("Contact"),
            int("ticketID").required().refers("Ticket"),
        ],
    )
    .child_only(),
    Entity::new(
        "TicketAdditionalConfigurationItems",
        "TicketAdditionalConfigurationItem",
        &[Query, Create, Delete],
        &[
            id(),
            int("configurationItemID").required().refers("ConfigurationItem"),
            int("ticketID").required().refers("Ticket"),
        ],
    )
    .child_only(),
    Entity::new("TicketHistory", "TicketHistory", &[Query], HISTORY).asked_by("ticketID"),
    Entity::new("NotificationHistory", "NotificationHistory", &[Query], NOTIFICATION),
    Entity::new("DeletedTicketLogs", "DeletedTicketLog", &[Query], DELETED_TICKET),
];

const TICKET: &[Field] = &[
    id(),
    int("apiVendorID").read_only(),
    int("assignedResourceID").refers("Resource"),
    int("assignedResourceRoleID").refers("Role"),
    int("billingCodeID").refers("BillingCode"),
    int("changeApprovalBoard").picklist(),
    int("changeApprovalStatus").picklist(),
    int("changeApprovalType").picklist(),
    text("changeInfoField1", 8000),
    text("changeInfoField2", 8000),
    text("changeInfoField3", 8000),
    text("changeInfoField4", 8000),
    text("changeInfoField5", 8000),
    int("companyID").required().refers("Company"),
    int("companyLocationID").refers("CompanyLocation"),
    int("completedByResourceID").read_only().refers("Resource"),
    time("completedDate").read_only(),
    int("configurationItemID").refers("ConfigurationItem"),
    int("contactID").refers("Contact"),
    int("contractID").refers("Contract"),
    long("contractServiceBundleID").refers("ContractServiceBundle"),
    long("contractServiceID").refers("ContractService"),
    time("createDate").read_only(),
    int("createdByContactID").read_only().refers("Contact"),
    int("creatorResourceID").read_only().refers("Resource"),
    int("creatorType").read_only().picklist().unqueryable(),
    int("currentServiceThermometerRating").picklist(),
    text("description", 8000),
    time("dueDateTime"),
    decimal("estimatedHours"),
    text("externalID", 50),
    int("firstResponseAssignedResourceID").read_only().refers("Resource"),
    time("firstResponseDateTime").read_only(),
    time("firstResponseDueDateTime").read_only(),
    int("firstResponseInitiatingResourceID").read_only().refers("Resource"),
    decimal("hoursToBeScheduled").read_only(),
    int("impersonatorCreatorResourceID").read_only().refers("Resource"),
    flag("isAssignedToComanaged").read_only(),
    flag("isVisibleToComanaged"),
    int("issueType").picklist(),
    time("lastActivityDate").read_only(),
    int("lastActivityPersonType").read_only().picklist().unqueryable(),
    int("lastActivityResourceID").read_only().refers("Resource"),
    time("lastCustomerNotificationDateTime").read_only(),
    time("lastCustomerVisibleActivityDateTime").read_only(),
    time("lastTrackedModificationDateTime").read_only(),
    int("monitorID"),
    int("monitorTypeID").picklist(),
    int("opportunityID").refers("Opportunity"),
    int("organizationalLevelAssociationID").refers("OrganizationalLevelAssociation"),
    int("previousServiceThermometerRating").read_only().picklist(),
    int("priority").required().picklist(),
    int("problemTicketId").refers("Ticket"),
    int("projectID").refers("Project"),
    text("purchaseOrderNumber", 50),
    int("queueID").picklist(),
    text("resolution", 32000),
    time("resolutionPlanDateTime").read_only(),
    time("resolutionPlanDueDateTime").read_only(),
    time("resolvedDateTime").read_only(),
    time("resolvedDueDateTime").read_only(),
    int("rmaStatus").picklist(),
    int("rmaType").picklist(),
    text("rmmAlertID", 50),
    flag("serviceLevelAgreementHasBeenMet").read_only(),
    int("serviceLevelAgreementID").picklist(),
    decimal("serviceLevelAgreementPausedNextEventHours").read_only(),
    int("serviceThermometerTemperature").picklist(),
    int("source").picklist(),
    int("status").required().picklist(),
    int("subIssueType").picklist().under("issueType"),
    int("ticketCategory").picklist(),
    text("ticketNumber", 50).read_only(),
    int("ticketType").picklist(),
    text("title", 255).required(),
];

const NOTE: &[Field] = &[
    id(),
    time("createDateTime").read_only(),
    int("createdByContactID").read_only().refers("Contact"),
    int("creatorResourceID").read_only().refers("Resource"),
    text("description", 32000).required(),
    int("impersonatorCreatorResourceID").read_only().refers("Resource"),
    int("impersonatorUpdaterResourceID").read_only().refers("Resource"),
    time("lastActivityDate").read_only(),
    int("noteType").required().picklist(),
    int("publish").required().picklist(),
    int("ticketID").refers("Ticket"),
    text("title", 250),
];

const ATTACHMENT: &[Field] = &[
    id(),
    time("attachDate").read_only(),
    int("attachedByContactID").refers("Contact"),
    int("attachedByResourceID").read_only().refers("Resource"),
    text("attachmentType", 30).required().read_only().picklist(),
    text("contentType", 100),
    int("creatorType").read_only().picklist().unqueryable(),
    text("data", 0).unqueryable(),
    long("fileSize").read_only().unqueryable(),
    text("fullPath", 255).required().read_only(),
    int("impersonatorCreatorResourceID").read_only().refers("Resource"),
    flag("isTaskAttachment").read_only(),
    int("opportunityID").read_only().refers("Opportunity"),
    long("parentAttachmentID").read_only(),
    long("parentID").read_only(),
    int("parentType").read_only().picklist(),
    int("publish").required().read_only().picklist(),
    int("ticketID").read_only().refers("Ticket"),
    int("ticketNoteID").read_only().refers("TicketNote"),
    int("timeEntryID").read_only().refers("TimeEntry"),
    text("title", 255).required().read_only(),
];

/// As [`ATTACHMENT`], without what only other parents have.
const NOTE_ATTACHMENT: &[Field] = &[
    id(),
    time("attachDate").read_only(),
    int("attachedByContactID").refers("Contact"),
    int("attachedByResourceID").read_only().refers("Resource"),
    text("attachmentType", 30).required().read_only().picklist(),
    text("contentType", 100),
    int("creatorType").read_only().picklist().unqueryable(),
    text("data", 0).unqueryable(),
    long("fileSize").read_only().unqueryable(),
    text("fullPath", 255).required().read_only(),
    int("impersonatorCreatorResourceID").read_only().refers("Resource"),
    int("opportunityID").read_only().refers("Opportunity"),
    long("parentID").read_only(),
    int("parentType").read_only().picklist(),
    int("publish").required().read_only().picklist(),
    int("ticketID").read_only().refers("Ticket"),
    int("ticketNoteID").read_only().refers("TicketNote"),
    text("title", 255).required().read_only(),
];

const HISTORY: &[Field] = &[
    id(),
    text("action", 255).read_only(),
    time("date").read_only(),
    text("detail", 8000).read_only(),
    int("resourceID").read_only().refers("Resource"),
    int("ticketID").read_only().refers("Ticket"),
];

const NOTIFICATION: &[Field] = &[
    id(),
    int("companyID").read_only().refers("Company"),
    text("entityNumber", 50).read_only(),
    text("entityTitle", 255).read_only(),
    int("initiatingContactID").read_only().refers("Contact"),
    int("initiatingResourceID").read_only().refers("Resource"),
    flag("isActive").read_only(),
    int("notificationHistoryTypeID").read_only().picklist(),
    time("notificationSentTime").read_only(),
    text("recipientDisplayName", 200).read_only(),
    text("recipientEmailAddress", 2000).read_only(),
    text("templateName", 100).read_only(),
    int("ticketID").read_only().refers("Ticket"),
];

const DELETED_TICKET: &[Field] = &[
    id(),
    int("deletedByResourceID").read_only().refers("Resource"),
    time("deletedDateTime").read_only(),
    int("ticketID").read_only(),
    text("ticketNumber", 50).read_only(),
    text("ticketTitle", 255).read_only(),
];
