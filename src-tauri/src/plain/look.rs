//! Where the controls of the plain form stand, and how large its window is.

use std::cell::Cell;

use tauri::{PhysicalPosition, PhysicalRect, PhysicalSize};
use windows::Win32::Foundation::{HWND, RECT};
use windows::Win32::Graphics::Gdi::HFONT;

use super::controls::{Controls, Height, Item, When};
use super::win32::{self, Extent, Kind, Screen};

/// Lengths in pixels at 96 to the inch.
const INSIDE: i32 = 440;
const MARGIN: i32 = 16;
const LINE: i32 = 24;
const MARK: i32 = 22;
const BUTTON: Extent = Extent { width: 96, height: 30 };
const BETWEEN_BUTTONS: i32 = 8;
const TO_THE_EDGE: i32 = 12;
/// A box of several lines never shrinks below this.
const SMALLEST_ROOM: i32 = 48;

/// The font and the scale of a window.
pub struct Look {
    dpi: Cell<u32>,
    font: Cell<HFONT>,
}

impl Look {
    /// For this many pixels per inch.
    pub fn new(dpi: u32) -> Self {
        Self {
            dpi: Cell::new(dpi),
            font: Cell::new(win32::message_font(dpi)),
        }
    }

    /// Takes another scale and shows every text in it.
    pub fn change(&self, dpi: u32, controls: &Controls) {
        let before = self.font.replace(win32::message_font(dpi));
        self.dpi.set(dpi);
        self.dress(controls);
        win32::drop_font(before);
    }

    /// Shows every text in the system's font.
    pub fn dress(&self, controls: &Controls) {
        let items = controls.items.iter().map(|item| item.control);
        for control in items.chain([controls.send, controls.close]) {
            win32::set_font(control, self.font.get());
        }
    }

    /// Places what is to be seen now, and gives the size of the whole window, at most the screen's.
    pub fn arrange(&self, window: HWND, kind: Kind<'_>, controls: &Controls, sent: bool, screen: Screen) -> Extent {
        let seen = |item: &&Item| match item.when {
            When::Writing => !sent,
            When::Sent => sent,
        };
        let seen: Vec<&Item> = controls.items.iter().filter(seen).collect();
        let heights: Vec<i32> = seen.iter().map(|item| self.height(window, item)).collect();
        let gaps = seen.iter().zip(&heights).map(|(item, height)| self.gap(item, *height));
        let content: i32 = heights.iter().sum::<i32>() + gaps.sum::<i32>();
        let around = self.px(MARGIN) * 3 + self.px(BUTTON.height);
        let frame = win32::with_frame(Extent { width: 0, height: 0 }, kind, self.dpi.get());
        let most = height(screen.work) - self.px(TO_THE_EDGE) - frame.height - around;
        let mut too_much = (content - most).max(0);
        let mut y = self.px(MARGIN);
        for (item, wanted) in seen.iter().zip(heights) {
            let mut high = wanted;
            if let Height::Room(_) = item.height {
                let given = too_much.min((wanted - self.px(SMALLEST_ROOM)).max(0));
                high -= given;
                too_much -= given;
            }
            y += self.gap(item, high);
            let size = Extent {
                width: self.px(INSIDE),
                height: high,
            };
            win32::place(item.control, (self.px(MARGIN), y), size);
            y += high;
        }
        self.place_buttons(controls, y + self.px(MARGIN), sent);
        let inside = Extent {
            width: self.px(INSIDE) + 2 * self.px(MARGIN),
            height: y + self.px(MARGIN) * 2 + self.px(BUTTON.height),
        };
        win32::with_frame(inside, kind, self.dpi.get())
    }

    fn place_buttons(&self, controls: &Controls, y: i32, sent: bool) {
        let size = Extent {
            width: self.px(BUTTON.width),
            height: self.px(BUTTON.height),
        };
        let right = self.px(MARGIN + INSIDE) - size.width;
        win32::place(controls.close, (right, y), size);
        if !sent {
            let left_of = right - self.px(BETWEEN_BUTTONS) - size.width;
            win32::place(controls.send, (left_of, y), size);
        }
    }

    fn height(&self, window: HWND, item: &Item) -> i32 {
        match item.height {
            Height::Line => self.px(LINE),
            Height::Room(height) => self.px(height),
            Height::Text => self.text_height(window, item, INSIDE),
            Height::Ticked => self.text_height(window, item, INSIDE - MARK).max(self.px(LINE - 4)),
        }
    }

    fn text_height(&self, window: HWND, item: &Item, width: i32) -> i32 {
        let text = win32::text(item.control);
        if text.is_empty() {
            return 0;
        }
        win32::height_of(
            window,
            &text,
            self.font.get(),
            self.px(width),
            item.height == Height::Ticked,
        )
    }

    fn gap(&self, item: &Item, height: i32) -> i32 {
        if height == 0 { 0 } else { self.px(item.above) }
    }

    fn px(&self, at_96: i32) -> i32 {
        at_96 * i32::try_from(self.dpi.get()).unwrap_or(96) / 96
    }

    /// Near the tray, within reach.
    pub fn corner(&self, screen: Screen, size: Extent) -> (i32, i32) {
        let outer = PhysicalSize {
            width: size.width.unsigned_abs(),
            height: size.height.unsigned_abs(),
        };
        let at = crate::window::near_tray(area(screen.whole), area(screen.work), None, outer, self.px(TO_THE_EDGE));
        (at.x, at.y)
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        win32::drop_font(self.font.get());
    }
}

fn height(area: RECT) -> i32 {
    area.bottom - area.top
}

fn area(area: RECT) -> PhysicalRect<i32, u32> {
    PhysicalRect {
        position: PhysicalPosition {
            x: area.left,
            y: area.top,
        },
        size: PhysicalSize {
            width: (area.right - area.left).unsigned_abs(),
            height: (area.bottom - area.top).unsigned_abs(),
        },
    }
}
