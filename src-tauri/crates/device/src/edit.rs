//! What a person changes in a picture before it is sent: parts hidden, marks drawn, the rest cut off. Burned into the
//! pixels; what was under them is not in the result any more.

use image::RgbaImage;

use crate::Capture;
use crate::stroke::{Segment, Stroke};

/// Opaque and of one colour, so that nothing can be worked out from it. Blurred text can be read again.
const HIDDEN: [u8; 4] = [0, 0, 0, 255];

/// An arrow's head is this many times as long as its line is wide, unless the arrow is shorter.
const HEAD: f64 = 5.0;

/// One change, in pixels of the capture, whatever was cut off since.
///
/// Any numbers are safe: what lies outside of the picture is left alone, and what has no area changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// What is done.
    pub tool: Tool,
    /// Where it starts: an arrow's tail, the left edge of everything else.
    pub x: i32,
    /// Where it starts: an arrow's tail, the upper edge of everything else.
    pub y: i32,
    /// How far it goes to the right, or, when negative, to the left. An arrow's tip is there.
    pub width: i32,
    /// How far it goes down, or, when negative, up.
    pub height: i32,
}

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Covers an area with one opaque colour.
    Hide,
    /// Draws a frame around an area.
    Box,
    /// Draws an arrow.
    Arrow,
    /// Keeps an area and cuts off the rest. The last one counts.
    Crop,
}

impl Capture {
    /// A copy with these changes, made in this order. The capture itself stays as it was.
    #[must_use]
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let stroke = Stroke::for_picture(self.image.width(), self.image.height());
        let mut crops = edits.iter().rev().filter(|edit| edit.tool == Tool::Crop);
        let kept = crops
            .find_map(|edit| Area::of(edit, &self.image))
            .unwrap_or_else(|| Area::all(&self.image));
        let mut image = kept.copied_from(&self.image);
        for edit in edits.iter().map(|edit| kept.seen_from(edit)) {
            match edit.tool {
                Tool::Hide => hide(&mut image, &edit),
                Tool::Box => stroke.draw(&mut image, &frame(&edit)),
                Tool::Arrow => stroke.draw(&mut image, &arrow(&edit, &stroke)),
                Tool::Crop => {}
            }
        }
        Self {
            monitor: self.monitor.clone(),
            primary: self.primary,
            image,
        }
    }
}

impl Edit {
    fn end(&self) -> (i64, i64) {
        (
            i64::from(self.x) + i64::from(self.width),
            i64::from(self.y) + i64::from(self.height),
        )
    }
}

/// A part of a picture that lies within it and is not empty; right and bottom are the first pixels outside.
#[derive(Clone, Copy)]
struct Area {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Area {
    fn all(image: &RgbaImage) -> Self {
        Self {
            left: 0,
            top: 0,
            right: image.width(),
            bottom: image.height(),
        }
    }

    fn of(edit: &Edit, image: &RgbaImage) -> Option<Self> {
        let (end_x, end_y) = edit.end();
        let (left, right) = span(i64::from(edit.x), end_x, image.width())?;
        let (top, bottom) = span(i64::from(edit.y), end_y, image.height())?;
        Some(Self {
            left,
            top,
            right,
            bottom,
        })
    }

    /// The pixels of each row of this area.
    fn rows(self, image: &RgbaImage) -> impl Iterator<Item = &[u8]> {
        let (columns, rows) = (columns(self.left, self.right), columns(self.top, self.bottom));
        image
            .as_raw()
            .chunks_exact(bytes(image.width()).max(1))
            .skip(rows.start)
            .take(rows.len())
            .filter_map(move |row| row.get(columns.start * 4..columns.end * 4))
    }

    fn copied_from(self, image: &RgbaImage) -> RgbaImage {
        let pixels: Vec<u8> = if self.right - self.left == image.width() {
            self.rows(image).collect::<Vec<_>>().concat()
        } else {
            self.rows(image).flatten().copied().collect()
        };
        RgbaImage::from_raw(self.right - self.left, self.bottom - self.top, pixels).unwrap_or_default()
    }

