//! Names of files as they may go into a ticket.

use crate::text::clean_line;

/// The longest name that goes along; ticket systems and disks take a little more.
const LONGEST: usize = 120;

/// A file name without folders, control characters and what some system forbids in names. Never empty.
pub(crate) fn sanitised(name: &str) -> String {
    let last = clean_line(name);
    let last = last.rsplit(['/', '\\']).next().unwrap_or_default();
    let allowed: String = last
        .chars()
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') || reverses(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    let trimmed = allowed.trim().trim_end_matches('.').trim();
    if trimmed.trim_matches('.').is_empty() {
        return "file".to_owned();
    }
    shortened(trimmed)
}

/// The media type, where the extension says it beyond doubt.
pub(crate) fn media_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "png" => Some("image/png"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "gif" => Some("image/gif"),
        "txt" | "log" => Some("text/plain"),
        "pdf" => Some("application/pdf"),
        "zip" => Some("application/zip"),
        _ => None,
    }
}

/// Characters that make `exe.gpj` look like `jpg.exe`.
fn reverses(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
}

/// The extension is what a technician's machine goes by: it stays.
fn shortened(name: &str) -> String {
    let count = name.chars().count();
    if count <= LONGEST {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    match extension.filter(|extension| extension.chars().count() <= 10) {
        Some(extension) => {
            let stem: String = name.chars().take(LONGEST - extension.chars().count() - 1).collect();
            format!("{stem}.{extension}")
        }
        None => name.chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folders_and_tricks_and_keep_their_extension() {
        let cases = [
            ("report.pdf", "report.pdf"),
            ("C:\\Users\\dana\\crash.dmp", "crash.dmp"),
            ("../../etc/passwd", "passwd"),
            ("a\0b\n.txt", "ab .txt"),
            ("what?.txt", "what_.txt"),
            ("photo\u{202e}gpj.exe", "photo_gpj.exe"),
            ("..", "file"),
            ("/", "file"),
            ("", "file"),
            ("名前.png", "名前.png"),
        ];
        for (given, expected) in cases {
            assert_eq!(sanitised(given), expected, "{given:?}");
        }
        let long = sanitised(&format!("{}.jpeg", "x".repeat(300)));
        assert_eq!(long, format!("{}.jpeg", "x".repeat(LONGEST - 5)));
    }
}
