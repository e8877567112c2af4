// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <future>

namespace eventscope {

/// Ends the recordings that were cut short, on a thread of its own: what waits in their files may
/// be a gigabyte, and the window and a new recording wait for none of it. Owned by LiveSession; GUI
/// thread.
class CutShortEnding final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~CutShortEnding() override; ///< waits for it

    void start(const QString &capturesFolder);
    /// Ready when it is over; not valid if it was never started.
    std::shared_future<void> over() const { return m_over; }

Q_SIGNALS:
    void storing(quint64 waiting); ///< once, where it takes longer than a moment
    void ended(const QStringList &captures);

private:
    void run(const QString &capturesFolder);

    std::shared_future<void> m_over;
};

} // namespace eventscope
