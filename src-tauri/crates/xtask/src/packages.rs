//! What Deskbell needs of the system: to be built, to be driven in a window without a screen, and to look right there.

/// How it is recognised where there are no Debian packages.
pub enum Sign {
    /// A program on the PATH.
    Program(&'static str),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A font family that fontconfig knows.
    Font(&'static str),
    /// A file that this very place has everywhere.
    File(&'static str),
}

/// One thing that is needed.
pub struct Need {
    /// Debian 12's package.
    pub package: &'static str,
    /// How to recognise it elsewhere.
    pub sign: Sign,
    /// What for, in a few words.
    pub why: &'static str,
}

use Sign::{File, Font, Library, Program};

/// Everything, in the order told to people.
pub const NEEDS: &[Need] = &[
    need("build-essential", Program("cc"), "compiles SQLite and other C code"),
    need("pkg-config", Program("pkg-config"), "finds the libraries below"),
    need(
        "libwebkit2gtk-4.1-dev",
        Library("webkit2gtk-4.1"),
        "the window's web view",
    ),
    need(
        "libayatana-appindicator3-dev",
        Library("ayatana-appindicator3-0.1"),
        "the tray icon",
    ),
    need("libpipewire-0.3-dev", Library("libpipewire-0.3"), "screenshots"),
    need("libgbm-dev", Library("gbm"), "screenshots"),
    need(
        "libclang-dev",
        Program("llvm-config"),
        "reads the headers of the screenshot libraries",
    ),
    need("librsvg2-common", Library("librsvg-2.0"), "icons in dialogs"),
    need(
        "adwaita-icon-theme",
        File("/usr/share/icons/Adwaita/index.theme"),
        "icons in dialogs",
    ),
    need("xvfb", Program("Xvfb"), "a display where there is none"),
    need("openbox", Program("openbox"), "a window manager for that display"),
    need("dbus", Program("dbus-daemon"), "a session bus for the tray"),
    need(
        "webkit2gtk-driver",
        Program("WebKitWebDriver"),
        "drives the window in tests",
    ),
    need("xdotool", Program("xdotool"), "drives system dialogs in tests"),
    need("imagemagick", Program("import"), "pictures of the display"),
    need("tesseract-ocr", Program("tesseract"), "reads the words in pictures"),
    need(
        "tesseract-ocr-eng",
        File("/usr/share/tesseract-ocr/5/tessdata/eng.traineddata"),
        "reads the words in pictures",
    ),
    need(
        "xserver-xorg-core",
        Program("Xorg"),
        "two real screens for tests and the benchmark",
    ),
    need(
        "xserver-xorg-video-dummy",
        File("/usr/lib/xorg/modules/drivers/dummy_drv.so"),
        "two real screens for tests and the benchmark",
    ),
    need("chromium", Program("chromium"), "the UI's tests in a browser"),
    need(
        "python3-venv",
        Program("python3"),
        "the Python client that judges the practice tenant",
    ),
    need("fonts-noto-core", Font("Noto Sans"), "letters in pictures"),
    need(
        "fonts-noto-cjk",
        Font("Noto Sans CJK JP"),
        "Japanese company names in pictures",
    ),
    need("fonts-noto-color-emoji", Font("Noto Color Emoji"), "emoji in pictures"),
];

/// What the programs for Windows, their installer, and trying both take beside these.
pub const WINDOWS_NEEDS: &[Need] = &[
    need(
        "rustc-web",
        File("/usr/bin/rustc"),
        "the compiler whose library's source is at hand",
    ),
    need("cargo-web", File("/usr/bin/cargo"), "its cargo"),
    need("rust-web-clippy", File("/usr/bin/cargo-clippy"), "its lints"),
    need(
        "rust-web-src",
        File("/usr/lib/rustlib/src/rust/library/std/Cargo.toml"),
        "Rust's standard library, to be built for Windows",
    ),
    need(
        "gcc-mingw-w64-x86-64",
        Program("x86_64-w64-mingw32-gcc"),
        "compiles SQLite for Windows, and links",
    ),
    need("wixl", Program("wixl"), "makes the MSI"),
    need("msitools", Program("msiinfo"), "reads and patches the MSI"),
    need("osslsigncode", Program("osslsigncode"), "signs programs and MSI"),
    need("wine", Program("wine"), "runs them here"),
    need("wine64", File("/usr/lib/wine/wine64"), "runs them here"),
    need("xauth", Program("xauth"), "a display for them"),
];

const fn need(package: &'static str, sign: Sign, why: &'static str) -> Need {
    Need { package, sign, why }
}
