//! Files the person adds, read in chunks: their bytes reach the desk as a stream, never as a path.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::lock;

/// Bytes are handed over in pieces of this size.
const CHUNK: usize = 256 * 1024;

/// The chunks of one file, and what went wrong on the way. An iterator of bytes can't fail, so whoever used up the
/// chunks asks afterwards whether that was really the whole file.
pub struct Reading {
    /// For the log; holds no name.
    trouble: Arc<Mutex<Option<io::Error>>>,
}

impl Reading {
    /// Opens a file. Errors when it can't be opened or is no plain file.
    pub fn open(path: &Path) -> io::Result<(Self, impl Iterator<Item = Vec<u8>> + Send + 'static)> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"));
        }
        let trouble = Arc::new(Mutex::new(None));
        let chunks = Chunks {
            file,
            trouble: Arc::clone(&trouble),
        };
        Ok((Self { trouble }, chunks))
    }

    /// Whether everything was read.
    pub fn finish(self) -> io::Result<()> {
        lock(&self.trouble).take().map_or(Ok(()), Err)
    }
}

struct Chunks {
    file: File,
    trouble: Arc<Mutex<Option<io::Error>>>,
}

impl Iterator for Chunks {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut chunk = Vec::new();
        match self.file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk) {
            Ok(0) => None,
            Ok(_) => Some(chunk),
            Err(error) => {
                *lock(&self.trouble) = Some(error);
                None
            }
        }
    }
}

/// Bytes that came from the window (pasted or dropped), in chunks.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + Send + 'static {
    let chunks: Vec<Vec<u8>> = bytes.chunks(CHUNK).map(<[u8]>::to_vec).collect();
    chunks.into_iter()
}

/// A file's name for people; never its folder.
pub fn name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_arrives_whole_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.bin");
        let bytes: Vec<u8> = (0..=255).cycle().take(CHUNK * 2 + 17).collect();
        std::fs::write(&path, &bytes).unwrap();
        let (reading, chunks) = Reading::open(&path).unwrap();
        let sizes_and_bytes: Vec<Vec<u8>> = chunks.collect();
        assert_eq!(sizes_and_bytes.len(), 3);
        assert_eq!(sizes_and_bytes.concat(), bytes);
        reading.finish().unwrap();
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Reading::open(folder.path()).is_err());
        assert!(Reading::open(&folder.path().join("gone.txt")).is_err());
    }
}
