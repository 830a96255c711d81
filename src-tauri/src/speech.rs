//! What the tray app says itself, in the person's language: the tray, the windows' titles, notifications, and the plain
//! window. The windows' pages say their own; what both say stands in `ui/src/languages/` alone, the rest in
//! `languages/`. The log is not spoken here: it is English.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The name of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence(&'static str);

/// What only the tray app says.
#[cfg_attr(
    not(any(windows, test)),
    allow(dead_code, reason = "the plain window is there on Windows")
)]
pub mod native {
    use super::Sentence;
    include!(concat!(env!("OUT_DIR"), "/native.rs"));
}

/// What the windows' pages say too.
#[allow(dead_code, reason = "most of it only the pages say")]
pub mod pages {
    use super::Sentence;
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}

/// What the settings call a team that was given no name.
const UNNAMED: &str = "your IT team";

/// A language, with everything there is to say.
pub struct Speech {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

macro_rules! spoken {
    ($($tag:literal)*) => {
        [$((
            $tag,
            LazyLock::new(|| Speech::read($tag, [
                include_str!(concat!("../../ui/src/languages/", $tag, ".ftl")),
                include_str!(concat!("../languages/", $tag, ".ftl")),
            ])),
        )),*]
    };
}

/// English first: it is spoken where no other is wanted.
static SPOKEN: [(&str, LazyLock<Speech>); 4] = spoken!("en" "de" "fr" "es");

impl Speech {
    /// The first of the wanted languages (BCP 47 tags) that there is: "de-CH" finds German. English else.
    pub fn of<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static Self {
        let [(_, english), ..] = &SPOKEN;
        wanted.into_iter().find_map(Self::found).unwrap_or(english)
    }

    /// A sentence without variables.
    pub fn say(&self, sentence: Sentence) -> String {
        self.say_with(sentence, [])
    }

    /// A sentence with its variables.
    pub fn say_with<const N: usize>(&self, sentence: Sentence, values: [(&'static str, FluentValue<'_>); N]) -> String {
        let values = FluentArgs::from_iter(values);
        self.formatted(sentence.0, Some(&values))
            .unwrap_or_else(|| sentence.0.to_owned())
    }

    /// The sentence of this name, if there is one.
    #[cfg(any(windows, test))]
    pub fn named(&self, name: &str) -> Option<String> {
        self.formatted(name, None)
    }

    /// What people know their IT team as; one that has no name is called in this language.
    pub fn brand<'a>(&self, name: &'a str) -> Cow<'a, str> {
        if name == UNNAMED {
            Cow::Owned(self.say(pages::BRAND_DEFAULT))
        } else {
            Cow::Borrowed(name)
        }
    }

    /// The IT team, with the number to call if there is one.
    pub fn whom(&self, brand: &str, phone: Option<&str>) -> String {
        let brand = self.brand(brand);
        match phone {
            Some(phone) => self.say_with(native::WHOM, [("brand", brand.into()), ("phone", phone.into())]),
            None => brand.into_owned(),
        }
    }

    /// What stands above the form. A brand is a name ("Contoso IT") or a description ("your IT team").
    pub fn title(&self, brand: &str) -> String {
        let is_name = |first: char| first.is_alphabetic() && !first.is_lowercase();
        let kind = if brand.chars().next().is_some_and(is_name) {
            "name"
        } else {
            "description"
        };
        self.say_with(
            pages::TITLE,
            [("brand", self.brand(brand).into()), ("kind", kind.into())],
        )
    }

    fn found(tag: &str) -> Option<&'static Self> {
        let language = tag.split(['-', '_']).next().unwrap_or(tag);
        let (_, found) = SPOKEN.iter().find(|(spoken, _)| *spoken == language)?;
        Some(found)
    }

    fn read(tag: &'static str, texts: [&str; 2]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
        bundle.set_use_isolating(false);
        for text in texts {
            // The build has checked that they can be read.
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
            bundle.add_resource_overriding(resource);
        }
        Self { tag, bundle }
    }

    fn formatted(&self, name: &str, values: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(name)?.value()?;
        let mut wrong = Vec::new();
        let said = self.bundle.format_pattern(pattern, values, &mut wrong);
        for error in wrong {
            tracing::error!("{name} in {}: {error}", self.tag);
        }
        // A line break in a file is there for whoever reads the file.
        Some(said.replace('\n', " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wanted_language_that_there_is_is_spoken() {
        for (wanted, tag) in [
            (&["de-CH", "fr"][..], "de"),
            (&["ja", "fr-CA", "en"], "fr"),
            (&["es_MX"], "es"),
            (&["ja-JP"], "en"),
            (&["C"], "en"),
            (&[], "en"),
        ] {
            assert_eq!(Speech::of(wanted.iter().copied()).tag, tag, "{wanted:?}");
        }
    }

    #[test]
    fn the_form_is_titled_as_its_page_is() {
        let english = Speech::of(["en"]);
        assert_eq!(english.title("Contoso IT"), "Contoso IT Help");
        assert_eq!(english.title("日本語株式会社"), "日本語株式会社 Help");
        assert_eq!(english.title("your IT team"), "Help from your IT team");
        assert_eq!(Speech::of(["de"]).title("your IT team"), "Hilfe: Ihr IT-Team");
    }

    #[test]
    fn what_stands_on_controls_has_one_letter_to_go_there_each() {
        for (tag, speech) in &SPOKEN {
            let letters: std::collections::BTreeSet<char> = [
                native::PLAIN_MESSAGE,
                native::PLAIN_NAME,
                native::PLAIN_EMAIL,
                native::PLAIN_PHONE,
                native::PLAIN_SEND,
            ]
            .into_iter()
            .filter_map(|label| speech.say(label).split_once('&')?.1.chars().next())
            .flat_map(char::to_lowercase)
            .collect();
            assert_eq!(letters.len(), 5, "{tag}: {letters:?}");
        }
    }

    #[test]
    fn no_sentence_of_ours_shouts_or_stands_in_two_files() {
        for tag in ["en", "de", "fr", "es"] {
            let read = |path: String| std::fs::read_to_string(path).unwrap();
            let ours = read(format!("languages/{tag}.ftl"));
            let theirs = read(format!("../ui/src/languages/{tag}.ftl"));
            let names = |text: &str| -> Vec<String> {
                let named = text.lines().filter(|line| !line.starts_with([' ', '#']));
                named
                    .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
                    .collect()
            };
            let twice: Vec<String> = names(&ours)
                .into_iter()
                .filter(|name| names(&theirs).contains(name))
                .collect();
            assert_eq!(twice, [""; 0], "{tag}");
            assert!(!ours.contains(['!', '¡']), "{tag}");
        }
    }
}
