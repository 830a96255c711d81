//! From Send to the ticket in Autotask: real HTTP, a real SQLite file, a clock moved by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod world;

use deskbell_desk::alert::AlertId;
use deskbell_desk::{BlobKind, Connection, DeskError, DraftId, News, OnBehalfOf, State, kept_tenant, secret, settings};
use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};
use world::{PICTURE, World, fact, words};

#[tokio::test]
async fn a_request_becomes_a_ticket_with_its_note_and_picture() {
    let world = World::new().await;
    let running = world.running();
    let submission = world.request(&running.desk, "The printer is on fire.").await;
    let receipt = running.desk.submit(&world.owner, &submission).await.unwrap();
    let done = world.delivered(&running.desk, receipt.id).await;

    let ticket = world.ticket();
    assert_eq!(done.number.as_deref(), Some(ticket.number.as_str()));
    assert_eq!(ticket.title, "The printer is on fire.");
    assert_eq!(
        ticket.description,
        format!("The printer is on fire.\n\nReference {}", receipt.reference)
    );
    assert_eq!(ticket.company.as_deref(), Some("Contoso Ltd"));
    assert_eq!(ticket.contact.as_deref(), Some("Dana Reyes"));
    assert_eq!(ticket.status.as_deref(), Some("New"));
    assert_eq!(ticket.external_id, Some(receipt.id.to_string()));
    let [note] = ticket.notes.as_slice() else {
        panic!("{:?}", ticket.notes)
    };
    assert_eq!(note.publish, 2);
    let first = note.text.lines().next().unwrap();
    assert!(
        first.contains("dana@contoso.example") && first.starts_with("Identity matches"),
        "{first}"
    );
    assert!(note.text.contains("Computer name: FRONTDESK-3"));
    let [picture] = ticket.attachments.as_slice() else {
        panic!("{:?}", ticket.attachments)
    };
    assert_eq!((picture.name.as_str(), picture.publish), ("screen.png", 2));
    assert_eq!(world.simulator().attachment(picture.id).unwrap(), PICTURE);
}

/// A form of the admin's own, in two languages.
const OWN_FORM: &str = "
[[selection]]
id = \"printing\"
text = \"Printing\"
texts.de = \"Drucken\"
[[selection]]
id = \"room\"
kind = \"text\"
text = \"Which room?\"
texts.de = \"Welcher Raum?\"
shown_when = \"printing\"
required = true
[[selection]]
id = \"fabrikam\"
text = \"Only at Fabrikam\"
companies = [\"Fabrikam, Inc.\"]
";

#[tokio::test]
async fn the_admins_own_form_is_in_ticket_and_note_and_the_rules_see_it() {
    let world = World::new().await;
    world.settings("company = \"Contoso Ltd\"\n", OWN_FORM);
    let rules = "[[rule]]\nname = \"Upstairs\"\nwhen.selections = \"Which room? 2*\"\nset.queue = \"Field Services\"\n\
                 [[rule]]\nname = \"Others\"\nwhen.onBehalfOf = \"Jonas\"\nset.append = \"For {onBehalfOf}, contact {contactName}\"\n";
    world.write("rules.toml", rules);
    let running = world.running();
    let mut submission = words(running.desk.press(), "The printer is on fire.");
    submission.draft.selections = vec!["printing".to_owned(), "fabrikam".to_owned()];
    submission.draft.on_behalf_of = Some(OnBehalfOf {
        name: "Jonas".to_owned(),
        email: "jonas@contoso.example".to_owned(),
    });
    let refused = running.desk.submit(&world.owner, &submission).await.unwrap_err();
    let DeskError::Invalid { fields } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(fields[0].0, "selection.room");

    let answers = &mut submission.draft.answers;
    answers.insert("room".to_owned(), "204".to_owned());
    running.desk.keep_draft(&world.owner, &submission.draft).await.unwrap();
    let kept = running.desk.kept_draft(&world.owner).await.unwrap().unwrap();
    assert_eq!(kept.draft, submission.draft);
    let receipt = running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, receipt.id).await;

    let ticket = world.ticket();
    assert_eq!(ticket.contact.as_deref(), Some("Jonas Müller"));
    assert_eq!(ticket.queue.as_deref(), Some("Field Services"));
    let said = format!("• Printing\n• Which room? 204\n\nReference {}", receipt.reference);
    assert!(ticket.description.ends_with(&said), "{}", ticket.description);
    let note = world.note();
    for line in [
        "Identity matches: \"Dana Reyes\" \"dana@contoso.example\"",
        "For: \"Jonas\" \"jonas@contoso.example\", as typed.",
        "The ticket's contact is the person it is for.",
        "Said in the form\nPrinting\nWhich room? 204\n",
        "For Jonas, contact Jonas Müller",
    ] {
        assert!(note.contains(line), "{line}: {note}");
    }
    assert!(!note.contains("Fabrikam"), "what is not asked here is not sent: {note}");
}

