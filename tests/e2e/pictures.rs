//! What the person does to a picture is what arrives, and nothing of what it was before.

use anyhow::{Context as _, Result, ensure};
use deskbell_tests::bell::Bell;
use deskbell_tests::form::Form;
use deskbell_tests::ocr;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::{EVENTUALLY, SOON, until};
use serde_json::Value;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const LEFT: &str = "\u{e012}";
/// Shift stays down until the end of the keys that are sent with it.
const SHIFT_DOWN: &str = "\u{e008}\u{e015}";

/// As wide as one may be, in pixels.
const SCROLL_BAR: usize = 24;

/// Presses keys in whatever has this id.
async fn press(form: &Form, id: &str, keys: &str) -> Result<()> {
    Ok(form.one(&format!("#{id}")).await?.send_keys(keys).await?)
}

/// Where something is on the screen, in pixels from the upper left corner of the display: left, top, width, height.
async fn place(form: &Form, selector: &str) -> Result<[f64; 4]> {
    let script = "const { left, top, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
        return [left, top, width, height];";
    let place = form.client().execute(script, vec![Value::from(selector)]).await?;
    Ok(serde_json::from_value(place)?)
}

/// A picture as ImageMagick's plain format tells it, 16 bits a channel.
struct Pixels {
    width: usize,
    data: Vec<u8>,
}

impl Pixels {
    fn of(ppm: &[u8]) -> Result<Self> {
        let header = ppm.splitn(4, u8::is_ascii_whitespace);
        let words: Vec<&[u8]> = header.collect();
        let [_, width, _, rest] = words[..] else {
            anyhow::bail!("no header");
        };
        let depth_ends = rest.iter().position(|byte| *byte == b'\n').context("no depth")?;
        Ok(Self {
            width: std::str::from_utf8(width)?.parse()?,
            data: rest[depth_ends + 1..].to_vec(),
        })
    }

    fn rows(&self) -> usize {
        self.data.len() / 6 / self.width
    }

    fn at(&self, x: usize, y: usize) -> [u8; 6] {
        let start = (y * self.width + x) * 6;
        let mut pixel = [0; 6];
        pixel.copy_from_slice(&self.data[start..start + 6]);
        pixel
    }
}

