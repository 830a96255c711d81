//! What a window gets for what it asks, with a real desk that is not connected to anything.

use deskbell_desk::Fact;

use super::*;
use crate::scene::Scene;
use crate::view::{ConnectionView, ErrorCode, RequesterView};

/// A scene in which the bell was pressed and the form is open.
fn pressed() -> Scene {
    let scene = Scene::default();
    press(&scene);
    scene
}

fn press(scene: &Scene) {
    let bell = &scene.bell;
    let press = Press::start(bell.desk.press(), Arc::clone(&bell.machine));
    press.show(Pictures::of(Some(bell.machine.capture())));
    *lock(&bell.press) = Some(Arc::new(press));
}

fn written(scene: &Scene, message: &str, files: Vec<String>) -> DraftInput {
    let draft = lock(&scene.bell.press).as_ref().unwrap().draft();
    DraftInput {
        draft: draft.to_string(),
        message: message.to_owned(),
        selections: Vec::new(),
        requester: RequesterView {
            name: "Dana Reyes".to_owned(),
            email: "dana@contoso.example".to_owned(),
            phone: String::new(),
        },
        files,
    }
}

#[tokio::test]
async fn an_unconnected_form_opens_says_so_and_knows_the_person_from_the_machine() {
    let form = pressed().bell.form_open().await.unwrap();
    assert_eq!(form.connection, ConnectionView::NotConnected);
    assert_eq!(form.requester.email, "dana@contoso.example");
    assert_eq!(form.kept, None);
}

#[tokio::test]
async fn what_was_written_is_offered_at_the_next_press_with_its_files_and_without_pictures() {
    let scene = pressed();
    let file = scene.bell.add_bytes("log.txt", b"boot failed").await.unwrap();
    let first = written(&scene, "The printer jams", vec![file.id.clone()]);
    scene.bell.keep_draft(first.clone()).await.unwrap();

    press(&scene);
    let kept = scene.bell.form_open().await.unwrap().kept.unwrap();
    assert_eq!(
        (kept.draft.as_str(), kept.message.as_str()),
        (first.draft.as_str(), "The printer jams")
    );
    assert_eq!(kept.files, [file]);

    scene.bell.continue_kept(&kept.draft).unwrap();
    assert_eq!(scene.bell.form_open().await.unwrap().draft, kept.draft);
}

#[tokio::test]
async fn an_empty_form_is_not_offered_again() {
    let scene = pressed();
    scene
        .bell
        .keep_draft(written(&scene, "The printer jams", Vec::new()))
        .await
        .unwrap();
    scene
        .bell
        .keep_draft(written(&scene, "  \n", Vec::new()))
        .await
        .unwrap();
    press(&scene);
    assert_eq!(scene.bell.form_open().await.unwrap().kept, None);
}

#[tokio::test]
async fn starting_fresh_forgets_what_was_kept() {
    let scene = pressed();
    let first = written(&scene, "The printer jams", Vec::new());
    scene.bell.keep_draft(first.clone()).await.unwrap();
    press(&scene);
    scene.bell.discard_kept(&first.draft).await.unwrap();
    assert_eq!(scene.bell.form_open().await.unwrap().kept, None);
}

#[tokio::test]
async fn sending_while_not_connected_says_whom_to_call_and_takes_nothing() {
    let scene = pressed();
    let draft = written(&scene, "The printer jams", Vec::new());
    let pictures = scene
        .bell
        .pictures()
        .await
        .unwrap()
        .pictures
        .iter()
        .map(|picture| picture.id.clone())
        .collect();
    let error = scene
        .bell
        .send(SendInput {
            draft,
            pictures,
            facts_off: Vec::new(),
        })
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotConnected, "{error:?}");
    assert_eq!(scene.bell.tickets().await.unwrap(), []);
}

#[tokio::test]
async fn a_window_can_not_write_a_draft_it_was_not_given() {
    let scene = pressed();
    let other = DraftInput {
        draft: scene.bell.desk.press().to_string(),
        ..written(&scene, "hi", Vec::new())
    };
    assert_eq!(
        scene.bell.keep_draft(other).await.unwrap_err().code,
        ErrorCode::Internal
    );
}

