/* What a test wants to know of, and do to, the trays that run on its PC. Only for tests, never shipped.
     tray list        prints the process id of each deskbell.exe
     tray close PID   asks it to end as the MSI does, waits for up to 20 s, and prints its exit code */
#include <windows.h>
#include <tlhelp32.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int list(void) {
    PROCESSENTRY32 entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    for (BOOL more = Process32First(all, &entry); more; more = Process32Next(all, &entry)) {
        if (_stricmp(entry.szExeFile, "deskbell.exe") != 0) continue;
        printf("%lu\n", entry.th32ProcessID);
    }
    return 0;
}

static int end(const char *id) {
    char name[80];
    DWORD code = 0;
    HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_INFORMATION, FALSE, strtoul(id, NULL, 10));
    snprintf(name, sizeof name, "Global\\app.deskbell.tray.close.%s", id);
    HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, name);
    if (!event) return puts("no event"), 1;
    SetEvent(event);
    if (WaitForSingleObject(process, 20000) != WAIT_OBJECT_0) return puts("still there"), 1;
    GetExitCodeProcess(process, &code);
    printf("%lu\n", code);
    return 0;
}

int main(int count, char **words) {
    if (count == 2 && strcmp(words[1], "list") == 0) return list();
    if (count == 3 && strcmp(words[1], "close") == 0) return end(words[2]);
    return 2;
}
