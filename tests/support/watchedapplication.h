// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>
#include <QStringList>
#include <QThread>
#include <QVector>

#include <algorithm>
#include <ctime>
#include <vector>

namespace eventscope {

/// How long a window is deaf: what the GUI thread does in one go, whether a test does it or the
/// event loop, by this thread's own processor time. Other work of the machine is no freeze of the
/// window's making; but who shares a core has a slower one, so a step that took too long is weighed
/// by a piece of work that is always the same, done at once behind it.
class WatchedApplication final : public QApplication
{
public:
    WatchedApplication(int &argc, char **argv) : QApplication(argc, argv) { slowness(); }
    static WatchedApplication &self() { return *static_cast<WatchedApplication *>(qApp); }

    /// What nobody may wait longer for. Sanitizers take their multiple of it.
    static constexpr double mostMs()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return 400;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
        return 400;
#else
        return 100;
#endif
#else
        return 100;
#endif
    }

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0 || QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        // Asked before: it may be deleted then.
        const char *const name = receiver->metaObject()->className();
        const QEvent::Type type = event->type();
        bool handled = false;
        measure([&] { handled = QApplication::notify(receiver, event); },
                [&] {
                    const char *const what = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
                    return QStringLiteral("%1, then %2 of %3")
                        .arg(m_doing, QLatin1String(what), QLatin1String(name));
                });
        return handled;
    }

    /// Does something that a user would wait for; the milliseconds that it took.
    template<typename Do>
    double step(const QString &name, Do what)
    {
        m_doing = name;
        return measure(what, [&] { return name; });
    }

    /// The same for what takes as long when it is done again.
    template<typename Do>
    double stepAgain(const QString &name, Do what)
    {
        const qsizetype before = m_steps.size();
        double least = step(name, what);
        for (int tries = 0; least > mostMs() && tries < 2; ++tries) {
            m_steps.resize(before);
            least = std::min(least, step(name, what));
        }
        return least;
    }

    /// What took too long since this was asked.
    QStringList takeTooLong()
    {
        QStringList names;
        for (qsizetype i = m_looked; i < m_steps.size(); ++i) {
            if (m_steps[i].ms > mostMs())
                names += m_steps[i].text();
        }
        m_looked = m_steps.size();
        return names;
    }

    QString longest(int count) const
    {
        QVector<Step> sorted = m_steps;
        std::sort(sorted.begin(), sorted.end(),
                  [](const Step &a, const Step &b) { return a.ms > b.ms; });
        QStringList lines;
        for (const Step &step : sorted.mid(0, count))
            lines += step.text();
        return lines.join(QStringLiteral("; "));
    }

    static double spentMs()
    {
        timespec spent = {};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return double(spent.tv_sec) * 1e3 + double(spent.tv_nsec) / 1e6;
    }

private:
    struct Step
    {
        double ms = 0;
        QString name;
        QString text() const { return QStringLiteral("%1 ms %2").arg(ms, 0, 'f', 0).arg(name); }
    };

    template<typename Do, typename Name>
    double measure(Do what, Name name)
    {
        ++m_depth;
        const double before = spentMs();
        what();
        double ms = spentMs() - before;
        --m_depth;
        if (ms > mostMs())
            ms /= slowness();
        if (ms > worthTellingMs)
            m_steps.append({ms, name()});
        return ms;
    }

    /// How much longer the same work takes now than at its best.
    double slowness()
    {
        double least = 0;
        double now = 0;
        for (int i = 0; i < 3; ++i) {
            const double before = spentMs();
            std::vector<quint32> numbers(200'000);
            for (quint32 k = 0; auto &number : numbers)
                number = ++k * 2654435761U;
            std::sort(numbers.begin(), numbers.end());
            now = spentMs() - before;
            least = i == 0 ? now : std::min(least, now);
        }
        m_best = std::min(m_best, least);
        return least / m_best;
    }

    static constexpr double worthTellingMs = 5;

    QVector<Step> m_steps;
    qsizetype m_looked = 0;
    QString m_doing;
    double m_best = 1e9;
    int m_depth = 0;
};

} // namespace eventscope
