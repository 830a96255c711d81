//! What a window gets for what it asks, with a real desk that is not connected to anything.

use std::collections::BTreeMap;

use deskbell_desk::Fact;
use deskbell_desk::settings::Screenshots;
use deskbell_device::Capture;

use super::*;
use crate::machine::fake::FakeMachine;
use crate::pictures::Pictures;
use crate::scene::Scene;
use crate::shell::Window;
use crate::shell::fake::{Done, FakeShell};
use crate::view::{
    ConnectionView, EditInput, ErrorCode, FieldCode, PictureInput, PictureView, PicturesView, RequesterView, ToolInput,
};

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

fn shown(picture: &PictureView) -> PictureInput {
    PictureInput {
        id: picture.id.clone(),
        version: picture.version,
    }
}

fn written(scene: &Scene, message: &str, files: Vec<String>) -> DraftInput {
    let draft = lock(&scene.bell.press).as_ref().unwrap().draft();
    DraftInput {
        draft: draft.to_string(),
        message: message.to_owned(),
        selections: Vec::new(),
        answers: BTreeMap::new(),
        on_behalf_of: None,
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
        .map(shown)
        .collect();
    let error = scene
        .bell
        .send(
            SendInput {
                draft,
                pictures,
                facts_off: Vec::new(),
            },
            false,
        )
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
    assert_eq!(
        (error.fields[0].code, error.fields[0].name.as_deref()),
        (FieldCode::Unreadable, Some("gone.log"))
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
    let seen = pictures.view().pictures.iter().map(shown).collect();
    press.show(Pictures::of(Some(scene.bell.machine.capture())));
    let input = SendInput {
        draft: written(&scene, "The printer jams", Vec::new()),
        pictures: seen,
        facts_off: Vec::new(),
    };
    let error = scene.bell.send(input, false).await.unwrap_err();
    assert_eq!(
        (error.code, error.fields[0].field.as_str()),
        (ErrorCode::Invalid, "pictures")
    );
}

/// One rectangle, hidden.
fn hide(x: i32, y: i32, width: i32, height: i32) -> EditInput {
    EditInput {
        tool: ToolInput::Hide,
        x,
        y,
        width,
        height,
    }
}

#[tokio::test]
async fn a_picture_changed_since_it_was_shown_is_looked_at_before_anything_goes() {
    let scene = pressed();
    let before = scene.bell.pictures().await.unwrap().pictures[0].clone();
    let after = scene
        .bell
        .edit_picture(&before.id, vec![hide(8, 8, 16, 16)])
        .await
        .unwrap();
    let sent = |picture: &PictureView| SendInput {
        draft: written(&scene, "My salary is on the screen", Vec::new()),
        pictures: vec![shown(picture)],
        facts_off: Vec::new(),
    };
    let error = scene.bell.send(sent(&before), false).await.unwrap_err();
    assert_eq!(error.fields[0].field, "pictures", "{error:?}");
    let error = scene.bell.send(sent(&after), false).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::NotConnected,
        "the picture as shown is no obstacle"
    );
}

#[tokio::test]
async fn more_changes_than_a_person_makes_are_refused() {
    let scene = pressed();
    let picture = scene.bell.pictures().await.unwrap().pictures[0].clone();
    let error = scene.bell.edit_picture(&picture.id, vec![hide(0, 0, 8, 8); 501]).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(scene.bell.pictures().await.unwrap().pictures, [picture]);
}

/// Lets time pass until the pictures were taken anew.
async fn retaken(scene: &Scene, countdown: bool) -> PicturesView {
    let bell = Arc::clone(&scene.bell);
    let retake = tokio::spawn(async move { bell.retake(countdown).await });
    while !retake.is_finished() {
        scene.clock.advance(jiff::SignedDuration::from_millis(100));
        tokio::task::yield_now().await;
    }
    retake.await.unwrap().unwrap()
}

#[tokio::test]
async fn a_retake_with_a_countdown_steps_aside_hides_and_comes_back() {
    let scene = pressed();
    let before = scene.clock.now();
    assert_eq!(retaken(&scene, true).await.pictures.len(), 1);
    assert!(scene.clock.now().duration_since(before) >= jiff::SignedDuration::from_secs(3));
    assert_eq!(
        scene.shell.take(),
        [
            Done::SteppedAside(Window::Form),
            Done::Hid(Window::Form),
            Done::CameBack(Window::Form)
        ]
    );
}

#[tokio::test]
async fn a_form_closed_during_the_countdown_and_the_next_one_are_left_alone() {
    let scene = pressed();
    let bell = Arc::clone(&scene.bell);
    let retake = tokio::spawn(async move { bell.retake(true).await });
    while scene.shell.take() != [Done::SteppedAside(Window::Form)] {
        tokio::task::yield_now().await;
    }
    press(&scene);
    while !retake.is_finished() {
        scene.clock.advance(jiff::SignedDuration::from_millis(100));
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.shell.take(), []);
}

#[tokio::test]
async fn where_a_person_is_asked_first_their_word_takes_the_pictures_at_once() {
    let settings = deskbell_desk::Settings {
        screenshots: Screenshots::Ask,
        ..deskbell_desk::Settings::default()
    };
    let scene = Scene::new(settings, FakeMachine::default(), FakeShell::default());
    press(&scene);
    assert_eq!(retaken(&scene, false).await.pictures.len(), 1);
    assert_eq!(
        scene.shell.take(),
        [Done::Hid(Window::Form), Done::Showed(Window::Form)]
    );
}

#[tokio::test]
async fn a_picture_that_can_not_be_encoded_is_named() {
    let scene = pressed();
    let press = Arc::clone(lock(&scene.bell.press).as_ref().unwrap());
    let empty = Capture {
        monitor: "DP-1".to_owned(),
        primary: true,
        image: image::RgbaImage::new(0, 0),
    };
    let pictures = Pictures::of(Some(Ok(vec![Ok(empty)])));
    let seen: Vec<PictureInput> = pictures.view().pictures.iter().map(shown).collect();
    let (staged, left_out) = scene
        .bell
        .stage_pictures(&pictures, press.draft(), &seen)
        .await
        .unwrap();
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
    assert_eq!(scene.bell.language().wanted, None);
    scene.bell.speak(Some("de".to_owned()));
    scene.bell.remember(written(&scene, "", Vec::new()).requester);
    assert_eq!(scene.bell.language().wanted.as_deref(), Some("de"));
    assert_eq!(scene.bell.title(Window::ThisPc), "Dieser PC");
    scene.bell.speak(None);
    assert_eq!(scene.bell.language().wanted, None);
    assert_eq!(scene.bell.title(Window::ThisPc), "This PC", "the system's");
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
    let language = scene.bell.language();
    assert_eq!((language.wanted.as_deref(), language.fixed), (Some("de"), true));
    assert_eq!(scene.bell.title(Window::About), "Über Deskbell");
}