#[tokio::test]
async fn the_number_is_told_before_the_attachments_are_sent() {
    let world = World::new().await;
    let running = world.running();
    let mut news = running.desk.events();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let mut told = Vec::new();
    while let Ok(event) = news.try_recv() {
        let News::Ticket(ticket) = event.news else { continue };
        told.push((ticket.number.is_some(), ticket.state == State::Delivered));
    }
    assert_eq!(told.first(), Some(&(false, false)));
    assert!(told.contains(&(true, false)), "{told:?}");
    assert_eq!(told.last(), Some(&(true, true)));
}

#[tokio::test]
async fn a_ticket_costs_few_calls() {
    let world = World::new().await;
    let running = world.running();
    // The last of each is the picture.
    for (most, message) in [(8 + 1, "cold"), (3 + 1, "warm")] {
        let before = world.simulator().requests().len();
        let submission = world.request(&running.desk, message).await;
        running.desk.submit(&world.owner, &submission).await.unwrap();
        world.delivered(&running.desk, submission.draft.id).await;
        let calls = world.paths_since(before);
        assert!(calls.len() <= most, "{message}: {calls:#?}");
    }
}

#[tokio::test]
async fn a_strangers_ticket_costs_no_more() {
    let world = World::new().await;
    let running = world.running();
    for (most, message) in [(8, "cold"), (3, "warm")] {
        let before = world.simulator().requests().len();
        let mut submission = world.request(&running.desk, message).await;
        submission.pictures.clear();
        "nobody@elsewhere.example".clone_into(&mut submission.draft.requester.email);
        running.desk.submit(&world.owner, &submission).await.unwrap();
        world.delivered(&running.desk, submission.draft.id).await;
        let calls = world.paths_since(before);
        assert!(calls.len() <= most, "{message}: {calls:#?}");
    }
}

#[tokio::test]
async fn an_idle_desk_asks_autotask_nothing() {
    let world = World::new().await;
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    world.clock.courier_sleeps().await;
    let before = world.simulator().requests().len();
    // Every list is long out of date, and the courier has woken to tidy up: the ticket is forgotten.
    world.clock.advance(SignedDuration::from_hours(24 * 400));
    world.gone(&running.desk, submission.draft.id).await;
    world.clock.courier_sleeps().await;
    running.desk.snapshot(&world.owner).await.unwrap();
    assert_eq!(world.paths_since(before), [""; 0]);
}

