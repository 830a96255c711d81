//! Lines drawn over a picture: a strong colour inside a white rim, so that one of the two is seen on any ground.

use image::RgbaImage;

const INK: [u8; 3] = [225, 29, 72];
const RIM: [u8; 3] = [255, 255, 255];

/// Lines are drawn in squares of this many pixels; those far from every line are passed over.
const TILE: u32 = 64;

/// A straight line between two points, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Segment {
    /// One end.
    pub from: (f64, f64),
    /// The other.
    pub to: (f64, f64),
}

/// How thick lines are drawn.
pub(crate) struct Stroke {
    /// Of the coloured part, in pixels.
    pub width: f64,
    rim: f64,
}

impl Stroke {
    /// Thick enough to be seen when the whole picture is shown in a small window.
    pub(crate) fn for_picture(width: u32, height: u32) -> Self {
        let width = (f64::from(width.max(height)) / 240.0).clamp(4.0, 40.0);
        Self {
            width,
            rim: (width / 2.5).max(2.0),
        }
    }

    /// Draws lines that belong together: where they meet, no rim runs between them.
    pub(crate) fn draw(&self, image: &mut RgbaImage, segments: &[Segment]) {
        let (width, height) = image.dimensions();
        let reach = self.width / 2.0 + self.rim + 1.0;
        let half_a_tile = f64::from(TILE) / 2.0;
        for top in (0..height).step_by(TILE as usize) {
            for left in (0..width).step_by(TILE as usize) {
                let middle = (f64::from(left) + half_a_tile, f64::from(top) + half_a_tile);
                if distance(middle, segments) < reach + half_a_tile * std::f64::consts::SQRT_2 {
                    self.draw_tile(image, segments, left, top);
                }
            }
        }
    }

    fn draw_tile(&self, image: &mut RgbaImage, segments: &[Segment], left: u32, top: u32) {
        let (right, bottom) = ((left + TILE).min(image.width()), (top + TILE).min(image.height()));
        for y in top..bottom {
            for x in left..right {
                let middle = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                let outside = distance(middle, segments) - self.width / 2.0;
                if outside > self.rim + 0.5 {
                    continue;
                }
                let pixel = image.get_pixel_mut(x, y);
                lay_over(&mut pixel.0, RIM, covered(outside - self.rim));
                lay_over(&mut pixel.0, INK, covered(outside));
            }
        }
    }
}

/// To the nearest of the lines; infinite when there is none.
fn distance(point: (f64, f64), segments: &[Segment]) -> f64 {
    let each = segments.iter().map(|segment| segment.distance(point));
    each.fold(f64::INFINITY, f64::min)
}

impl Segment {
    fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let (across, down) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let (dx, dy) = (x - self.from.0, y - self.from.1);
        let length = across * across + down * down;
        let along = if length > 0.0 {
            ((dx * across + dy * down) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (dx - along * across).hypot(dy - along * down)
    }
}

/// How much of a pixel lies on this side of an edge that is `outside` pixels away: 0 to 256.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=256 before"
)]
fn covered(outside: f64) -> u16 {
    ((0.5 - outside).clamp(0.0, 1.0) * 256.0).round() as u16
}

fn lay_over(pixel: &mut [u8; 4], colour: [u8; 3], covered: u16) {
    for (under, over) in pixel.iter_mut().zip(colour) {
        let mixed = u16::from(*under) * (256 - covered) + u16::from(over) * covered;
        [*under, _] = mixed.to_be_bytes();
    }
}
