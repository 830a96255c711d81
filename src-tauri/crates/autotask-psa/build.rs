//! Writes the Latin letters of `any_ascii` down as a table. The whole of it knows every script there is, which would be half
//! a megabyte in each of our programs.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;
use std::{env, fs};

/// Latin Extended A and B, the phonetic letters, Latin Extended Additional, and the ligatures.
const LATIN: [RangeInclusive<u32>; 4] = [0x0100..=0x024F, 0x0250..=0x02AF, 0x1E00..=0x1EFF, 0xFB00..=0xFB06];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut table =
        String::from("/// Letters by ranges of code points, each in plain letters; empty where there are none.\n");
    table += "const LATIN: &[(std::ops::RangeInclusive<u32>, &[&str])] = &[\n";
    for range in LATIN {
        let plain: Vec<&str> = range.clone().map(in_plain_letters).collect();
        writeln!(table, "    ({range:?}, &{plain:?}),")?;
    }
    table += "];\n";
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo tells a build script its folder by the environment"
    )]
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("latin.rs"), table)?;
    Ok(())
}

fn in_plain_letters(code: u32) -> &'static str {
    let plain = char::from_u32(code)
        .filter(|c| c.is_alphabetic())
        .map_or("", any_ascii::any_ascii_char);
    if plain.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        plain
    } else {
        ""
    }
}