#[tokio::test]
async fn the_ticket_is_linked_to_this_pc() {
    let world = World::new().await;
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let requests = world.simulator().requests();
    let created = requests
        .iter()
        .find(|request| request.path.ends_with("/Tickets"))
        .unwrap();
    assert!(
        created.body.contains(r#""configurationItemID":501"#),
        "{}",
        created.body
    );
}

#[tokio::test]
async fn a_pc_with_a_new_name_is_known_by_its_serial_number() {
    let world = World::new().await;
    let running = world.running();
    let mut submission = words(running.desk.press(), "printer");
    submission.facts.0.retain(|fact| fact.key != "hostname");
    submission.facts.0.push(fact("hostname", &["RENAMED-1"]));
    submission.facts.0.push(fact("serial", &["SN-PRACTICE-0007"]));
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let requests = world.simulator().requests();
    let created = requests.iter().find(|request| request.path.ends_with("/Tickets"));
    let created = &created.unwrap().body;
    assert!(created.contains(r#""configurationItemID":502"#), "{created}");
}

#[tokio::test]
async fn a_name_that_autotask_cannot_show_is_attached_and_one_in_latin_letters_is_written_plainly() {
    let world = World::new().await;
    let running = world.running();
    let mut submission = words(running.desk.press(), "Hello");
    "Łukasz Kőszegi".clone_into(&mut submission.draft.requester.name);
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let ticket = world.ticket();
    assert!(
        ticket.notes[0].text.contains("Lukasz Koszegi"),
        "{}",
        ticket.notes[0].text
    );
    assert!(ticket.attachments.is_empty());

    let world = World::new().await;
    let running = world.running();
    let mut submission = words(running.desk.press(), "Hello");
    "山田 花子".clone_into(&mut submission.draft.requester.name);
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let ticket = world.ticket();
    let [file] = ticket.attachments.as_slice() else {
        panic!("{:?}", ticket.attachments)
    };
    let text = String::from_utf8(world.simulator().attachment(file.id).unwrap().to_vec()).unwrap();
    assert!(text.lines().next().unwrap().contains("山田 花子"), "{text}");
    assert_eq!(file.publish, 2);
}

#[tokio::test]
async fn somebody_unknown_goes_to_the_unregistered_user() {
    let world = World::new().await;
    let running = world.running();
    let mut submission = words(running.desk.press(), "Hello");
    "nobody@elsewhere.example".clone_into(&mut submission.draft.requester.email);
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    assert_eq!(world.ticket().contact.as_deref(), Some("Unregistered User"));
    let note = world.note();
    let first = note.lines().next().unwrap();
    assert!(first.contains("does not match"), "{first}");
    assert!(first.contains("This PC's company: Contoso Ltd"), "{first}");
}

#[tokio::test]
async fn while_autotask_is_down_it_waits_and_then_it_arrives_once() {
    let world = World::new().await;
    world.simulator().down();
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    for _ in 0..3 {
        world.wait_out(&running.desk, submission.draft.id).await;
    }
    // Its last try has failed: else it may still be under way when the service is back.
    world.waiting(&running.desk, submission.draft.id).await;
    world.simulator().up();
    world.wait_out(&running.desk, submission.draft.id).await;
    world.delivered(&running.desk, submission.draft.id).await;
    assert_eq!(world.ticket().attachments.len(), 1);
}

#[tokio::test]
async fn a_new_request_during_an_outage_is_tried_at_once_and_one_that_gets_through_frees_the_others() {
    let world = World::new().await;
    world.simulator().down();
    let running = world.running();
    let first = words(running.desk.press(), "first");
    running.desk.submit(&world.owner, &first).await.unwrap();
    for _ in 0..4 {
        world.wait_out(&running.desk, first.draft.id).await;
    }
    world.waiting(&running.desk, first.draft.id).await;
    world.simulator().up();
    let second = words(running.desk.press(), "second");
    running.desk.submit(&world.owner, &second).await.unwrap();
    world.delivered(&running.desk, second.draft.id).await;
    world.delivered(&running.desk, first.draft.id).await;
}

#[tokio::test]
async fn a_pc_that_has_slept_tries_at_once() {
    let world = World::new().await;
    world.simulator().down();
    let running = world.running();
    let submission = words(running.desk.press(), "printer");
    let id = submission.draft.id;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    let slept = SignedDuration::from_mins(3);
    for _ in 0..60 {
        if world.waiting(&running.desk, id).await > world.now() + slept {
            break;
        }
        world.wait_out(&running.desk, id).await;
    }
    let next_try = world.waiting(&running.desk, id).await;
    assert!(next_try > world.now() + slept);
    world.clock.courier_sleeps().await;
    world.simulator().up();
    world.clock.advance(slept);
    world.delivered(&running.desk, id).await;
    assert!(world.now() < next_try);
}

#[tokio::test]
async fn a_program_that_ends_in_the_middle_goes_on_where_it_was() {
    let world = World::new().await;
    world.fault(r#"{"path": "/Tickets/*/Attachments", "times": 50, "fault": "down"}"#);
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    let waiting = world
        .until(&running.desk, submission.draft.id, |ticket| {
            matches!(ticket.state, State::Waiting { .. })
        })
        .await;
    assert!(waiting.number.is_some());
    running.end().await;

    world.simulator().clear_faults();
    world.clock.advance(SignedDuration::from_mins(20));
    let again = world.running();
    world.clock.courier_sleeps().await;
    // The people of a terminal server log on together.
    world.clock.advance(SignedDuration::from_secs(20));
    world.delivered(&again.desk, submission.draft.id).await;
    let ticket = world.ticket();
    assert_eq!((ticket.notes.len(), ticket.attachments.len()), (1, 1));
}

#[tokio::test]
async fn what_got_through_unheard_is_found_and_not_sent_twice() {
    for path in ["/Tickets", "/Tickets/*/Notes", "/Tickets/*/Attachments"] {
        for fault in ["commit_then_reset", "commit_then_500", "garbage"] {
            let world = World::new().await;
            world.fault(&format!(
                r#"{{"path": "{path}", "method": "POST", "fault": "{fault}"}}"#
            ));
            let running = world.running();
            let submission = world.request(&running.desk, "printer").await;
            running.desk.submit(&world.owner, &submission).await.unwrap();
            world.wait_out(&running.desk, submission.draft.id).await;
            world.delivered(&running.desk, submission.draft.id).await;
            let ticket = world.ticket();
            assert_eq!((ticket.notes.len(), ticket.attachments.len()), (1, 1), "{path} {fault}");
            assert_eq!(world.posts().len(), 3, "{path} {fault}: {:?}", world.posts());
        }
    }
}

#[tokio::test]
async fn what_did_not_get_through_is_sent_again_only_when_that_is_certain() {
    let world = World::new().await;
    let running = world.running();
    let before = words(running.desk.press(), "by which the key is known to see what it makes");
    running.desk.submit(&world.owner, &before).await.unwrap();
    world.delivered(&running.desk, before.draft.id).await;
    world.fault(r#"{"path": "/Tickets", "method": "POST", "fault": "reset_before_commit"}"#);
    let submission = world.request(&running.desk, "printer").await;
    let start = world.now();
    running.desk.submit(&world.owner, &submission).await.unwrap();
    let mut looks = 0;
    while world.posts().len() < 4 {
        assert!(looks < 60, "it never sends again");
        let ticket = world
            .until(&running.desk, submission.draft.id, |ticket| match &ticket.state {
                State::Waiting { next_try, .. } => *next_try > world.now(),
                State::Delivered => true,
                State::Sending | State::Parked { .. } => false,
            })
            .await;
        if ticket.state != State::Delivered {
            world.wait_out(&running.desk, submission.draft.id).await;
        }
        looks += 1;
    }
    world.delivered(&running.desk, submission.draft.id).await;
    assert!(world.now().duration_since(start) >= SignedDuration::from_mins(6));
    let tickets = world.simulator().tickets();
    assert_eq!((tickets.len(), tickets[1].notes.len()), (2, 1));
}

#[tokio::test]
async fn the_same_id_twice_is_one_ticket_and_the_same_receipt() {
    let world = World::new().await;
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    let (first, second) = tokio::join!(
        running.desk.submit(&world.owner, &submission),
        running.desk.submit(&world.owner, &submission)
    );
    assert_eq!(first.unwrap(), second.unwrap());
    world.delivered(&running.desk, submission.draft.id).await;
    running.end().await;
    let again = world.running();
    again.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&again.desk, submission.draft.id).await;
    world.ticket();
}

#[tokio::test]
async fn a_rule_moves_the_queue_and_the_note_says_which() {
    let world = World::new().await;
    world.write(
        "rules.toml",
        "[default]\nqueue = \"Service Desk\"\n\n[[rule]]\nname = \"Printing\"\nwhen.msg = { word = \"printer\" }\n\
         set.queue = \"Field Services\"\nset.priority = \"Marmoset\"\nset.append = \"See the wiki.\"\n",
    );
    let running = world.running();
    let submission = words(running.desk.press(), "The printer jams");
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    assert_eq!(world.ticket().queue.as_deref(), Some("Field Services"));
    let note = world.note();
    assert!(
        note.contains("queue = Field Services  <- \"Printing\" (rules.toml:7)"),
        "{note}"
    );
    assert!(note.contains("See the wiki."), "{note}");
    let errors = note.split("[Submission errors]\n").nth(1).unwrap();
    assert!(
        errors.starts_with("Priority \"Marmoset\" not found (rules.toml:8, rule \"Printing\"). Used "),
        "{note}"
    );
    let trace = running
        .desk
        .trace(&world.owner, submission.draft.id)
        .await
        .unwrap()
        .unwrap();
    assert!(trace.steps.iter().any(|step| step.matched));
}

#[tokio::test]
async fn user_defined_fields_are_sent_by_the_tenants_names_and_one_that_is_not_there_stops_nothing() {
    let world = World::new().await;
    world.write(
        "rules.toml",
        "[[rule]]\nname = \"Tag\"\nwhen.msg = \"*printer*\"\nset.udf.\"asset TAG\" = \"{hostname}\"\n\
         set.udf.Building = \"South\"\nset.udf.\"Floor\" = \"2\"\n",
    );
    let kept = || kept_tenant(&world.paths(), &settings::load(&world.paths()).settings);
    let running = world.running();
    for message in ["something else", "a printer", "another printer"] {
        let submission = words(running.desk.press(), message);
        running.desk.submit(&world.owner, &submission).await.unwrap();
        world.delivered(&running.desk, submission.draft.id).await;
        let names = kept().unwrap().user_defined;
        assert_eq!(names.is_some(), message.contains("printer"), "{names:?}");
    }
    let requests = world.simulator().requests();
    let asked = requests
        .iter()
        .filter(|request| request.path.ends_with("/userDefinedFields"));
    assert_eq!(
        asked.count(),
        1,
        "it is remembered, and not asked when no rule sets one"
    );
    let created: Vec<&str> = requests
        .iter()
        .filter(|request| request.path.ends_with("/Tickets"))
        .map(|request| request.body.as_str())
        .collect();
    let sent = r#""userDefinedFields":[{"name":"Asset tag","value":"FRONTDESK-3"},{"name":"Building","value":"2"}]"#;
    assert!(!created[0].contains("userDefinedFields"), "{}", created[0]);
    assert!(created[1].contains(sent) && created[2].contains(sent), "{created:?}");
    let tickets = world.simulator().tickets();
    let note = &tickets[0].notes[0].text;
    let errors = note.split("[Submission errors]\n").nth(1).unwrap();
    assert!(
        errors.starts_with("User-defined field \"Floor\" not found (rules.toml:6, rule \"Tag\"). Left empty."),
        "{note}"
    );
    assert_eq!(kept().unwrap().user_defined.unwrap(), ["Asset tag", "Building"]);
}

#[tokio::test]
async fn broken_files_never_stop_a_ticket_and_the_note_says_so() {
    let world = World::new().await;
    let running = world.running();
    running
        .desk
        .submit(&world.owner, &words(running.desk.press(), "one"))
        .await
        .unwrap();
    world.write("rules.toml", "[[rule]]\nname = \n");
    world.settings("compnay = \"Contoso Ltd\"\n", "");
    let submission = words(running.desk.press(), "printer");
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let tickets = world.simulator().tickets();
    let note = &tickets[0].notes[0].text;
    assert!(note.contains("Rules: rules.toml:2:"), "{note}");
    assert!(note.contains("deskbell.toml:1:1: there is no key `compnay`"), "{note}");
    assert!(note.contains("its last good copy was used"), "{note}");
    assert_eq!(running.desk.remarks().len(), 2);
}

#[tokio::test]
async fn a_rule_that_rejects_leaves_nothing_behind_and_one_that_decides_too_late_only_says_so() {
    let world = World::new().await;
    world.write(
        "rules.toml",
        "[[rule]]\nname = \"Portal\"\nwhen.msg = { word = \"password\" }\nreject = \"Please use the portal.\"\n\n\
         [[rule]]\nname = \"On hold\"\nwhen.businessName = \"Contoso Ltd\"\nreject = \"Please call accounts.\"\n",
    );
    let running = world.running();
    let refused = running
        .desk
        .submit(&world.owner, &words(running.desk.press(), "My password"))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Rejected { text, rule }) if text == "Please use the portal." && rule == "Portal")
    );
    assert!(running.desk.snapshot(&world.owner).await.unwrap().tickets.is_empty());
    let late = words(running.desk.press(), "printer");
    running.desk.submit(&world.owner, &late).await.unwrap();
    world.delivered(&running.desk, late.draft.id).await;
    assert!(world.note().contains("Would have been rejected by \"On hold\""));
}

#[tokio::test]
async fn long_and_strange_messages_arrive_whole() {
    let world = World::new().await;
    let running = world.running();
    let long = "many words ".repeat(2000);
    let submission = words(
        running.desk.press(),
        &format!("{long}<script>alert(1)</script> \u{1f642}\0end"),
    );
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    let ticket = world.ticket();
    assert!(ticket.title.len() <= 60 && ticket.title.starts_with("many words"));
    assert!(ticket.description.len() <= 8000);
    assert!(ticket.description.contains("Message, part 2 of 2"), "the pointer");
    let rest: Vec<_> = ticket.notes.iter().filter(|note| note.publish == 1).collect();
    assert_eq!(rest.len(), 1);
    assert!(
        rest[0].text.contains("<script>alert(1)</script>"),
        "markup stays literal"
    );
    let whole = ticket
        .attachments
        .iter()
        .find(|file| file.name == "message.txt")
        .unwrap();
    let whole = world.simulator().attachment(whole.id).unwrap();
    let whole = std::str::from_utf8(&whole).unwrap();
    assert!(whole.contains(long.trim()) && whole.contains("\u{1f642}end"));
    assert!(world.note().contains("message.txt"));
}

#[tokio::test]
async fn a_picture_without_words_makes_a_ticket() {
    let world = World::new().await;
    let running = world.running();
    let submission = world.request(&running.desk, " \n\u{200b} ").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    let done = world.delivered(&running.desk, submission.draft.id).await;
    assert_eq!(done.subject, "Help request from Dana Reyes on FRONTDESK-3");
    assert_eq!(world.ticket().title, done.subject);
    assert_eq!(world.ticket().attachments.len(), 1);
}

#[tokio::test]
async fn files_that_can_not_go_along_are_said_in_time() {
    let world = World::new().await;
    let running = world.running();
    let mut submission = words(running.desk.press(), "files");
    let id = submission.draft.id;
    for (name, bytes) in [
        ("empty.txt", &b""[..]),
        ("C:\\tmp\\log.txt", b"one line"),
        ("setup.exe", b"MZ"),
    ] {
        let staged = world.stage(&running.desk, id, BlobKind::File, name, bytes).await;
        submission.draft.files.push(staged.id);
    }
    let large = vec![vec![0; 1_000_000]; 7].into_iter();
    let refused = running
        .desk
        .stage(&world.owner, id, BlobKind::File, "dump.bin", large)
        .await;
    assert!(matches!(refused, Err(DeskError::TooLarge { name, limit: 6_000_000 }) if name == "dump.bin"));
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, id).await;

    let ticket = world.ticket();
    let names: Vec<_> = ticket.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["log.txt"]);
    assert!(world.note().contains("empty.txt was added and is empty"));
    let told = ticket.notes.iter().find(|note| note.title == "Attachments").unwrap();
    assert!(told.publish == 2 && told.text.contains("setup.exe: "), "{}", told.text);
}

