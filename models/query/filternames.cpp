// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filternames.h"

#include "models/query/filterfields.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// One letter more, less, another, or two that changed places.
bool isSlipOf(QStringView a, QStringView b)
{
    if (a.size() > b.size())
        std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b)
        return false;
    const auto [inA, inB] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const QStringView restA = a.mid(inA - a.begin());
    const QStringView restB = b.mid(inB - b.begin());
    if (a.size() < b.size())
        return restA == restB.mid(1);
    return restA.mid(1) == restB.mid(1)
        || (restA.size() > 1 && restA[0] == restB[1] && restA[1] == restB[0]
            && restA.mid(2) == restB.mid(2));
}

} // namespace

const QStringList &usualAttributes()
{
    static const QStringList names{u"source"_s,
                                   u"specversion"_s,
                                   u"datacontenttype"_s,
                                   u"dataschema"_s,
                                   u"kafkatopic"_s,
                                   u"kafkapartition"_s,
                                   u"kafkaoffset"_s,
                                   u"kafkamessagekey"_s,
                                   u"extversion"_s,
                                   u"partitionkey"_s,
                                   u"traceparent"_s,
                                   u"tracestate"_s,
                                   u"sendmode"_s,
                                   u"cesource"_s,
                                   u"kafkatime"_s,
                                   u"kafkaheaders"_s,
                                   u"kafkaheadersleft"_s,
                                   u"cemembers"_s,
                                   u"cemembersleft"_s,
                                   u"kafkanext"_s,
                                   u"kafkamessagekeysize"_s,
                                   u"kafkamessagekeybase64"_s};
    return names;
}

bool isUsualAttribute(const QString &name)
{
    return usualAttributes().contains(name);
}

QString nearestFieldName(const QString &name)
{
    constexpr qsizetype shortest = 4; // `ip` is no slip of `id`
    for (const FilterFieldInfo &info : filterFields()) {
        if (info.field == FilterField::Text || info.field == FilterField::Regex)
            continue;
        for (const QString &known : QStringList{info.name} + info.aliases) {
            if (name.size() >= shortest && known.size() >= shortest && isSlipOf(name, known))
                return info.name;
        }
    }
    return {};
}

} // namespace eventscope
