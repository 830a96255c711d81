/* Wine 8 has no bcryptprimitives.dll, from which Rust's standard library takes its random numbers. For tests only. */
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(PVOID bytes, ULONG length); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length)
{
    return SystemFunction036(bytes, (ULONG)length);
}
