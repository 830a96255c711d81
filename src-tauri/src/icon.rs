//! The picture in the tray: ours, or the MSP's own with our mark on it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use tauri::image::Image;

use crate::tray::Mark;

const READY: Image<'_> = tauri::include_image!("icons/tray-ready.png");
const WORKING: Image<'_> = tauri::include_image!("icons/tray-working.png");
const ATTENTION: Image<'_> = tauri::include_image!("icons/tray-attention.png");

/// A picture for the tray is never this large; a file that is, is something else.
const LARGEST_FILE: u64 = 1_000_000;
/// No side may have more pixels.
const LARGEST_SIDE: u32 = 1024;
/// Where the mark is in our pictures of 64 by 64: its middle, down and right, and how far it reaches.
const MARK_MIDDLE: f64 = 48.0 / 64.0;
const MARK_REACH: f64 = 15.5 / 64.0;

/// Reads the MSP's picture, a `.ico` or `.png`. The error says for the log what is wrong with it.
pub fn read(file: &Path) -> Result<Image<'static>, String> {
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(|error| error.to_string())?;
    let read = opened.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err("it is larger than 1 MB".to_owned());
    }
    let image = Image::from_bytes(&bytes).map_err(|error| error.to_string())?;
    if image.width().max(image.height()) > LARGEST_SIDE {
        return Err(format!("it is larger than {LARGEST_SIDE} pixels"));
    }
    Ok(image)
}

/// What the tray shows.
pub fn of(mark: Mark, brand: Option<&Image<'static>>) -> Image<'static> {
    let ours = match mark {
        Mark::Ready => READY,
        Mark::Working => WORKING,
        Mark::Attention => ATTENTION,
    };
    match (brand, mark) {
        (None, _) => ours,
        (Some(brand), Mark::Ready) => brand.clone(),
        (Some(brand), Mark::Working | Mark::Attention) => marked(brand, &ours),
    }
}

/// `brand`, with the mark that `ours` has in its corner.
fn marked(brand: &Image<'_>, ours: &Image<'_>) -> Image<'static> {
    let (width, height) = (brand.width(), brand.height());
    let mut pixels = brand.rgba().to_vec();
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    for ((x, y), pixel) in places.zip(pixels.chunks_exact_mut(4)) {
        let (across, down) = (part(x, width), part(y, height));
        if (across - MARK_MIDDLE).hypot(down - MARK_MIDDLE) <= MARK_REACH {
            pixel.copy_from_slice(nearest(ours, across, down));
        }
    }
    Image::new_owned(pixels, width, height)
}

/// How far along a side the middle of a pixel is, from 0 to 1.
fn part(at: u32, side: u32) -> f64 {
    (f64::from(at) + 0.5) / f64::from(side)
}

fn nearest<'a>(image: &'a Image<'_>, across: f64, down: f64) -> &'a [u8] {
    let (x, y) = (along(across, image.width()), along(down, image.height()));
    let at = (y * image.width() as usize + x) * 4;
    image.rgba().get(at..at + 4).unwrap_or(&[0; 4])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to the side's length"
)]
fn along(part: f64, side: u32) -> usize {
    (part * f64::from(side)) as usize
}

#[cfg(test)]
mod tests {
    use deskbell_desk::{Paths, Settings};

    use super::*;

    const GREEN: [u8; 4] = [0, 128, 0, 255];

    fn brand(side: u32) -> Image<'static> {
        Image::new_owned(GREEN.repeat((side * side) as usize), side, side)
    }

    fn pixel(image: &Image<'_>, x: u32, y: u32) -> [u8; 4] {
        let at = ((y * image.width() + x) * 4) as usize;
        image.rgba()[at..at + 4].try_into().unwrap()
    }

    #[test]
    fn the_msp_s_own_picture_wears_the_mark_in_its_corner_at_any_size() {
        for side in [16, 64, 256] {
            let brand = brand(side);
            assert_eq!(of(Mark::Ready, Some(&brand)).rgba(), brand.rgba());
            let attention = of(Mark::Attention, Some(&brand));
            assert_eq!((attention.width(), attention.height()), (side, side));
            assert_eq!(pixel(&attention, 0, 0), GREEN, "the rest stays");
            let [red, green, blue, _] = pixel(&attention, side * 38 / 64, side * 48 / 64);
            assert!(red > 150 && green < 100 && blue < 100, "{red} {green} {blue} at {side}");
            assert_ne!(of(Mark::Working, Some(&brand)).rgba(), attention.rgba());
        }
    }

    #[test]
    fn an_icon_file_is_read_and_what_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let icon = file("a.ico", include_bytes!("../icons/icon.ico"));
        assert_eq!(read(&icon).unwrap().width(), 256, "the largest that is in it");
        assert!(read(&file("b.png", include_bytes!("../icons/icon.png"))).is_ok());
        assert!(read(&file("c.png", b"not a picture")).is_err());
        assert!(read(&file("d.png", &vec![0; 1_000_001])).is_err());
        assert!(read(&folder.path().join("e.ico")).is_err());
    }

    #[test]
    fn the_icon_lies_beside_the_settings_and_one_that_is_no_picture_leaves_the_bell_ours() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::system(
            Some(folder.path().join("deskbell.toml")),
            Some(folder.path().join("data")),
        );
        let mut settings = Settings::default();
        assert!(crate::brand_icon(&paths, &settings).is_none(), "none is named");
        settings.brand.icon = Some("ours.ico".into());
        assert!(crate::brand_icon(&paths, &settings).is_none(), "it is not there");
        std::fs::write(folder.path().join("ours.ico"), include_bytes!("../icons/icon.ico")).unwrap();
        assert!(crate::brand_icon(&paths, &settings).is_some());
    }
}
