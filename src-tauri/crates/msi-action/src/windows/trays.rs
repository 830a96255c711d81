//! The trays that run while their program is replaced: asked to close, ended if they won't, started again afterwards.

use std::ffi::c_void;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use windows::Win32::Foundation::{HANDLE, WAIT_OBJECT_0};
use windows::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows::Win32::System::Environment::{CreateEnvironmentBlock, DestroyEnvironmentBlock};
use windows::Win32::System::RemoteDesktop::{ProcessIdToSessionId, WTSQueryUserToken};
use windows::Win32::System::Threading::{
    CREATE_UNICODE_ENVIRONMENT, CreateProcessAsUserW, CreateProcessW, EVENT_MODIFY_STATE, GetCurrentProcessId,
    OpenEventW, OpenProcess, PROCESS_INFORMATION, PROCESS_NAME_WIN32, PROCESS_QUERY_LIMITED_INFORMATION,
    PROCESS_SYNCHRONIZE, PROCESS_TERMINATE, QueryFullProcessImageNameW, STARTUPINFOW, SetEvent, TerminateProcess,
    WaitForSingleObject,
};
use windows::core::{HSTRING, Owned, PCWSTR, PWSTR};
use windows_registry::LOCAL_MACHINE;

use super::session::Session;
use crate::orders::Trays;

/// Where the sessions are remembered between the old version's going and the new one's coming.
const SETUP: &str = r"Software\Deskbell\Setup";
const CLOSED: &str = "closed";

/// A tray keeps what a person was writing, and closes its windows.
const PATIENCE: Duration = Duration::from_secs(15);

/// Closes all trays that run from the folder, and remembers in which sessions they ran if they are to run again.
pub fn close(session: &Session, orders: &Trays) {
    let trays = running(&orders.folder.join("deskbell.exe"));
    if trays.is_empty() {
        return;
    }
    if orders.again {
        let mut sessions = remembered();
        sessions.extend(trays.iter().map(|tray| tray.session));
        sessions.sort_unstable();
        sessions.dedup();
        remember(&sessions);
    }
    let asked = trays.iter().filter(|tray| tray.ask()).count();
    session.log(&format!("{} trays run; {asked} were asked to close.", trays.len()));
    #[expect(clippy::disallowed_methods, reason = "the MSI knows no clock to pass in")]
    let until = Instant::now() + if asked > 0 { PATIENCE } else { Duration::ZERO };
    for tray in &trays {
        #[expect(clippy::disallowed_methods, reason = "the MSI knows no clock to pass in")]
        let left = until.saturating_duration_since(Instant::now());
        if !tray.ended_within(left) {
            tray.end();
            session.log(&format!(
                "The tray in session {} would not close and was ended.",
                tray.session
            ));
        }
    }
}

/// Starts a tray in each session where one was closed.
pub fn open(session: &Session, orders: &Trays) {
    let sessions = remembered();
    forget();
    let program = orders.folder.join("deskbell.exe");
    if !program.is_file() {
        return;
    }
    for number in sessions {
        let told = match start_in(number, &program) {
            Ok(()) => format!("The tray in session {number} was started again."),
            Err(error) => format!(
                "The tray in session {number} could not be started again ({error}); it starts when that person logs on."
            ),
        };
        session.log(&told);
    }
}

fn forget() {
    if let Ok(setup) = LOCAL_MACHINE.options().read().write().open(SETUP) {
        // Not there is as good as gone.
        let _ = setup.remove_value(CLOSED);
    }
}

fn remember(sessions: &[u32]) {
    let numbers: Vec<String> = sessions.iter().map(ToString::to_string).collect();
    if let Ok(setup) = LOCAL_MACHINE.create(SETUP) {
        // Without it a tray starts at the next logon.
        let _ = setup.set_string(CLOSED, numbers.join(","));
    }
}

fn remembered() -> Vec<u32> {
    let numbers = LOCAL_MACHINE.open(SETUP).and_then(|setup| setup.get_string(CLOSED));
    numbers
        .unwrap_or_default()
        .split(',')
        .filter_map(|number| number.parse().ok())
        .collect()
}

struct Tray {
    id: u32,
    session: u32,
    process: Owned<HANDLE>,
}

impl Tray {
    /// Sets the event that the tray waits for; says whether there is one.
    #[expect(unsafe_code, reason = "events have no other door")]
    fn ask(&self) -> bool {
        let name = HSTRING::from(format!(r"Global\app.deskbell.tray.close.{}", self.id));
        // SAFETY: the name ends with a zero, and the handle is open until it is dropped.
        unsafe {
            OpenEventW(EVENT_MODIFY_STATE, false, &name)
                .and_then(|event| SetEvent(*Owned::new(event)))
                .is_ok()
        }
    }

    #[expect(unsafe_code, reason = "processes have no other door")]
    fn ended_within(&self, patience: Duration) -> bool {
        let milliseconds = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX - 1);
        // SAFETY: the handle is open as long as `self`.
        unsafe { WaitForSingleObject(*self.process, milliseconds) == WAIT_OBJECT_0 }
    }

    #[expect(unsafe_code, reason = "processes have no other door")]
    fn end(&self) {
        // One that ends by itself at this moment is as good.
        // SAFETY: the handle is open as long as `self`.
        let _ = unsafe { TerminateProcess(*self.process, 1) };
        self.ended_within(Duration::from_secs(5));
    }
}

