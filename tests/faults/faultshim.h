// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/types.h>

/// What a program asks of the disk below one folder: counted, told to an observer, and made to fail
/// on command. The same source is linked into tests, whose definitions stand before those of the C
/// library, and built as a library for LD_PRELOAD, which the environment commands:
///
///   FAULTS_ROOT=FOLDER             only calls about what is below it count
///   FAULTS_FAIL=CALL:CODE:KIND     what fails (Kind as a number); "[fault]" on standard error says
///                                  that it did
///   FAULTS_CLOCK=FILE              three 64-bit numbers of nanoseconds, read at each look:
///                                  what is added to the wall clock, what to the time
///                                  since the start that counts sleep, and where the
///                                  monotonic clock stands still (0: it goes on)
namespace faults {

enum class Kind : int {
    None,
    Once, ///< the call fails, those behind it do not
    ShortOnce, ///< a write writes half of it; the call behind it fails
    FromNowOn, ///< and all behind it
    HalfOnly, ///< a write writes half of it, and nothing fails
};

enum class Op : uint8_t {
    Create, ///< with a name, or (O_TMPFILE) without
    Link, ///< a file without a name gets one
    Write,
    Truncate,
    Sync,
    SyncFolder,
    Rename,
    Unlink
};

/// One call that succeeded, in the order in which they did. Paths are absolute.
struct Call
{
    Op op = Op::Create;
    ino_t inode = 0; ///< of the file; with Rename and Link, of what gets the name
    uint64_t offset = 0; ///< of a write; the new length of a truncated file
    const void *bytes = nullptr;
    size_t size = 0;
    const char *path = nullptr; ///< of names that were made, changed or removed, and synced folders
    const char *to = nullptr;
};
using Observer = void (*)(const Call &);

/// From now on only calls below `root` count; null: none do.
void watch(const char *root, Observer observer = nullptr);
/// Whoever only reads counts, too: files that are opened for it, and reads at a place.
void countReads(bool count);
/// The `call`-th from now fails with this errno value.
void arm(Kind kind, int code, int call);
void disarm();
/// How many calls failed since arm().
int hits();
/// How many counted since watch() or arm().
int calls();

} // namespace faults