#[tokio::test]
async fn customers_see_attachments_only_where_the_settings_say_so() {
    let world = World::new().await;
    world.settings("customers_see_attachments = true\n", "");
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    assert_eq!(world.ticket().attachments[0].publish, 1);
}

#[tokio::test]
async fn a_refused_key_keeps_the_ticket_until_another_one_is_stored() {
    let world = World::new().await;
    secret::store(&world.paths(), &SecretString::from("a-wrong-one")).unwrap();
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    running.desk.submit(&world.owner, &submission).await.unwrap();
    world
        .until(&running.desk, submission.draft.id, |ticket| {
            matches!(ticket.state, State::Parked { .. })
        })
        .await;
    secret::store(&world.paths(), &world.server.credentials().secret).unwrap();
    world.delivered(&running.desk, submission.draft.id).await;
    assert_eq!(world.ticket().attachments.len(), 1);
}

/// A tenant that refuses the key twice, and a ticket for each time.
async fn refused_twice(world: &World, running: &world::Running) -> [DraftId; 2] {
    world.fault(r#"{"path": "/*/query", "times": 2, "fault": "401"}"#);
    let parked = [running.desk.press(), running.desk.press()];
    for id in parked {
        let submission = words(id, "printer");
        running.desk.submit(&world.owner, &submission).await.unwrap();
        world
            .until(&running.desk, id, |ticket| matches!(ticket.state, State::Parked { .. }))
            .await;
    }
    parked
}

#[tokio::test]
async fn a_key_that_was_put_right_in_autotask_alone_is_found_out_by_itself() {
    let world = World::new().await;
    let running = world.running();
    let parked = refused_twice(&world, &running).await;
    let before = world.simulator().requests().len();
    world.clock.advance(SignedDuration::from_hours(5));
    let third = words(running.desk.press(), "asks for a look at the outbox");
    running.desk.submit(&world.owner, &third).await.unwrap();
    world
        .until(&running.desk, third.draft.id, |ticket| {
            matches!(ticket.state, State::Parked { .. })
        })
        .await;
    assert_eq!(world.paths_since(before), [""; 0], "not for some hours");
    world.clock.advance(SignedDuration::from_hours(5));
    for id in parked.into_iter().chain([third.draft.id]) {
        world.delivered(&running.desk, id).await;
    }
}

#[tokio::test]
async fn a_refused_key_is_tried_at_once_when_somebody_asks() {
    let world = World::new().await;
    let running = world.running();
    let parked = refused_twice(&world, &running).await;
    running.end().await;
    let raised: Vec<AlertId> = world.alerts.take().into_iter().map(|notice| notice.id).collect();
    assert_eq!(raised, [AlertId::Credentials]);
    let admins = world.desk();
    admins.deliver_now().await.unwrap();
    for id in parked {
        world.delivered(&admins, id).await;
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_taken_and_the_reason_is_told() {
    let world = World::new().await;
    std::fs::remove_file(world.paths().machine.join("secret")).unwrap();
    let running = world.running();
    let refused = running
        .desk
        .submit(&world.owner, &words(running.desk.press(), "printer"))
        .await;
    assert!(matches!(&refused, Err(DeskError::NotConnected { reason }) if reason.contains("deskbell-admin connect")));
    let connection = running.desk.snapshot(&world.owner).await.unwrap().connection;
    assert!(matches!(connection, Connection::NotConnected { .. }));
    secret::store(&world.paths(), &world.server.credentials().secret).unwrap();
    assert_eq!(
        running.desk.snapshot(&world.owner).await.unwrap().connection,
        Connection::Practice
    );
}

#[tokio::test]
async fn what_another_program_adds_is_heard_and_delivered() {
    let world = World::new().await;
    let tray = world.running();
    let first = words(tray.desk.press(), "to be sure that the tray listens");
    tray.desk.submit(&world.owner, &first).await.unwrap();
    world.delivered(&tray.desk, first.draft.id).await;

    let script = world.desk();
    let second = words(script.press(), "from a script");
    script.submit(&world.owner, &second).await.unwrap();
    world.delivered(&tray.desk, second.draft.id).await;
    let seen = script
        .wait(&world.owner, second.draft.id, world.now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen.state, State::Delivered);
    assert_eq!(world.simulator().tickets().len(), 2);
}

#[tokio::test]
async fn another_account_sees_nothing_of_it() {
    let world = World::new().await;
    let running = world.running();
    let submission = words(running.desk.press(), "printer");
    running.desk.submit(&world.owner, &submission).await.unwrap();
    let other = deskbell_desk::Owner("1001".to_owned());
    assert!(running.desk.snapshot(&other).await.unwrap().tickets.is_empty());
    assert_eq!(
        running
            .desk
            .wait(&other, submission.draft.id, world.now())
            .await
            .unwrap(),
        None
    );
    assert!(running.desk.submit(&other, &submission).await.is_err());
    assert!(
        running
            .desk
            .steps(&other, submission.draft.id)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_secret_is_in_no_file_but_its_own_and_in_no_debug_output() {
    let world = World::new().await;
    let running = world.running();
    let submission = world.request(&running.desk, "printer").await;
    let receipt = running.desk.submit(&world.owner, &submission).await.unwrap();
    let ticket = world.delivered(&running.desk, receipt.id).await;
    let secret = world.server.credentials().secret;
    let secret = secret.expose_secret();
    let snapshot = running.desk.snapshot(&world.owner).await.unwrap();
    let loaded = settings::load(&world.paths());
    let said = format!(
        "{:?} {receipt:?} {ticket:?} {snapshot:?} {loaded:?} {submission:?}",
        running.desk
    );
    assert!(!said.contains(secret));
    running.end().await;
    let mut looked_at = 0;
    let mut folders = vec![world.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // SQLite takes its side files away when the last one closes.
            let bytes = match std::fs::read(&path) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                read => read.unwrap(),
            };
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{}", path.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 2);
}
