//! From pixels to a file: the smaller of PNG and a JPEG in which text stays readable, without metadata.

use std::thread;

use image::imageops;
use jpeg_encoder::{ColorType, SamplingFactor};

use crate::{Capture, CaptureError};

/// Text stays readable at this quality as long as colours keep their full resolution (4:4:4).
const QUALITY: u8 = 85;
/// Deflate's level 4 takes half the time of the usual 6 on a screen, and gives as few bytes.
const LEVEL: u8 = 4;
/// To find out whether a picture is plain.
const QUICKEST: u8 = 1;
/// A thumbnail shows what the picture is of, and needs no more.
const THUMBNAIL_QUALITY: u8 = 80;

/// An encoded picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// `png` or `jpg`.
    pub extension: &'static str,
}

impl Capture {
    /// The smaller of PNG and a JPEG in which text stays readable; no metadata. A desktop of plain windows is smaller and
    /// sharper as PNG, one with a photograph several times smaller as JPEG. Both are made, side by side, unless a sample
    /// of the rows says that PNG has no chance.
    ///
    /// # Errors
    /// [`CaptureError::Failed`] when the picture is empty, or larger than 65,535 pixels on a side.
    pub fn encode(&self) -> Result<Picture, CaptureError> {
        let (png, jpeg) = thread::scope(|scope| {
            let jpeg = scope.spawn(|| jpeg(&self.image, QUALITY));
            let png = png_if_plain(&self.image);
            (
                png,
                jpeg.join().unwrap_or_else(|_| Err("the encoder broke off".to_owned())),
            )
        });
        match (png, jpeg) {
            (Some(png), Ok(jpeg)) if jpeg.bytes.len() < png.bytes.len() => Ok(jpeg),
            (Some(png), Ok(_) | Err(_)) => Ok(png),
            (None, Ok(jpeg)) => Ok(jpeg),
            (None, Err(reason)) => Err(self.failed(reason)),
        }
    }

    /// A copy no longer than `side` pixels on either side, to look at. A picture that is smaller already keeps its size.
    #[must_use]
    pub fn within(&self, side: u32) -> Self {
        let (width, height) = self.image.dimensions();
        let longest = width.max(height).max(1);
        let image = if longest <= side {
            self.image.clone()
        } else {
            let scaled = |length: u32| {
                let scaled = (u64::from(length) * u64::from(side)).div_ceil(u64::from(longest));
                u32::try_from(scaled).unwrap_or(side)
            };
            imageops::thumbnail(&self.image, scaled(width), scaled(height))
        };
        Self {
            monitor: self.monitor.clone(),
            primary: self.primary,
            image,
        }
    }

    /// A small JPEG no wider than `width` pixels, for a thumbnail. A picture that is smaller already keeps its size.
    ///
    /// # Errors
    /// [`CaptureError::Failed`] when the picture or `width` is empty.
    pub fn thumbnail(&self, width: u32) -> Result<Picture, CaptureError> {
        let (full, height) = self.image.dimensions();
        let width = width.min(full);
        let height = (u64::from(height) * u64::from(width)).div_ceil(u64::from(full.max(1)));
        let height = u32::try_from(height).map_err(|error| self.failed(error.to_string()))?;
        let small = imageops::thumbnail(&self.image, width, height);
        jpeg(&small, THUMBNAIL_QUALITY).map_err(|reason| self.failed(reason))
    }

    fn failed(&self, reason: String) -> CaptureError {
        CaptureError::Failed {
            monitor: self.monitor.clone(),
            reason,
        }
    }
}

/// The picture as PNG, when it is plain enough for that to be worth the time: on a photograph it would take a second,
/// only for the JPEG to win.
fn png_if_plain(image: &image::RgbaImage) -> Option<Picture> {
    let pixels = without_alpha(image);
    if !is_plain(&pixels, image.width()) {
        return None;
    }
    let encoded = png_of(&pixels, image.width(), LEVEL);
    let bytes = encoded.inspect_err(|error| tracing::debug!(%error, "no PNG")).ok()?;
    Some(Picture {
        bytes,
        media_type: "image/png",
        extension: "png",
    })
}

