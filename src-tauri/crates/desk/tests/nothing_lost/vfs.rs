//! Puts [`Disk`] under SQLite: a file system that hands everything on to the real one, and asks the disk first.
#![expect(unsafe_code, reason = "SQLite's file system is an interface in C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::ptr;
use std::slice;
use std::sync::{Arc, OnceLock};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use super::disk::Disk;

/// The lock in a log's index that its one writer holds.
const WRITER: c_int = 0;

/// What stands before the real file system's own.
#[repr(C)]
struct Front {
    base: sqlite3_file,
    recorded: *mut Recorded,
}

struct Recorded {
    disk: Arc<Disk>,
    name: String,
    /// Its first sync is one of the folder, too.
    is_folder_unsynced: bool,
}

/// The file system that was SQLite's default, for good.
struct Real(*mut sqlite3_vfs);

// SAFETY: SQLite's own file systems are made for any thread, and nobody writes to them.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    // Without these two, SQLite reads and writes through the calls above alone.
    xFetch: None,
    xUnfetch: None,
};

/// Makes it SQLite's default in this process. Folders that no [`Disk`] records are left to the real one.
pub fn install() {
    REAL.get_or_init(|| {
        // SAFETY: the default is found before another one is registered, and lives as long as the process; so does ours,
        // which is leaked.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
            let real = ffi::sqlite3_vfs_find(ptr::null());
            let mut ours = ptr::read(real);
            ours.szOsFile += c_int::try_from(size_of::<Front>()).unwrap();
            ours.pNext = ptr::null_mut();
            ours.zName = c"recording".as_ptr();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let ours = Box::into_raw(Box::new(ours));
            assert_eq!(ffi::sqlite3_vfs_register(ours, 1), ffi::SQLITE_OK);
            Real(real)
        }
    });
}

fn real_vfs() -> *mut sqlite3_vfs {
    REAL.get().map_or(ptr::null_mut(), |real| real.0)
}

/// # Safety
/// `name` is null or a C string.
unsafe fn recorded_at(name: *const c_char) -> Option<(Arc<Disk>, String)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let path = Path::new(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    Some((Disk::of(path)?, path.file_name()?.to_str()?.to_owned()))
}

/// # Safety
/// `file` is one that [`open`] has opened and recorded.
unsafe fn real(file: *mut sqlite3_file) -> (*mut sqlite3_file, &'static sqlite3_io_methods) {
    // SAFETY: the real file follows the front, as `install` has made room for it, and `open` has opened it.
    unsafe {
        let real: *mut sqlite3_file = file.cast::<Front>().add(1).cast();
        (real, &*(*real).pMethods)
    }
}

/// # Safety
/// As with [`real`].
unsafe fn recorded<'a>(file: *mut sqlite3_file) -> &'a mut Recorded {
    // SAFETY: `open` has put it there, `close` takes it away, and SQLite uses a file from one thread at a time.
    unsafe { &mut *(*file.cast::<Front>()).recorded }
}

fn code(result: Result<(), i32>) -> c_int {
    result.err().unwrap_or(ffi::SQLITE_OK)
}

unsafe extern "C" fn open(
    _vfs: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's own, and `file` has room for the front and the real file.
    unsafe {
        let real_open = (*real_vfs()).xOpen.unwrap();
        let Some((disk, name_of)) = recorded_at(name) else {
            return real_open(real_vfs(), name, file, flags, out);
        };
        (*file).pMethods = ptr::null();
        if disk.is_dead() {
            return ffi::SQLITE_CANTOPEN;
        }
        let front = file.cast::<Front>();
        let opened = real_open(real_vfs(), name, front.add(1).cast(), flags, out);
        if opened == ffi::SQLITE_OK {
            disk.open(&name_of);
            let journals = ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
            let recorded = Recorded {
                disk,
                name: name_of,
                is_folder_unsynced: flags & journals != 0 && flags & ffi::SQLITE_OPEN_CREATE != 0,
            };
            (*front).recorded = Box::into_raw(Box::new(recorded));
            (*file).pMethods = &raw const METHODS;
        }
        opened
    }
}

unsafe extern "C" fn delete(_vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's own.
    unsafe {
        if let Some((disk, name)) = recorded_at(name)
            && let Err(refused) = disk.delete(&name)
        {
            return refused;
        }
        (*real_vfs()).xDelete.unwrap()(real_vfs(), name, sync_folder)
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: `open` made both; nobody uses them after this.
    unsafe {
        drop(Box::from_raw((*file.cast::<Front>()).recorded));
        let (real, methods) = real(file);
        methods.xClose.unwrap()(real)
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, into: *mut c_void, amount: c_int, from: sqlite3_int64) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xRead.unwrap()(real, into, amount, from)
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: SQLite says how many bytes there are; handed on.
    unsafe {
        let Recorded { disk, name, .. } = recorded(file);
        let length = usize::try_from(amount).unwrap();
        let written = slice::from_raw_parts(bytes.cast::<u8>(), length);
        if let Err(refused) = disk.write(name, usize::try_from(at).unwrap(), written) {
            return refused;
        }
        let (real, methods) = real(file);
        methods.xWrite.unwrap()(real, bytes, amount, at)
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let Recorded { disk, name, .. } = recorded(file);
        if let Err(refused) = disk.truncate(name, usize::try_from(length).unwrap()) {
            return refused;
        }
        let (real, methods) = real(file);
        methods.xTruncate.unwrap()(real, length)
    }
}

/// Is not handed on: the machine that runs the tests doesn't lose its power, and waiting for its disk takes long.
unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: `open` recorded it.
    let recorded = unsafe { recorded(file) };
    let synced = recorded.disk.sync(&recorded.name, recorded.is_folder_unsynced);
    if synced.is_ok() {
        recorded.is_folder_unsynced = false;
    }
    code(synced)
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xFileSize.unwrap()(real, size)
    }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, kind: c_int) -> c_int {
    // SAFETY: handed on.
    unsafe {
        if recorded(file).disk.is_dead() {
            return ffi::SQLITE_IOERR_LOCK;
        }
        let (real, methods) = real(file);
        methods.xLock.unwrap()(real, kind)
    }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, kind: c_int) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xUnlock.unwrap()(real, kind)
    }
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xCheckReservedLock.unwrap()(real, out)
    }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xFileControl.unwrap()(real, what, argument)
    }
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xSectorSize.unwrap()(real)
    }
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xDeviceCharacteristics.unwrap()(real)
    }
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xShmMap.unwrap()(real, page, size, extend, out)
    }
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let disk = Arc::clone(&recorded(file).disk);
        let is_release = flags & ffi::SQLITE_SHM_UNLOCK != 0;
        if !is_release && disk.is_dead() {
            return ffi::SQLITE_IOERR_SHMLOCK;
        }
        let is_writer = first == WRITER && count == 1 && flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
        if is_release && is_writer {
            disk.end_commit();
        }
        let (real, methods) = real(file);
        methods.xShmLock.unwrap()(real, first, count, flags)
    }
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xShmBarrier.unwrap()(real);
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: handed on.
    unsafe {
        let (real, methods) = real(file);
        methods.xShmUnmap.unwrap()(real, delete)
    }
}