#[tokio::test]
async fn chosen_files_are_all_added_or_the_one_that_can_not_be_is_named() {
    let scene = pressed();
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("crash.log");
    std::fs::write(&good, "trace").unwrap();
    *scene.shell.files.lock().unwrap() = vec![good.clone()];
    let added = scene.bell.add_files(12).await.unwrap();
    assert_eq!((added[0].name.as_str(), added[0].bytes), ("crash.log", 5));

    *scene.shell.files.lock().unwrap() = vec![good, folder.path().join("gone.log")];
    let error = scene.bell.add_files(12).await.unwrap_err();
    assert!(
        error.message.contains("“gone.log” could not be read"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn more_files_than_there_is_room_for_are_not_added() {
    let scene = pressed();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crash.log");
    std::fs::write(&file, "trace").unwrap();
    *scene.shell.files.lock().unwrap() = vec![file.clone(), file.clone()];
    let error = scene.bell.add_files(1).await.unwrap_err();
    assert_eq!(error.fields[0].field, "files");

    *scene.shell.files.lock().unwrap() = vec![file; 13];
    assert_eq!(scene.bell.add_files(99).await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_picture_retaken_meanwhile_is_looked_at_before_anything_goes() {
    let scene = pressed();
    let press = Arc::clone(lock(&scene.bell.press).as_ref().unwrap());
    let pictures = press.pictures().await;
    let seen: Vec<String> = pictures.view().pictures.into_iter().map(|picture| picture.id).collect();
    press.show(Pictures::of(Some(scene.bell.machine.capture())));
    let input = SendInput {
        draft: written(&scene, "The printer jams", Vec::new()),
        pictures: seen,
        facts_off: Vec::new(),
    };
    let error = scene.bell.send(input).await.unwrap_err();
    assert_eq!(
        (error.code, error.fields[0].field.as_str()),
        (ErrorCode::Invalid, "pictures")
    );
}

#[tokio::test]
async fn a_picture_that_can_not_be_encoded_is_named() {
    let scene = pressed();
    let press = Arc::clone(lock(&scene.bell.press).as_ref().unwrap());
    let pictures = press.pictures().await;
    let ids: Vec<String> = pictures.view().pictures.into_iter().map(|picture| picture.id).collect();
    pictures.lose_pixels();
    let (staged, left_out) = scene.bell.stage_pictures(&pictures, press.draft(), &ids).await.unwrap();
    assert_eq!((staged.len(), left_out), (0, vec!["Screen 1".to_owned()]));
}

#[tokio::test]
async fn a_pasted_file_keeps_its_name_but_no_folder() {
    let file = pressed()
        .bell
        .add_bytes("../../etc/Bildschirmfoto ä.png", &[1, 2, 3])
        .await
        .unwrap();
    assert_eq!((file.name.as_str(), file.bytes), ("Bildschirmfoto ä.png", 3));
}

#[tokio::test]
async fn the_language_a_person_chose_is_remembered_beside_who_they_are_until_they_want_the_systems() {
    let scene = pressed();
    assert_eq!(scene.bell.language(), None);
    scene.bell.speak(Some("de".to_owned()));
    scene.bell.remember(written(&scene, "", Vec::new()).requester);
    assert_eq!(scene.bell.language().as_deref(), Some("de"));
    scene.bell.speak(None);
    assert_eq!(scene.bell.language(), None);
    assert_eq!(scene.bell.form_open().await.unwrap().requester.name, "Dana Reyes");
}

#[test]
fn what_is_always_sent_can_not_be_switched_off() {
    let fact = |key: &str| Fact {
        key: key.to_owned(),
        values: vec!["x".to_owned()],
        missing: None,
    };
    let facts = Facts(vec![fact("hostname"), fact("model"), fact("serial")]);
    let left = without(&facts, &["hostname".to_owned(), "model".to_owned()]);
    let keys: Vec<&str> = left.0.iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(keys, ["hostname", "serial"]);
}

#[tokio::test]
async fn a_language_that_the_settings_fix_is_everybodys() {
    use crate::machine::fake::FakeMachine;
    use crate::shell::fake::FakeShell;
    let settings = deskbell_desk::Settings {
        language: Some("de".to_owned()),
        ..deskbell_desk::Settings::default()
    };
    let scene = Scene::new(settings, FakeMachine::default(), FakeShell::default());
    scene.bell.speak(Some("fr".to_owned()));
    assert_eq!(scene.bell.language().as_deref(), Some("de"));
}
