// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowreader.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace std::chrono_literals;

namespace {

/// Of the 16 ms of a frame: painting takes four, and ten on a slow machine.
constexpr auto mostPatience = 3ms;
constexpr auto leastPatience = 200us;
/// What has passed since the last wait gives so much of it back.
constexpr int patiencePart = 6;

bool isSame(const RowReader::Wanted &a, const RowReader::Wanted &b)
{
    return a.sequence == b.sequence && a.part == b.part;
}

} // namespace

RowReader::RowReader(QObject *parent)
    : QObject(parent), m_waited(std::chrono::steady_clock::now()), m_patience(mostPatience)
{
    m_pool.setMaxThreadCount(1); // one disk
}

RowReader::~RowReader()
{
    stop();
}

void RowReader::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_wanted.clear();
    }
    m_pool.waitForDone();
    const std::lock_guard lock(m_mutex);
    m_stop = false;
    m_rows.clear();
}

void RowReader::setReader(LineTextReader reader)
{
    stop();
    m_reader = std::move(reader);
}

std::optional<LineTexts> RowReader::read(const Wanted &row)
{
    want(row);
    return LineTextReader::isSmall(row.record) ? waitFor(row) : std::nullopt;
}

void RowReader::want(const Wanted &row)
{
    const std::lock_guard lock(m_mutex);
    if (m_current && isSame(*m_current, row))
        return;
    std::erase_if(m_wanted, [&row](const Wanted &other) { return isSame(other, row); });
    m_wanted.push_back(row);
    if (m_wanted.size() > mostWanted)
        m_wanted.pop_front();
    if (!std::exchange(m_working, true))
        m_pool.start([this] { work(); });
}

void RowReader::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop && !m_wanted.empty()) {
        const Wanted row = m_wanted.back();
        m_wanted.pop_back();
        m_current = row;
        lock.unlock();
        LineTexts texts = m_reader.read(row.record);
        m_reader.readMore(row.record, row.sequence, row.part, texts);
        lock.lock();
        m_current.reset();
        m_rows.push_back({row.sequence, std::move(texts)});
        m_news.notify_one();
        if (!std::exchange(m_told, true))
            QMetaObject::invokeMethod(this, &RowReader::rowsRead, Qt::QueuedConnection);
    }
    m_working = false;
}

/// Waits for one row: what the disk reads for it usually has the rows around it, too.
std::optional<LineTexts> RowReader::waitFor(const Wanted &row)
{
    const auto now = std::chrono::steady_clock::now();
    m_patience = std::min<std::chrono::steady_clock::duration>(
        mostPatience, m_patience + (now - m_waited) / patiencePart);
    m_waited = now;
    if (m_patience < leastPatience)
        return std::nullopt;
    std::optional<LineTexts> texts;
    {
        std::unique_lock lock(m_mutex);
        m_news.wait_until(lock, now + m_patience, [&] {
            texts = take(row);
            return texts.has_value();
        });
    }
    m_waited = std::chrono::steady_clock::now();
    m_patience = std::max(m_patience - (m_waited - now), decltype(m_patience)::zero());
    return texts;
}

/// With the mutex held. Only this row: the others may have been painted before they were read.
std::optional<LineTexts> RowReader::take(const Wanted &row)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&row](const Row &one) {
        return one.sequence == row.sequence && one.texts.has(row.part);
    });
    if (found == m_rows.end())
        return std::nullopt;
    LineTexts texts = std::move(found->texts);
    m_rows.erase(found);
    return texts;
}

std::vector<RowReader::Row> RowReader::takeRows()
{
    const std::lock_guard lock(m_mutex);
    m_told = false;
    return std::exchange(m_rows, {});
}

} // namespace eventscope
