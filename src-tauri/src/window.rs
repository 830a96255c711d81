//! How our windows are made: where they open, and what their pages may not do.

use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, LogicalSize, Manager as _, PhysicalPosition, PhysicalRect, PhysicalSize, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
};

use crate::shell::Window;
use crate::web_data::WebData;

/// Between a window and the edge of the work area, in logical pixels.
const MARGIN: f64 = 12.0;
/// A title bar and border, in logical pixels; they come on top of the size we ask for.
const FRAME: LogicalSize<f64> = LogicalSize {
    width: 2.0,
    height: 36.0,
};

/// No window can be made smaller by hand, in logical pixels.
const LEAST: LogicalSize<f64> = LogicalSize {
    width: 360.0,
    height: 320.0,
};
/// A window that counts down, in logical pixels.
const ASIDE: LogicalSize<f64> = LogicalSize {
    width: 220.0,
    height: 140.0,
};

/// How large a window opens, in logical pixels.
fn size_of(window: Window) -> LogicalSize<f64> {
    let (width, height) = match window {
        Window::Form => (480.0, 640.0),
        Window::ThisPc => (420.0, 480.0),
        Window::Tickets => (480.0, 480.0),
        Window::About => (420.0, 360.0),
    };
    LogicalSize { width, height }
}

/// Creates a window on the pointer's monitor, near the tray; with the focus, or, when it isn't `visible`, off the screen
/// until it is shown. Its page can go nowhere else, open no other window and download nothing.
pub fn create(app: &AppHandle, window: Window, title: &str, visible: bool) -> tauri::Result<WebviewWindow> {
    let size = size_of(window);
    let mut builder = WebviewWindowBuilder::new(app, window.label(), WebviewUrl::App("index.html".into()))
        .title(title)
        .inner_size(size.width, size.height)
        .min_inner_size(LEAST.width, LEAST.height)
        .visible(visible)
        .focused(true)
        .disable_drag_drop_handler()
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    if let Some(data) = app.try_state::<WebData>() {
        builder = builder.data_directory(data.folder().to_owned());
    }
    if let Some((position, scale)) = place(app, size)? {
        let position = position.to_logical::<f64>(scale);
        builder = builder.position(position.x, position.y);
    }
    builder.build()
}

/// Where a window was before it stepped aside.
pub struct Place {
    size: PhysicalSize<u32>,
    position: PhysicalPosition<i32>,
}

/// Makes a window small, and keeps it above the others; says where it was.
pub fn step_aside(window: &WebviewWindow) -> tauri::Result<Place> {
    let place = Place {
        size: window.inner_size()?,
        position: window.outer_position()?,
    };
    window.set_min_size(None::<LogicalSize<f64>>)?;
    window.set_always_on_top(true)?;
    window.set_size(ASIDE)?;
    Ok(place)
}

/// Undoes [`step_aside`].
pub fn come_back(window: &WebviewWindow, place: &Place) -> tauri::Result<()> {
    window.set_size(place.size)?;
    window.set_min_size(Some(LEAST))?;
    window.set_position(place.position)?;
    window.set_always_on_top(false)
}

/// Our own pages, and nothing else.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How WebView2 addresses the same pages.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

fn place(app: &AppHandle, size: LogicalSize<f64>) -> tauri::Result<Option<(PhysicalPosition<i32>, f64)>> {
    let pointer = app.cursor_position()?;
    let under_pointer = app.monitor_from_point(pointer.x, pointer.y)?;
    let Some(monitor) = under_pointer.or(app.primary_monitor()?) else {
        return Ok(None);
    };
    let tray = app
        .tray_by_id(crate::desktop::TRAY_ID)
        .and_then(|tray| tray.rect().ok().flatten());
    let scale = monitor.scale_factor();
    let tray = tray.map(|rect| rect.position.to_physical::<i32>(scale));
    let screen = PhysicalRect {
        position: *monitor.position(),
        size: *monitor.size(),
    };
    let with_frame = LogicalSize {
        width: size.width + FRAME.width,
        height: size.height + FRAME.height,
    };
    let outer = with_frame.to_physical::<u32>(scale);
    let margin = tauri::LogicalUnit::new(MARGIN).to_physical::<i32>(scale).0;
    Ok(Some((
        near_tray(screen, *monitor.work_area(), tray, outer, margin),
        scale,
    )))
}