/// Every sixteenth band of eight rows, compressed the quickest way, must shrink to a twelfth: short of that, a JPEG is
/// smaller (measured on desktops of 3840x2160).
fn is_plain(pixels: &[u8], width: u32) -> bool {
    let Ok(row) = usize::try_from(width).map(|width| width * 3) else {
        return false;
    };
    let bands: Vec<&[u8]> = pixels.chunks((row * 8).max(1)).step_by(16).collect();
    let sample = bands.concat();
    png_of(&sample, width, QUICKEST).is_ok_and(|png| png.len() * 12 <= sample.len())
}

/// Screens repeat themselves exactly, line after line; PNG's filters, made for photographs, only hide that.
fn png_of(pixels: &[u8], width: u32, level: u8) -> Result<Vec<u8>, png::EncodingError> {
    let rows = pixels.len() / usize::try_from(width).unwrap_or(usize::MAX).saturating_mul(3).max(1);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, u32::try_from(rows).unwrap_or(0));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(level));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

fn jpeg(image: &image::RgbaImage, quality: u8) -> Result<Picture, String> {
    let side = |pixels: u32| u16::try_from(pixels).map_err(|_| format!("{pixels} pixels are too many for a JPEG"));
    let (width, height) = (side(image.width())?, side(image.height())?);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder
        .encode(image.as_raw(), width, height, ColorType::Rgba)
        .map_err(|error| error.to_string())?;
    Ok(Picture {
        bytes,
        media_type: "image/jpeg",
        extension: "jpg",
    })
}