    /// A change as it lies in a copy of this area.
    fn seen_from(self, edit: &Edit) -> Edit {
        let moved = |start: i32, by: u32| start.saturating_sub(i32::try_from(by).unwrap_or(i32::MAX));
        Edit {
            x: moved(edit.x, self.left),
            y: moved(edit.y, self.top),
            ..*edit
        }
    }
}

fn span(start: i64, end: i64, limit: u32) -> Option<(u32, u32)> {
    let inside = |at: i64| u32::try_from(at.clamp(0, i64::from(limit))).ok();
    let (first, last) = (inside(start.min(end))?, inside(start.max(end))?);
    (first < last).then_some((first, last))
}

fn columns(from: u32, to: u32) -> std::ops::Range<usize> {
    let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    index(from)..index(to)
}

fn bytes(width: u32) -> usize {
    usize::try_from(width).unwrap_or(usize::MAX).saturating_mul(4)
}

fn hide(image: &mut RgbaImage, edit: &Edit) {
    let Some(area) = Area::of(edit, image) else {
        return;
    };
    let (columns, rows) = (columns(area.left, area.right), columns(area.top, area.bottom));
    let row = bytes(image.width()).max(1);
    for pixels in image.chunks_exact_mut(row).skip(rows.start).take(rows.len()) {
        if let Some(hidden) = pixels.as_chunks_mut::<4>().0.get_mut(columns.clone()) {
            hidden.fill(HIDDEN);
        }
    }
}

fn frame(edit: &Edit) -> Vec<Segment> {
    if edit.width == 0 || edit.height == 0 {
        return Vec::new();
    }
    let ((left, top), (right, bottom)) = ends(edit);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    corners
        .windows(2)
        .map(|pair| Segment {
            from: pair[0],
            to: pair[1],
        })
        .collect()
}

/// A line, and from its tip two shorter ones that lie back at an angle of some 30°.
fn arrow(edit: &Edit, stroke: &Stroke) -> Vec<Segment> {
    let (tail, tip) = ends(edit);
    let (across, down) = (tip.0 - tail.0, tip.1 - tail.1);
    let length = across.hypot(down);
    if length < 1.0 {
        return Vec::new();
    }
    let head = (stroke.width * HEAD).min(length);
    let (along_x, along_y) = (across / length * head, down / length * head);
    let wing = |side: f64| Segment {
        from: tip,
        to: (
            tip.0 - 0.85 * along_x + side * 0.55 * along_y,
            tip.1 - 0.85 * along_y - side * 0.55 * along_x,
        ),
    };
    vec![Segment { from: tail, to: tip }, wing(1.0), wing(-1.0)]
}

fn ends(edit: &Edit) -> ((f64, f64), (f64, f64)) {
    let start = (f64::from(edit.x), f64::from(edit.y));
    (
        start,
        (start.0 + f64::from(edit.width), start.1 + f64::from(edit.height)),
    )
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba};

    use super::*;

    /// No two neighbours are alike.
    fn busy(width: u32, height: u32) -> Capture {
        let shade = |x: u32, y: u32| u8::try_from((x * 7 + y * 13) % 200 + 40).unwrap();
        Capture {
            monitor: "DP-1".to_owned(),
            primary: true,
            image: RgbaImage::from_fn(width, height, |x, y| {
                Rgba([shade(x, y), shade(y, x), shade(x + y, 3), 255])
            }),
        }
    }

    fn edit(tool: Tool, x: i32, y: i32, width: i32, height: i32) -> Edit {
        Edit {
            tool,
            x,
            y,
            width,
            height,
        }
    }

    fn changed(before: &Capture, after: &Capture) -> Vec<(u32, u32)> {
        let pairs = before.image.enumerate_pixels().zip(after.image.pixels());
        pairs
            .filter(|((_, _, old), new)| old != new)
            .map(|((x, y, _), _)| (x, y))
            .collect()
    }