/// The corner of the work area nearest to the tray. Where the system doesn't say where the tray is, it is taken to be
/// at the right of whichever edge the panel lies on; at the bottom when there is no panel.
pub fn near_tray(
    screen: PhysicalRect<i32, u32>,
    work_area: PhysicalRect<i32, u32>,
    tray: Option<PhysicalPosition<i32>>,
    outer: PhysicalSize<u32>,
    margin: i32,
) -> PhysicalPosition<i32> {
    let (left, right) = span(work_area.position.x, work_area.size.width, outer.width, margin);
    let (top, bottom) = span(work_area.position.y, work_area.size.height, outer.height, margin);
    let tray = tray.filter(|tray| {
        let (x, y) = (tray.x - screen.position.x, tray.y - screen.position.y);
        (0..signed(screen.size.width)).contains(&x) && (0..signed(screen.size.height)).contains(&y)
    });
    let (at_left, at_top) = tray.map_or_else(
        || (false, panel_on_top(screen, work_area)),
        |tray| {
            let middle_x = work_area.position.x + signed(work_area.size.width) / 2;
            let middle_y = work_area.position.y + signed(work_area.size.height) / 2;
            (tray.x < middle_x, tray.y < middle_y)
        },
    );
    PhysicalPosition {
        x: if at_left { left } else { right },
        y: if at_top { top } else { bottom },
    }
}

fn panel_on_top(screen: PhysicalRect<i32, u32>, work_area: PhysicalRect<i32, u32>) -> bool {
    let above = work_area.position.y - screen.position.y;
    let below = signed(screen.size.height) - above - signed(work_area.size.height);
    above > below
}

/// The first and the last coordinate at which `length` fits into an area with a margin; never before its start, so
/// that a title bar stays within reach on a small screen.
fn span(start: i32, area: u32, length: u32, margin: i32) -> (i32, i32) {
    let last = start + signed(area) - signed(length) - margin;
    (start + margin.min(last.max(start) - start), last.max(start))
}

fn signed(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: PhysicalSize<u32> = PhysicalSize {
        width: 480,
        height: 640,
    };

    fn rect(x: i32, y: i32, width: u32, height: u32) -> PhysicalRect<i32, u32> {
        PhysicalRect {
            position: PhysicalPosition { x, y },
            size: PhysicalSize { width, height },
        }
    }

    fn at(x: i32, y: i32) -> PhysicalPosition<i32> {
        PhysicalPosition { x, y }
    }

    #[test]
    fn a_window_opens_beside_the_panel_the_tray_sits_on() {
        let screen = rect(0, 0, 1920, 1080);
        let panel_below = rect(0, 0, 1920, 1040);
        let panel_above = rect(0, 30, 1920, 1050);
        assert_eq!(near_tray(screen, panel_below, None, FORM, 10), at(1430, 390));
        assert_eq!(near_tray(screen, panel_above, None, FORM, 10), at(1430, 40));
        assert_eq!(
            near_tray(screen, panel_below, Some(at(40, 1050)), FORM, 10),
            at(10, 390)
        );
    }

    #[test]
    fn a_tray_on_another_monitor_does_not_pull_the_window_away_from_the_pointer() {
        let second = rect(1920, 0, 1280, 1024);
        let placed = near_tray(second, second, Some(at(100, 1060)), FORM, 10);
        assert_eq!(placed, at(1920 + 1280 - 480 - 10, 1024 - 640 - 10));
    }

    #[test]
    fn on_a_screen_too_small_the_title_bar_stays_within_reach() {
        let small = rect(0, 24, 400, 576);
        assert_eq!(near_tray(small, small, None, FORM, 10), at(0, 24));
    }

    #[test]
    fn a_page_goes_nowhere_but_home() {
        let may = |url: &str| is_ours(&url.parse().unwrap());
        assert!(may("tauri://localhost/index.html"));
        for url in [
            "https://example.com/",
            "http://localhost:1420/",
            "file:///etc/passwd",
            "tauri://example.com/",
            "data:text/html,hi",
            "about:blank",
            "deskbell://new",
        ] {
            assert!(!may(url), "{url}");
        }
    }
}
