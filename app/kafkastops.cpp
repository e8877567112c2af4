// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kafkastops.h"

#include "app/feeds/dialect.h"
#include "app/feeds/kafkastartof.h"
#include "models/capture/captureinfo.h"
#include "models/capture/kafkatrail.h"

#include <QCoreApplication>
#include <QDir>
#include <QPointer>
#include <QThreadPool>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

OptionValues withStops(OptionValues secrets, const QString &stops)
{
    if (!stops.isEmpty())
        secrets.insert(memoryKey, stops);
    return secrets;
}

/// The demo's cluster is another one each time.
bool goesOn(const ConnectionProfile &profile)
{
    return !profile.transient && kafkaStartOf(profile) == u"resume";
}

} // namespace

KafkaPosition kafkaStopsIn(const QString &folder, const QString &connectionId)
{
    // Their names begin with the time.
    const QStringList captures =
        QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    KafkaPosition stops;
    for (const QString &name : captures) {
        const QString capture = folder + u'/' + name;
        const auto info = CaptureInfo::read(capture);
        if (!info || !info->connections.contains(connectionId))
            continue;
        stops.add(KafkaTrail::read(capture, connectionId));
        if (!stops.isEmpty())
            break;
    }
    return stops;
}

void KafkaStops::find(const ConnectionProfile &profile, const OptionValues &secrets,
                      const Next &next)
{
    if (!goesOn(profile)) {
        m_known.remove(profile.id); // who comes back to it has read more by then
        return next(secrets);
    }
    const auto known = m_known.constFind(profile.id);
    if (known != m_known.constEnd() && known->options == profile.options)
        return next(withStops(secrets, known->stops));
    QThreadPool::globalInstance()->start([folder = m_folder, settled = m_settled, profile, secrets,
                                          next, self = QPointer<KafkaStops>(this)] {
        if (settled.valid()) {
            QThreadPool::globalInstance()->releaseThread(); // others are not to wait for it
            settled.wait();
            QThreadPool::globalInstance()->reserveThread();
        }
        const QString stops = kafkaStopsIn(folder, profile.id).text();
        QCoreApplication *const application = QCoreApplication::instance();
        QMetaObject::invokeMethod(application, [profile, secrets, next, stops, self] {
            if (!self)
                return;
            self->m_known.insert(profile.id, {profile.options, stops});
            next(withStops(secrets, stops));
        });
    });
}

} // namespace eventscope