/// A screen is opaque; the fourth byte would only cost time and bytes.
fn without_alpha(image: &image::RgbaImage) -> Vec<u8> {
    let (pixels, _) = image.as_raw().as_chunks::<4>();
    let mut opaque = vec![0; pixels.len() * 3];
    for (to, [red, green, blue, _]) in opaque.as_chunks_mut::<3>().0.iter_mut().zip(pixels) {
        *to = [*red, *green, *blue];
    }
    opaque
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn capture(image: RgbaImage) -> Capture {
        Capture {
            monitor: "DP-1".to_owned(),
            primary: true,
            image,
        }
    }

    /// A window on a plain desktop.
    fn plain() -> RgbaImage {
        RgbaImage::from_fn(320, 200, |x, y| {
            let window = (40..200).contains(&x) && (30..150).contains(&y);
            if window {
                Rgba([250, 250, 250, 255])
            } else {
                Rgba([0, 90, 158, 255])
            }
        })
    }

    /// A photograph's noise, always the same.
    fn noisy() -> RgbaImage {
        let mut state = 0x2545_F491_u32;
        RgbaImage::from_fn(320, 200, |x, y| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let [noise, ..] = state.to_le_bytes();
            let tone = |base: u32| u8::try_from(base % 200).unwrap_or_default() + noise % 40;
            Rgba([tone(x), tone(y), tone(x + y), 255])
        })
    }

    fn decoded(picture: &Picture) -> RgbaImage {
        let format = ImageFormat::from_mime_type(picture.media_type).unwrap();
        image::load_from_memory_with_format(&picture.bytes, format)
            .unwrap()
            .into_rgba8()
    }

    #[test]
    fn plain_windows_become_a_png_that_is_exact() {
        let picture = capture(plain()).encode().unwrap();

        assert_eq!((picture.media_type, picture.extension), ("image/png", "png"));
        assert_eq!(decoded(&picture), plain());
    }

    #[test]
    fn a_photograph_becomes_a_jpeg_of_the_same_size_that_looks_the_same() {
        let picture = capture(noisy()).encode().unwrap();
        let (before, after) = (noisy(), decoded(&picture));

        assert_eq!((picture.media_type, picture.extension), ("image/jpeg", "jpg"));
        assert_eq!(after.dimensions(), before.dimensions());
        let pairs = before.as_raw().iter().zip(after.as_raw());
        let off: u64 = pairs.map(|(before, after)| u64::from(before.abs_diff(*after))).sum();
        assert!(off / (before.as_raw().len() as u64) < 6, "off by {off} in all");
    }

    /// Many colours that compress: worth both tries.
    fn checkered() -> RgbaImage {
        RgbaImage::from_fn(320, 200, |x, y| {
            let shade = u8::try_from((x / 8 + y / 8) % 64 * 4).unwrap_or_default();
            Rgba([shade, 255 - shade, shade / 2, 255])
        })
    }

    #[test]
    fn of_png_and_jpeg_the_smaller_is_taken() {
        for image in [plain(), noisy(), checkered()] {
            let png = png_of(&without_alpha(&image), image.width(), LEVEL).unwrap();
            let least = png.len().min(jpeg(&image, QUALITY).unwrap().bytes.len());
            assert_eq!(capture(image).encode().unwrap().bytes.len(), least);
        }
    }

    #[test]
    fn coloured_text_keeps_its_edges_in_the_jpeg() {
        let red_on_blue = RgbaImage::from_fn(64, 64, |x, _| {
            if x % 4 < 2 {
                Rgba([220, 30, 30, 255])
            } else {
                Rgba([30, 30, 220, 255])
            }
        });
        let after = decoded(&jpeg(&red_on_blue, QUALITY).unwrap());

        let worst = red_on_blue
            .as_raw()
            .iter()
            .zip(after.as_raw())
            .map(|(a, b)| a.abs_diff(*b))
            .max()
            .unwrap();
        assert!(worst < 50, "a stroke is off by {worst}");
    }

    #[test]
    fn pictures_carry_no_metadata() {
        let marks: [&[u8]; 6] = [b"Exif", b"tEXt", b"iTXt", b"tIME", b"ICC_PROFILE", b"eXIf"];
        for picture in [plain(), noisy()].map(|image| capture(image).encode().unwrap()) {
            for mark in marks {
                assert!(
                    !picture.bytes.windows(mark.len()).any(|window| window == mark),
                    "{}",
                    picture.extension
                );
            }
        }
    }

    #[test]
    fn a_thumbnail_fits_the_width_and_keeps_the_shape() {
        let thumbnail = decoded(&capture(plain()).thumbnail(80).unwrap());
        assert_eq!(thumbnail.dimensions(), (80, 50));

        let as_it_is = decoded(&capture(plain()).thumbnail(1000).unwrap());
        assert_eq!(as_it_is.dimensions(), (320, 200));

        let thin = decoded(
            &capture(RgbaImage::from_pixel(3000, 2, Rgba([9, 9, 9, 255])))
                .thumbnail(100)
                .unwrap(),
        );
        assert_eq!(thin.dimensions(), (100, 1));
    }

    #[test]
    fn a_copy_to_look_at_fits_both_ways_and_keeps_the_shape() {
        let sides = |width, height, side| {
            let image = RgbaImage::from_pixel(width, height, Rgba([9, 9, 9, 255]));
            capture(image).within(side).image.dimensions()
        };
        assert_eq!(sides(320, 200, 160), (160, 100));
        assert_eq!(sides(200, 320, 160), (100, 160));
        assert_eq!(sides(320, 200, 320), (320, 200));
        assert_eq!(sides(3000, 2, 100), (100, 1));
        assert_eq!(sides(0, 0, 100), (0, 0));
    }

    #[test]
    fn an_empty_picture_is_an_error_and_no_panic() {
        assert!(capture(RgbaImage::new(0, 0)).encode().is_err());
        assert!(capture(RgbaImage::new(0, 0)).thumbnail(100).is_err());
        assert!(capture(plain()).thumbnail(0).is_err());
    }
}
