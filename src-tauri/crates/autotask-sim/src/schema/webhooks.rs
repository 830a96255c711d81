//! Webhooks as far as they are set up (facts 3.13). Nothing is ever called: the simulator opens no connections.

use super::Verb::{Create, Delete, Query, Update};
use super::{Entity, Field, flag, id, int, text};

pub(super) static ENTITIES: [Entity; 6] = [
    Entity::new(
        "TicketWebhooks",
        "TicketWebhook",
        &[Query, Create, Update, Delete],
        WEBHOOK,
    ),
    Entity::new(
        "TicketWebhookFields",
        "TicketWebhookField",
        &[Query, Create, Update, Delete],
        FIELD,
    )
    .child_only(),
    Entity::new(
        "TicketWebhookUdfFields",
        "TicketWebhookUdfField",
        &[Query, Create, Update, Delete],
        UDF_FIELD,
    )
    .child_only(),
    Entity::new(
        "TicketWebhookExcludedResources",
        "TicketWebhookExcludedResource",
        &[Query, Create, Delete],
        EXCLUDED_RESOURCE,
    )
    .child_only(),
    Entity::new(
        "TicketNoteWebhooks",
        "TicketNoteWebhook",
        &[Query, Create, Update, Delete],
        WEBHOOK,
    ),
    Entity::new(
        "TicketNoteWebhookFields",
        "TicketNoteWebhookField",
        &[Query, Create, Update, Delete],
        FIELD,
    )
    .child_only(),
];

const WEBHOOK: &[Field] = &[
    id(),
    text("deactivationUrl", 500).required(),
    flag("isActive").required(),
    flag("isReady").read_only(),
    flag("isSubscribedToCreateEvents"),
    flag("isSubscribedToDeleteEvents"),
    flag("isSubscribedToUpdateEvents"),
    text("name", 50).required(),
    text("notificationEmailAddress", 150),
    int("ownerResourceID").refers("Resource"),
    text("secretKey", 64).required(),
    flag("sendThresholdExceededNotification").required(),
    text("webhookGUID", 100).read_only(),
    text("webhookUrl", 500).required(),
];

const FIELD: &[Field] = &[
    id(),
    int("fieldID").required().picklist(),
    flag("isDisplayAlwaysField"),
    flag("isSubscribedField"),
    int("webhookID").required(),
];

const UDF_FIELD: &[Field] = &[
    id(),
    flag("isDisplayAlwaysField"),
    flag("isSubscribedField"),
    int("udfFieldID").required().picklist(),
    int("webhookID").required(),
];

const EXCLUDED_RESOURCE: &[Field] = &[
    id(),
    int("resourceID").required().refers("Resource"),
    int("webhookID").required(),
];
