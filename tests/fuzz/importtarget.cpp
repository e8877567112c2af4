// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people pass on to each other, or edit by hand: connections, subscriptions, dialects,
// filters, the description of a capture; and URLs.
#include "app/feeds/dialectregistry.h"
#include "models/capture/captureinfo.h"
#include "models/capture/kafkatrail.h"
#include "models/capture/lossnote.h"
#include "models/connection/connectionprofile.h"
#include "models/connection/dialectfile.h"
#include "models/connection/kafkaposition.h"
#include "models/connection/kafkaurl.h"
#include "models/connection/subscriptionset.h"
#include "models/event/fieldmask.h"
#include "models/query/savedfilter.h"
#include "tests/fuzz/fuzzfolder.h"
#include "tests/fuzz/fuzztarget.h"

#include <QJsonDocument>

namespace eventscope::fuzz {

using namespace Qt::StringLiterals;

namespace {

constexpr char canary[] = "c4n4ry";

const QVector<DialectInfo> &dialects()
{
    static const QVector<DialectInfo> all = [] {
        QVector<DialectInfo> infos;
        for (const Dialect *dialect : allDialects())
            infos.append(dialect->info());
        return infos;
    }();
    return all;
}

void checkSets(const QByteArray &bytes)
{
    if (const auto set = readSubscriptionSet(bytes)) {
        const auto again = readSubscriptionSet(writeSubscriptionSet(*set));
        demand(again && *again == *set, "a set of subscriptions comes back", bytes.toStdString());
        for (const DialectInfo &dialect : dialects())
            planImport(*set, {}, dialect).text();
    }
    for (const FilterSetUse use : {FilterSetUse::Own, FilterSetUse::Shared}) {
        const auto filters = readFilterSet(bytes, use);
        if (!filters)
            continue;
        const auto again = readFilterSet(writeFilterSet(*filters, use), use);
        demand(again && *again == *filters, "a set of filters comes back", bytes.toStdString());
    }
    if (const auto file = readDialectFile(bytes, dialects())) {
        const auto info = std::find_if(dialects().begin(), dialects().end(),
                                       [&](const auto &one) { return one.id == file->dialect; });
        demand(info != dialects().end(), "a dialect that is read is known");
        const auto again = readDialectFile(writeDialectFile(*file, *info), dialects());
        demand(bool(again), "a dialect that is written can be read", bytes.toStdString());
    }
}

void checkProfile(const QByteArray &bytes)
{
    const auto profile = ConnectionProfile::fromJson(QJsonDocument::fromJson(bytes).object());
    if (!profile)
        return;
    const auto again = ConnectionProfile::fromJson(profile->toJson());
    demand(bool(again), "a connection that is written can be read", bytes.toStdString());
    demand(again->toJson() == profile->toJson(), "a connection comes back", bytes.toStdString());
    const QVector<DialectInfo> &known = dialects();
    for (const DialectInfo &dialect : known)
        dialect.problemWith(profile->options);
}

/// No secret of a URL survives in what is saved and shown.
void checkUrl(const QString &text)
{
    for (const DialectInfo &dialect : dialects()) {
        const SortedUrl sorted = sortUrl(text, dialect);
        demand(sortUrl(sorted.url, dialect).url == sorted.url, "a sorted URL stays",
               text.toStdString());
        problemWithUrl(text);
    }
    publicUrl(text);
    problemWithKafkaUrl(text);
    if (problemWithKafkaUrl(text).isEmpty())
        demand(!kafkaBrokers(text).isEmpty(), "a cluster that can be tried has a broker",
               text.toStdString());
    if (text.contains(u'?') || text.contains(u'#') || text.contains(u'\\'))
        return;
    const QString shown = publicUrl(text + u"?token="_s + QLatin1StringView(canary));
    demand(!shown.contains(QLatin1StringView(canary)), "a token is in no public URL",
           text.toStdString());
}

void checkFolder(std::string_view bytes)
{
    static const FuzzFolder folder;
    folder.clear();
    folder.write(u"capture.json"_s, bytes);
    if (const auto info = CaptureInfo::read(folder.path())) {
        demand(bool(info->write(folder.path())), "a description can be written");
        const auto again = CaptureInfo::read(folder.path());
        demand(again && again->connections == info->connections && again->retired == info->retired
                   && again->id == info->id,
               "a description comes back", bytes);
        masksOf(info->connections);
    }
    folder.clear();
    folder.write(QString(lossNoteName), bytes);
    LossNote::read(folder.path());
    LossNote::isRecording(folder.path());
    LossNote::topics(folder.path());
}

} // namespace

void imports(std::string_view bytes)
{
    const QByteArray raw(bytes.data(), qsizetype(bytes.size()));
    const QString text = QString::fromUtf8(raw);
    checkSets(raw);
    checkProfile(raw);
    checkUrl(text);
    checkFolder(bytes);
    FieldMask(fieldNames(text));
    const KafkaOffsets offsets = KafkaOffsets::fromText(text);
    demand(KafkaOffsets::fromText(offsets.text()) == offsets, "offsets come back", bytes);
    const KafkaPosition position = KafkaPosition::fromText(text);
    demand(KafkaPosition::fromText(position.text()) == position, "positions come back", bytes);
    demand(position.text(20).size() <= 20, "positions are bounded", bytes);
    KafkaTrail trail;
    trail.take(bytes);
    problemWithSecret(text);
}

} // namespace eventscope::fuzz
