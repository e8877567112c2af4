// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/guardedmap.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace eventscope {

/// `size` is 0 while nothing is there; it is written last and taken back first.
struct GuardedMap::Slot
{
    std::atomic<uintptr_t> base = 0;
    std::atomic<size_t> size = 0;
    std::atomic<bool> spoiled = false;
    bool taken = false; ///< for those who hold the mutex
};

namespace {

/// Blocks are never moved nor freed: a handler may be reading them at any time.
struct Block
{
    std::array<GuardedMap::Slot, 256> slots;
    std::atomic<Block *> next = nullptr;
};

struct Registry
{
    std::mutex mutex;
    Block first;
    struct sigaction before = {};
    uintptr_t pageSize = 0;
    bool installed = false;
};

/// Never destroyed: maps may outlive what is destroyed at exit.
Registry &registry()
{
    static auto *const one = new Registry; // NOLINT(cppcoreguidelines-owning-memory)
    return *one;
}

std::atomic<Registry *> handlersRegistry = nullptr;

/// Only atomics and a system call: this runs in the middle of anything.
bool replacePage(const Registry &all, uintptr_t at)
{
    for (const Block *block = &all.first; block; block = block->next.load()) {
        for (const GuardedMap::Slot &slot : block->slots) {
            const size_t size = slot.size.load();
            if (size == 0 || at - slot.base.load() >= size)
                continue;
            void *page = reinterpret_cast<void *>(at & ~(all.pageSize - 1));
            if (::mmap(page, all.pageSize, PROT_READ,
                       MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                == MAP_FAILED)
                return false;
            const_cast<GuardedMap::Slot &>(slot).spoiled.store(true);
            return true;
        }
    }
    return false;
}

void onBusError(int number, siginfo_t *info, void *context)
{
    const int before = errno;
    Registry *all = handlersRegistry.load();
    const bool mended = all && replacePage(*all, reinterpret_cast<uintptr_t>(info->si_addr));
    errno = before;
    if (mended)
        return;
    if (all && (all->before.sa_flags & SA_SIGINFO) && all->before.sa_sigaction) {
        all->before.sa_sigaction(number, info, context);
    } else if (all && all->before.sa_handler != SIG_DFL && all->before.sa_handler != SIG_IGN) {
        all->before.sa_handler(number);
    } else {
        ::signal(number, SIG_DFL); // the read is tried again, and ends the program as it should
    }
}

/// With the mutex held.
void install(Registry &all)
{
    if (all.installed)
        return;
    all.pageSize = uintptr_t(::sysconf(_SC_PAGESIZE));
    handlersRegistry.store(&all);
    struct sigaction action = {};
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, nullptr, &all.before);
    all.installed = ::sigaction(SIGBUS, &action, nullptr) == 0;
}

GuardedMap::Slot *takeSlot(Registry &all)
{
    for (Block *block = &all.first;; block = block->next.load()) {
        for (GuardedMap::Slot &slot : block->slots) {
            if (!slot.taken) {
                slot.taken = true;
                slot.spoiled.store(false);
                return &slot;
            }
        }
        if (!block->next.load())
            block->next.store(new Block); // NOLINT(cppcoreguidelines-owning-memory)
    }
}

} // namespace

std::unique_ptr<GuardedMap> GuardedMap::map(int fd, size_t length)
{
    void *base = ::mmap(nullptr, length, PROT_READ, MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (base == MAP_FAILED)
        return nullptr;
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    install(all);
    Slot *slot = takeSlot(all);
    slot->base.store(reinterpret_cast<uintptr_t>(base));
    slot->size.store(length);
    return std::unique_ptr<GuardedMap>(
        new GuardedMap(static_cast<const char *>(base), length, slot));
}

GuardedMap::GuardedMap(const char *data, size_t size, Slot *slot)
    : m_data(data), m_size(size), m_slot(slot)
{ }

GuardedMap::~GuardedMap()
{
    const std::lock_guard lock(registry().mutex);
    m_slot->size.store(0);
    ::munmap(const_cast<char *>(m_data), m_size);
    m_slot->taken = false;
}

bool GuardedMap::isInMemory(size_t offset, size_t length) const
{
    if (length == 0 || offset >= m_size || length > m_size - offset)
        return true;
    const uintptr_t page = registry().pageSize;
    const uintptr_t begin = reinterpret_cast<uintptr_t>(m_data + offset) & ~(page - 1);
    const uintptr_t end = reinterpret_cast<uintptr_t>(m_data + offset + length);
    std::array<unsigned char, 64> pages = {};
    for (uintptr_t at = begin; at < end; at += pages.size() * page) {
        const size_t some = std::min<size_t>(pages.size() * page, end - at);
        if (::mincore(reinterpret_cast<void *>(at), some, pages.data()) != 0)
            return true; // nobody knows
        const auto last = pages.begin() + ptrdiff_t((some + page - 1) / page);
        if (std::any_of(pages.begin(), last, [](unsigned char one) { return (one & 1U) == 0; }))
            return false;
    }
    return true;
}

bool GuardedMap::isSpoiled() const
{
    return m_slot->spoiled.load(std::memory_order_relaxed);
}

void GuardedMap::letGo()
{
    if (::mmap(const_cast<char *>(m_data), m_size, PROT_READ,
               MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        != MAP_FAILED)
        m_slot->spoiled.store(true);
}

} // namespace eventscope