    #[test]
    fn what_is_hidden_is_one_colour_and_nothing_around_it_changes() {
        let capture = busy(64, 48);
        let after = capture.edited(&[edit(Tool::Hide, 10, 20, 30, 7)]);
        let expected: Vec<(u32, u32)> = (20..27).flat_map(|y| (10..40).map(move |x| (x, y))).collect();
        assert_eq!(changed(&capture, &after), expected);
        for (x, y) in expected {
            assert_eq!(after.image.get_pixel(x, y).0, HIDDEN);
        }
    }

    #[test]
    fn two_pictures_that_differ_only_in_what_is_hidden_become_the_same_file() {
        let one = busy(320, 200);
        let mut other = one.clone();
        for (x, y) in (16..80).flat_map(|x| (24..48).map(move |y| (x, y))) {
            other.image.put_pixel(x, y, Rgba([9, 200, 9, 255]));
        }
        // As JPEG, where neighbours bleed into each other, and as PNG.
        let edits = [
            edit(Tool::Arrow, 0, 0, 60, 40),
            edit(Tool::Hide, 16, 24, 64, 24),
            edit(Tool::Box, 10, 20, 40, 40),
        ];
        assert_ne!(one.encode().unwrap().bytes, other.encode().unwrap().bytes);
        let sent = one.edited(&edits).encode().unwrap();
        assert_eq!(sent.media_type, "image/jpeg");
        assert!(
            sent.bytes == other.edited(&edits).encode().unwrap().bytes,
            "it can be told what was there"
        );
    }

    #[test]
    fn an_area_on_the_grid_of_eight_stays_one_colour_in_a_jpeg_too() {
        let sent = busy(320, 200)
            .edited(&[edit(Tool::Hide, 16, 24, 64, 40)])
            .encode()
            .unwrap();
        assert_eq!(sent.media_type, "image/jpeg");
        let seen = image::load_from_memory_with_format(&sent.bytes, ImageFormat::Jpeg)
            .unwrap()
            .into_rgba8();
        let first = *seen.get_pixel(16, 24);
        for (x, y) in (16..80).flat_map(|x| (24..64).map(move |y| (x, y))) {
            assert_eq!(*seen.get_pixel(x, y), first, "at {x}, {y}");
        }
    }

    #[test]
    fn a_cut_keeps_exactly_what_it_names_and_the_last_one_counts() {
        let capture = busy(64, 48);
        let after = capture.edited(&[edit(Tool::Crop, 0, 0, 9, 9), edit(Tool::Crop, 50, 40, -20, -30)]);
        assert_eq!(after.image.dimensions(), (20, 30));
        for (x, y, pixel) in after.image.enumerate_pixels() {
            assert_eq!(pixel, capture.image.get_pixel(x + 30, y + 10), "at {x}, {y}");
        }
    }

    #[test]
    fn marks_stand_where_they_were_put_whatever_is_cut_off_before_or_after() {
        let capture = busy(64, 48);
        let marks = [
            edit(Tool::Hide, 12, 12, 9, 5),
            edit(Tool::Box, 14, 14, 20, 15),
            edit(Tool::Arrow, 8, 8, 30, 22),
        ];
        let crop = edit(Tool::Crop, 10, 10, 30, 20);
        let whole = capture.edited(&marks);
        let [a, b, c] = marks;
        for order in [[crop, a, b, c], [a, b, c, crop], [a, crop, b, c]] {
            let cut = capture.edited(&order);
            for (x, y, pixel) in cut.image.enumerate_pixels() {
                assert_eq!(pixel, whole.image.get_pixel(x + 10, y + 10), "at {x}, {y}");
            }
        }
    }