#[tokio::test]
async fn what_is_hidden_by_keyboard_is_one_colour_in_what_arrives_and_all_else_is_as_it_was() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let before = Pixels::of(&pc.display.pixels().await?)?;
    let form = bell.press().await?;
    form.write("My salary is on the screen").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;

    let [thumbnail] = &form.pictures(1).await?[..] else {
        anyhow::bail!("one picture");
    };
    form.one(&format!("[data-picture=\"{thumbnail}\"] .see"))
        .await?
        .send_keys(ENTER)
        .await?;
    press(&form, "tool-hide", ENTER).await?;
    press(&form, "shape", LEFT).await?;
    press(&form, "shape", SHIFT_DOWN).await?;
    let [.., wide, high] = place(&form, "#shape").await?;
    let [.., sheet_wide, sheet_high] = place(&form, ".sheet").await?;
    press(&form, "shape", ENTER).await?;
    form.one("dialog img:not([data-version=\"0\"])").await?;
    let focused = form.client().active_element().await?;
    assert_eq!(
        focused.attr("id").await?.as_deref(),
        Some("tool-hide"),
        "the cursor is where it was"
    );
    // At its actual size the window shows the very file that is sent.
    form.click("#actual-size").await?;
    form.one(".sheet.actual img[src$=\"/full\"]").await?;
    let loaded =
        "const file = document.querySelector('.sheet.actual img'); return file.complete && file.naturalWidth > 0";
    until("the file itself", SOON, async || {
        let loaded = form.client().execute(loaded, Vec::new()).await?;
        Ok((loaded == true).then_some(()))
    })
    .await?;
    // The driver cuts a picture of one element out of a dialog in the wrong place, so the whole window is looked at.
    let sight = "const file = document.querySelector('.sheet.actual img').getBoundingClientRect();\
        const stage = document.querySelector('.stage');\
        return [file.left, file.top, stage.clientWidth, stage.clientHeight].map(Math.round)";
    let sight: [usize; 4] = serde_json::from_value(form.client().execute(sight, Vec::new()).await?)?;
    let window = form.client().screenshot().await?;
    let window = Pixels::of(&pc.display.pixels_of(&window).await?)?;
    form.one("#tool-hide").await?.send_keys(ESCAPE).await?;
    until("the form again", SOON, async || {
        Ok((!form.has("dialog[open]").await?).then_some(()))
    })
    .await?;
    form.one("[data-picture][data-sight=\"seen\"]:not([data-version=\"0\"])")
        .await?;
    let saved = form.send().await?;
    form.delivered().await?;

    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    assert_eq!(ticket.attachments.len(), 1, "the original went along");
    let sent = practice.attachment(ticket.pictures()[0]).await?;
    let after = Pixels::of(&pc.display.pixels_of(&sent).await?)?;
    assert_eq!(after.data.len(), before.data.len());
    let rows = before.rows();
    let changed: Vec<(usize, usize)> = (0..rows)
        .flat_map(|y| (0..before.width).map(move |x| (x, y)))
        .filter(|&(x, y)| before.at(x, y) != after.at(x, y))
        .collect();
    let (left, top) = *changed.first().context("nothing is hidden")?;
    let (right, bottom) = *changed.last().context("nothing is hidden")?;
    assert_eq!(
        changed.len(),
        (right + 1 - left) * (bottom + 1 - top),
        "something else than one box changed"
    );
    assert!(changed.iter().all(|&(x, y)| after.at(x, y) == [0; 6]));
    let [x0, y0, seen_wide, seen_high] = sight;
    let seen = (0..seen_high - SCROLL_BAR).flat_map(|y| (0..seen_wide - SCROLL_BAR).map(move |x| (x, y)));
    let other = seen
        .filter(|&(x, y)| window.at(x0 + x, y0 + y) != after.at(x, y))
        .count();
    assert_eq!(other, 0, "what arrived is not what the window showed");
    // As large as it was shown: a pixel of the window is some three of the picture.
    let shown = |part: f64, of: f64, whole: usize| part / of * f64::from(u32::try_from(whole).unwrap_or(0));
    let off = |pixels: usize, shown: f64| (f64::from(u32::try_from(pixels).unwrap_or(0)) - shown).abs();
    assert!(off(right + 1 - left, shown(wide, sheet_wide, before.width)) < 4.0);
    assert!(off(bottom + 1 - top, shown(high, sheet_high, rows)) < 4.0);
    assert!(
        left < before.width * 35 / 100,
        "the arrow key moved it to the left: {left}"
    );
    Ok(())
}

#[tokio::test]
async fn where_people_are_asked_nothing_is_captured_before_they_say_so() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let settings = std::fs::read_to_string(practice.settings())?;
    std::fs::write(practice.settings(), format!("screenshots = \"ask\"\n{settings}"))?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let before = pc.display.pixels().await?;
    let form = bell.press().await?;
    form.write("The second screen is nobody's business").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    assert!(!form.has("[data-picture]").await?, "a picture nobody asked for");
    form.click("#retake").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;
    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    let sent = practice.attachment(ticket.pictures()[0]).await?;
    assert!(
        before == pc.display.pixels_of(&sent).await?,
        "the form stands in its own picture"
    );
    Ok(())
}

#[tokio::test]
async fn a_retake_counts_down_in_a_small_window_and_comes_back_as_it_was() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Look at what comes next").await?;
    form.pictures_painted().await?;
    let script = "return [innerWidth, innerHeight]";
    let size = form.client().execute(script, Vec::new()).await?;
    form.click("#retake").await?;
    form.one(".countdown").await?;
    until("a small window", SOON, async || {
        let now: [f64; 2] = serde_json::from_value(form.client().execute(script, Vec::new()).await?)?;
        Ok((now[0] < 300.0).then_some(()))
    })
    .await?;
    until("the form as it was", SOON, async || {
        let now = form.client().execute(script, Vec::new()).await?;
        Ok((now == size && !form.has(".countdown").await?).then_some(()))
    })
    .await?;
    form.pictures_painted().await?;
    assert_eq!(form.message().await?, "Look at what comes next");
    Ok(())
}

