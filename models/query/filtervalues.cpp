// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtervalues.h"

#include "models/event/displaytext.h"
#include "models/query/filtertimes.h"

#include <array>

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 longestAgo = qint64(200) * 366 * 86'400 * second;

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterValues", text);
}

struct Unit
{
    QStringView name;
    qint64 factor;
};

/// A decimal of at most 15 digits at `at`, which moves behind it; times `factor` it must fit.
struct Number
{
    qint64 digits = 0;
    qint64 divisor = 1;
};
std::optional<Number> readNumber(QStringView text, qsizetype &at)
{
    Number number;
    int count = 0;
    bool point = false;
    for (; at < text.size(); ++at) {
        const char16_t c = text[at].unicode();
        if (c == u'.' && !point && count > 0) {
            point = true;
            continue;
        }
        if (c < u'0' || c > u'9')
            break;
        if (++count > 15)
            return {};
        number.digits = number.digits * 10 + (c - u'0');
        number.divisor *= point ? 10 : 1;
    }
    return count > 0 && text[at - 1] != u'.' ? std::optional(number) : std::nullopt;
}

/// digits × factor / divisor, if that is not beyond all measure.
std::optional<qint64> scaled(const Number &number, qint64 factor)
{
    const qint64 whole = number.digits / number.divisor;
    const qint64 rest = number.digits % number.divisor;
    constexpr qint64 most = qint64(1) << 62;
    if (whole > most / factor - 1)
        return {};
    return whole * factor + qint64(static_cast<long double>(rest) * factor / number.divisor);
}

template<size_t Size>
std::optional<qint64> unitAt(QStringView text, qsizetype &at, const std::array<Unit, Size> &units)
{
    qsizetype end = at;
    while (end < text.size() && text[end].isLetter())
        ++end;
    const QStringView name = text.mid(at, end - at);
    for (const Unit &unit : units) {
        if (name.compare(unit.name, Qt::CaseInsensitive) == 0) {
            at = end;
            return unit.factor;
        }
    }
    return {};
}

constexpr std::array durationUnits{Unit{u"us", 1},
                                   Unit{u"µs", 1},
                                   Unit{u"ms", 1000},
                                   Unit{u"s", second},
                                   Unit{u"m", 60 * second},
                                   Unit{u"min", 60 * second},
                                   Unit{u"h", 3600 * second},
                                   Unit{u"d", 86'400 * second},
                                   Unit{u"w", 604'800 * second}};

constexpr std::array byteUnits{Unit{u"", 1},
                               Unit{u"B", 1},
                               Unit{u"k", 1000},
                               Unit{u"kB", 1000},
                               Unit{u"MB", 1'000'000},
                               Unit{u"GB", 1'000'000'000},
                               Unit{u"KiB", 1 << 10},
                               Unit{u"MiB", 1 << 20},
                               Unit{u"GiB", 1 << 30},
                               Unit{u"M", 1'000'000},
                               Unit{u"G", 1'000'000'000}};

} // namespace

std::optional<qint64> readFilterDuration(QStringView text)
{
    qint64 sum = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const auto number = readNumber(text, at);
        const auto unit = number ? unitAt(text, at, durationUnits) : std::nullopt;
        const auto part = unit ? scaled(*number, *unit) : std::nullopt;
        if (!part || *part > longestAgo - sum)
            return {};
        sum += *part;
    }
    return text.isEmpty() ? std::nullopt : std::optional(sum);
}

std::optional<qint64> readFilterBytes(QStringView text)
{
    qsizetype at = 0;
    const auto number = readNumber(text, at);
    const auto unit = number ? unitAt(text, at, byteUnits) : std::nullopt;
    return unit && at == text.size() ? scaled(*number, *unit) : std::nullopt;
}

std::optional<qint64> readFilterCount(QStringView text)
{
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    return ok && value >= 0 && text[0].isDigit() ? std::optional(value) : std::nullopt;
}

std::optional<Severity> readFilterSeverity(const QString &text)
{
    const QString lower = text.toLower();
    if (lower == u"warn")
        return Severity::Warning;
    if (lower == u"err")
        return Severity::Error;
    if (lower == u"information")
        return Severity::Info;
    return severityFromText(lower.toStdString());
}

std::optional<FilterFlag> readFilterFlag(const QString &text)
{
    static constexpr std::array names{u"gap",         u"own",          u"received",   u"error",
                                      u"undecodable", u"binary",       u"bookmarked", u"late",
                                      u"repeated",    u"duplicatekey", u"idconflict"};
    for (size_t i = 0; i < names.size(); ++i) {
        if (text.compare(QStringView(names[i]), Qt::CaseInsensitive) == 0)
            return FilterFlag(i);
    }
    return {};
}

QString filterValueProblem(FilterValueKind kind, const QString &text)
{
    const qint64 now = nowUs();
    switch (kind) {
    case FilterValueKind::Severity:
        return readFilterSeverity(text) ? QString()
                                        : tr("Expected info, success, warning, error or fatal.");
    case FilterValueKind::Time:
        return readFilterTime(text, now, TimeZoneChoice::Local)
            ? QString()
            : tr("Expected a time: 10:30, 10:30:05.25, 2026-11-21, 2026-11-21T10:30, today, "
                 "yesterday, or -5m for five minutes ago.");
    case FilterValueKind::Duration:
        return readFilterDuration(text.startsWith(u'-') ? QStringView(text).mid(1) : text)
            ? QString()
            : tr("Expected a duration: 250ms, 1.5s, 5m, 1h30m or 2d.");
    case FilterValueKind::Count:
        return readFilterCount(text) ? QString() : tr("Expected a whole number.");
    case FilterValueKind::Bytes:
        return readFilterBytes(text) ? QString() : tr("Expected a size: 1500, 10kB or 1MiB.");
    case FilterValueKind::Flag:
        return readFilterFlag(text)
            ? QString()
            : tr("Expected gap, own, received, error, undecodable, binary, bookmarked, late, "
                 "repeated, duplicatekey or idconflict.");
    case FilterValueKind::Path:
        return readFilterPath(text) ? QString()
                                    : tr("Expected a path into the payload: status, "
                                         "items[*].name, or * for any change.");
    case FilterValueKind::Text:
    case FilterValueKind::Any:
        break;
    }
    return {};
}

} // namespace eventscope