    #[test]
    fn a_mark_is_seen_on_white_on_black_and_on_its_own_colour() {
        for tool in [Tool::Box, Tool::Arrow] {
            for ground in [[255, 255, 255, 255], [0, 0, 0, 255], [225, 29, 72, 255]] {
                let capture = Capture {
                    image: RgbaImage::from_pixel(400, 300, Rgba(ground)),
                    ..busy(1, 1)
                };
                let after = capture.edited(&[edit(tool, 100, 100, 120, 80)]);
                let off = |pixel: &Rgba<u8>| (0..3).map(|at| pixel[at].abs_diff(ground[at])).max().unwrap();
                let seen = after.image.pixels().filter(|pixel| off(pixel) > 120).count();
                assert!(seen > 500, "{tool:?} on {ground:?}: {seen} pixels");
            }
        }
    }

    #[test]
    fn a_mark_has_soft_edges_and_leaves_what_it_points_at_alone() {
        let capture = Capture {
            image: RgbaImage::from_pixel(400, 300, Rgba([0, 0, 0, 255])),
            ..busy(1, 1)
        };
        let after = capture.edited(&[edit(Tool::Box, 100, 100, 120, 80)]);
        assert_eq!(after.image.get_pixel(160, 140).0, [0, 0, 0, 255]);
        assert_eq!(after.image.get_pixel(20, 20).0, [0, 0, 0, 255]);
        let arrow = capture.edited(&[edit(Tool::Arrow, 50, 50, 170, 110)]);
        let shades: std::collections::BTreeSet<[u8; 4]> = arrow.image.pixels().map(|pixel| pixel.0).collect();
        assert!(shades.len() > 20, "{} shades", shades.len());
        assert!(arrow.image.pixels().all(|pixel| pixel[3] == 255));
    }

    #[test]
    fn an_arrow_can_point_anywhere() {
        let capture = busy(200, 200);
        for (width, height) in [(60, 0), (-60, 0), (0, 60), (0, -60), (-50, 40), (50, -40)] {
            let after = capture.edited(&[edit(Tool::Arrow, 100, 100, width, height)]);
            let (x, y) = (100 + width, 100 + height);
            let tip = (u32::try_from(x).unwrap(), u32::try_from(y).unwrap());
            assert!(changed(&capture, &after).contains(&tip), "{width}, {height}");
        }
    }

    #[test]
    fn numbers_from_nowhere_change_nothing_outside_and_never_panic() {
        let capture = busy(40, 30);
        let numbers = [i32::MIN, -1_000_000, -5, -1, 0, 1, 7, 39, 40, 1_000_000, i32::MAX];
        for tool in [Tool::Hide, Tool::Box, Tool::Arrow, Tool::Crop] {
            for x in numbers {
                for y in numbers {
                    for (width, height) in [(i32::MIN, i32::MAX), (0, 9), (9, 0), (-9, -9), (i32::MAX, i32::MAX)] {
                        let after = capture.edited(&[edit(tool, x, y, width, height)]);
                        assert!(!after.image.is_empty(), "{tool:?} {x} {y} {width} {height}");
                        assert!(tool == Tool::Crop || after.image.dimensions() == (40, 30));
                    }
                }
            }
        }
    }

    #[test]
    fn what_has_no_area_or_lies_outside_changes_nothing() {
        let capture = busy(40, 30);
        for tool in [Tool::Hide, Tool::Box, Tool::Arrow, Tool::Crop] {
            for (x, y, width, height) in [(5, 5, 0, 0), (-90, -90, 20, 20), (300, 300, 20, 20)] {
                let after = capture.edited(&[edit(tool, x, y, width, height)]);
                assert!(after.image == capture.image, "{tool:?} at {x}, {y}");
            }
        }
        assert!(capture.edited(&[]).image == capture.image);
    }

    #[test]
    fn an_empty_picture_stays_one() {
        let nothing = Capture {
            image: RgbaImage::new(0, 0),
            ..busy(1, 1)
        };
        for tool in [Tool::Hide, Tool::Box, Tool::Arrow, Tool::Crop] {
            assert!(nothing.edited(&[edit(tool, 0, 0, 9, 9)]).image.is_empty());
        }
    }
}