#[tokio::test]
async fn a_word_that_was_hidden_can_not_be_read_in_what_left_the_machine() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    pc.display.words((1280, 800), &[("#27455f", "SALARY")]).await?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("My salary is on the screen").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let shown = form.send().await?;
    form.close().await?;
    bell.closed().await?;
    let original = practice.arrived(&shown.reference, 1, EVENTUALLY).await?;
    let original = practice.attachment(original.pictures()[0]).await?;
    assert_eq!(ocr::words(&original).await?, ["SALARY"], "it can be read as it is");

    let form = bell.press().await?;
    form.write("My salary is hidden").await?;
    form.pictures_painted().await?;
    form.one("[data-picture] .see").await?.send_keys(ENTER).await?;
    press(&form, "tool-hide", ENTER).await?;
    press(&form, "shape", ENTER).await?;
    form.one("dialog img:not([data-version=\"0\"])").await?;
    form.one("#tool-hide").await?.send_keys(ESCAPE).await?;
    form.one("[data-picture][data-sight=\"seen\"]:not([data-version=\"0\"])")
        .await?;
    let hidden = form.send().await?;
    let hidden = practice.arrived(&hidden.reference, 1, EVENTUALLY).await?;
    let hidden = practice.attachment(hidden.pictures()[0]).await?;
    assert_eq!(ocr::words(&hidden).await?, [""; 0]);
    let (before, after) = (
        Pixels::of(&pc.display.pixels_of(&original).await?)?,
        Pixels::of(&pc.display.pixels_of(&hidden).await?)?,
    );
    let all = (0..before.rows()).flat_map(|y| (0..before.width).map(move |x| (x, y)));
    let changed: Vec<[u8; 6]> = all
        .filter(|&(x, y)| before.at(x, y) != after.at(x, y))
        .map(|(x, y)| after.at(x, y))
        .collect();
    assert!(!changed.is_empty() && changed.iter().all(|pixel| *pixel == [0; 6]));
    Ok(())
}

/// The colour of a thumbnail beside what stands in its middle, as the window shows it.
async fn colour(pc: &Pc, form: &Form, picture: &str) -> Result<[u8; 3]> {
    let [left, top, wide, high] = place(form, &format!("[data-picture=\"{picture}\"] img")).await?;
    let [x, y] = [left + wide / 4.0, top + high / 4.0].map(|at| format!("{at:.0}").parse());
    let window = form.client().screenshot().await?;
    let window = Pixels::of(&pc.display.pixels_of(&window).await?)?;
    let [red, _, green, _, blue, _] = window.at(x?, y?);
    Ok([red, green, blue])
}

/// As close as a thumbnail's compression leaves it.
fn close(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < 16)
}

#[tokio::test]
async fn of_two_screens_the_one_taken_out_stays_and_the_other_goes() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::with_two_4k_screens(), Practice::start())?;
    let words = [("#204080", "MAIL"), ("#804020", "PAYROLL")];
    pc.display.words((3840, 2160), &words).await?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Only the first screen").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let pictures = form.pictures(2).await?;
    until("each screen's own colour in its thumbnail", SOON, async || {
        let blue = colour(&pc, &form, &pictures[0]).await?;
        let brown = colour(&pc, &form, &pictures[1]).await?;
        ensure!(
            close(blue, [0x20, 0x40, 0x80]) && close(brown, [0x80, 0x40, 0x20]),
            "they are {blue:x?} and {brown:x?}"
        );
        Ok(Some(()))
    })
    .await?;
    form.take_out(&pictures[1]).await?;
    let saved = form.send().await?;
    form.delivered().await?;

    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    assert_eq!(ticket.attachments.len(), 1, "the one taken out stays");
    let sent = practice.attachment(ticket.pictures()[0]).await?;
    assert_eq!(ocr::words(&sent).await?, ["MAIL"]);
    assert_eq!(Pixels::of(&pc.display.pixels_of(&sent).await?)?.width, 3840);
    Ok(())
}
