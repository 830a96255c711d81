//! The registry itself.

use windows_registry::{Key, LOCAL_MACHINE, Type};

use super::{Data, Layers, Registered};
use crate::Paths;

/// Windows' own number for a key that is not there (`ERROR_FILE_NOT_FOUND`, as an `HRESULT`).
const NOT_THERE: i32 = 0x8007_0002_u32.cast_signed();

/// What the registry says for these settings: nothing for a settings file that was named on the command line, which stands
/// for itself.
pub(crate) fn layers(paths: &Paths) -> Layers {
    if paths.settings_file.is_some() {
        return Layers::default();
    }
    Layers {
        installed: read(LOCAL_MACHINE, "HKLM", r"Software\Deskbell"),
        policy: read(LOCAL_MACHINE, "HKLM", r"Software\Policies\Deskbell"),
    }
}

/// A key's values; nothing when it is not there. Its subkeys are not settings.
fn read(root: &Key, root_name: &str, path: &str) -> Option<Registered> {
    let mut registered = Registered {
        key: format!(r"{root_name}\{path}"),
        values: Vec::new(),
        unreadable: None,
    };
    let values = root.open(path).and_then(|key| {
        let values = key.values()?;
        Ok(values.map(|(name, value)| (name, data(&value))).collect())
    });
    match values {
        Ok(values) => registered.values = values,
        Err(error) if error.code().0 == NOT_THERE => return None,
        Err(error) => registered.unreadable = Some(error.message()),
    }
    // The key's nameless default value is nobody's setting.
    registered.values.retain(|(name, _)| !name.is_empty());
    registered.values.sort_by(|one, other| one.0.cmp(&other.0));
    Some(registered)
}

fn data(value: &windows_registry::Value) -> Data {
    match value.ty() {
        Type::String => String::try_from(value.clone()).map_or(Data::Other, Data::Text),
        Type::U32 => u32::try_from(value.clone()).map_or(Data::Other, Data::Number),
        Type::U64 | Type::ExpandString | Type::MultiString | Type::Bytes | Type::Other(_) => Data::Other,
    }
}

#[cfg(test)]
mod tests {
    use windows_registry::CURRENT_USER;

    use super::*;

    #[test]
    fn values_come_out_as_they_were_written_and_subkeys_stay_out() {
        let path = format!(r"Software\Deskbell test {}", uuid::Uuid::now_v7());
        assert_eq!(read(CURRENT_USER, "HKCU", &path), None);
        let key = CURRENT_USER.create(&path).unwrap();
        key.set_string("company", "日本語株式会社").unwrap();
        key.set_u32("screenshots", 0).unwrap();
        key.set_expand_string("rules", "%TEMP%").unwrap();
        key.set_multi_string("hotkey", &["a", "b"]).unwrap();
        key.set_string("", "the key's default value").unwrap();
        key.create("Setup").unwrap().set_u32("NoAutostart", 1).unwrap();
        let found = read(CURRENT_USER, "HKCU", &path).unwrap();
        CURRENT_USER.remove_tree(&path).unwrap();
        let expected = [
            ("company", Data::Text("日本語株式会社".to_owned())),
            ("hotkey", Data::Other),
            ("rules", Data::Other),
            ("screenshots", Data::Number(0)),
        ];
        let expected: Vec<(String, Data)> = expected
            .into_iter()
            .map(|(name, data)| (name.to_owned(), data))
            .collect();
        assert_eq!(found.values, expected);
        assert_eq!((found.key, found.unreadable), (format!(r"HKCU\{path}"), None));
    }
}