/// The running processes of a program.
#[expect(unsafe_code, reason = "processes have no other door")]
fn running(program: &Path) -> Vec<Tray> {
    let mut found = Vec::new();
    let mut entry = PROCESSENTRY32W {
        dwSize: u32::try_from(size_of::<PROCESSENTRY32W>()).unwrap_or_default(),
        ..PROCESSENTRY32W::default()
    };
    // SAFETY: the snapshot is open until it is dropped, and the entry says how large it is.
    unsafe {
        let Ok(snapshot) = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) else {
            return found;
        };
        let snapshot = Owned::new(snapshot);
        let mut more = Process32FirstW(*snapshot, &raw mut entry);
        while more.is_ok() {
            found.extend(process(entry.th32ProcessID, program));
            more = Process32NextW(*snapshot, &raw mut entry);
        }
    }
    found
}

#[expect(unsafe_code, reason = "processes have no other door")]
fn process(id: u32, program: &Path) -> Option<Tray> {
    let rights = PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_SYNCHRONIZE | PROCESS_TERMINATE;
    let mut name = [0_u16; 1024];
    let mut length = 1024;
    let mut session = 0;
    // SAFETY: the handle is open until it is dropped, and the name has room for as many units as `length` says.
    let process = unsafe {
        let process = Owned::new(OpenProcess(rights, false, id).ok()?);
        QueryFullProcessImageNameW(*process, PROCESS_NAME_WIN32, PWSTR(name.as_mut_ptr()), &raw mut length).ok()?;
        ProcessIdToSessionId(id, &raw mut session).ok()?;
        process
    };
    let image = PathBuf::from(String::from_utf16_lossy(name.get(..usize::try_from(length).ok()?)?));
    let same = image.as_os_str().eq_ignore_ascii_case(program.as_os_str());
    same.then_some(Tray { id, session, process })
}

/// As the person of that session, with their environment. Where that is not to be had and the session is ours, as we are.
#[expect(unsafe_code, reason = "processes have no other door")]
fn start_in(number: u32, program: &Path) -> windows::core::Result<()> {
    let mut token = HANDLE::default();
    // SAFETY: the place for the token lives, and the token is ours once the call succeeded.
    match unsafe { WTSQueryUserToken(number, &raw mut token) } {
        // SAFETY: nobody else closes it.
        Ok(()) => start_as(&unsafe { Owned::new(token) }, program),
        Err(_) if Some(number) == own_session() => start(None, None, program),
        Err(error) => Err(error),
    }
}

#[expect(unsafe_code, reason = "environments have no other door")]
fn start_as(token: &Owned<HANDLE>, program: &Path) -> windows::core::Result<()> {
    let mut environment: *mut c_void = std::ptr::null_mut();
    // SAFETY: the token is open, and the block is given back once, after its last use.
    unsafe {
        CreateEnvironmentBlock(&raw mut environment, Some(**token), false)?;
        let started = start(Some(**token), Some(environment), program);
        // Nothing can be done with a block that Windows won't take back.
        let _ = DestroyEnvironmentBlock(environment);
        started
    }
}

#[expect(unsafe_code, reason = "processes have no other door")]
fn start(token: Option<HANDLE>, environment: Option<*mut c_void>, program: &Path) -> windows::core::Result<()> {
    let line = format!("\"{}\" --background", program.display());
    let mut line: Vec<u16> = line.encode_utf16().chain([0]).collect();
    let line = PWSTR(line.as_mut_ptr());
    let folder = HSTRING::from(program.parent().unwrap_or(program));
    let mut desktop: Vec<u16> = r"winsta0\default".encode_utf16().chain([0]).collect();
    let startup = STARTUPINFOW {
        cb: u32::try_from(size_of::<STARTUPINFOW>()).unwrap_or_default(),
        lpDesktop: PWSTR(desktop.as_mut_ptr()),
        ..STARTUPINFOW::default()
    };
    let mut process = PROCESS_INFORMATION::default();
    let environment = environment.map(<*mut c_void>::cast_const);
    // SAFETY: all strings end with a zero and outlive the call; the handles that come back are ours to close.
    unsafe {
        match token {
            Some(token) => CreateProcessAsUserW(
                Some(token),
                PCWSTR::null(),
                Some(line),
                None,
                None,
                false,
                CREATE_UNICODE_ENVIRONMENT,
                environment,
                &folder,
                &raw const startup,
                &raw mut process,
            )?,
            None => CreateProcessW(
                PCWSTR::null(),
                Some(line),
                None,
                None,
                false,
                CREATE_UNICODE_ENVIRONMENT,
                None,
                &folder,
                &raw const startup,
                &raw mut process,
            )?,
        }
        drop((Owned::new(process.hProcess), Owned::new(process.hThread)));
    }
    Ok(())
}

#[expect(unsafe_code, reason = "sessions have no other door")]
fn own_session() -> Option<u32> {
    let mut session = 0;
    // SAFETY: the place for the answer lives.
    unsafe { ProcessIdToSessionId(GetCurrentProcessId(), &raw mut session).ok()? };
    Some(session)
}
