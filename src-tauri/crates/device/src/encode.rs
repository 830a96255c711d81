//! From pixels to a file: the smaller of PNG and a JPEG in which text stays readable, without metadata.

use std::thread;

use image::imageops;
use jpeg_encoder::{ColorType, SamplingFactor};

use crate::{Capture, CaptureError};

/// Text stays readable at this quality as long as colours keep their full resolution (4:4:4).
const QUALITY: u8 = 85;
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
    /// The smaller of PNG and a JPEG in which text stays readable; no metadata. Both are made, side by side: a desktop of
    /// plain windows is smaller and sharper as PNG, one with a photograph six times smaller as JPEG, and only the result
    /// tells.
    ///
    /// # Errors
    /// [`CaptureError::Failed`] when the picture fits neither: it is empty, or larger than 65,535 pixels on a side.
    pub fn encode(&self) -> Result<Picture, CaptureError> {
        let (png, jpeg) = thread::scope(|scope| {
            let png = scope.spawn(|| png(&self.image));
            let jpeg = jpeg(&self.image, QUALITY);
            (
                png.join().unwrap_or_else(|_| Err("the encoder broke off".to_owned())),
                jpeg,
            )
        });
        let smaller = match (png, jpeg) {
            (Ok(png), Ok(jpeg)) => Ok(if png.bytes.len() <= jpeg.bytes.len() { png } else { jpeg }),
            (Ok(only), Err(_)) | (Err(_), Ok(only)) => Ok(only),
            (Err(reason), Err(_)) => Err(reason),
        };
        smaller.map_err(|reason| self.failed(reason))
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

/// A picture that the quick way shrinks to a twelfth is mostly flat: the thorough way is quick too then, and takes half
/// the bytes. On any other it would take a second, and the JPEG wins.
fn png(image: &image::RgbaImage) -> Result<Picture, String> {
    let pixels = without_alpha(image);
    let at = |compression| {
        png_of(&pixels, image.dimensions(), compression).map_err(|error: png::EncodingError| error.to_string())
    };
    let quick = at(png::Compression::Fast)?;
    let bytes = if quick.len() * 12 <= pixels.len() {
        at(png::Compression::Balanced)?
    } else {
        quick
    };
    Ok(Picture {
        bytes,
        media_type: "image/png",
        extension: "png",
    })
}

fn png_of(
    pixels: &[u8],
    (width, height): (u32, u32),
    compression: png::Compression,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(compression);
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

    #[test]
    fn the_jpeg_is_taken_only_when_it_is_smaller() {
        for image in [plain(), noisy()] {
            let least = png(&image)
                .unwrap()
                .bytes
                .len()
                .min(jpeg(&image, QUALITY).unwrap().bytes.len());
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
        for picture in [png(&noisy()).unwrap(), jpeg(&noisy(), QUALITY).unwrap()] {
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
    fn an_empty_picture_is_an_error_and_no_panic() {
        assert!(capture(RgbaImage::new(0, 0)).encode().is_err());
        assert!(capture(RgbaImage::new(0, 0)).thumbnail(100).is_err());
        assert!(capture(plain()).thumbnail(0).is_err());
    }
}
