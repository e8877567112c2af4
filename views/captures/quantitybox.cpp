// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/quantitybox.h"

#include "views/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestText = 60;

/// What people write between digits for the eye alone.
bool isFiller(QChar c)
{
    return c.isSpace() || c == u'\'' || c == u'’' || c == u'_';
}

/// As the language has it; else with a point or a comma, whichever it is not.
std::optional<double> numberIn(QString text)
{
    text.removeIf(isFiller);
    bool ok = false;
    double number = QLocale().toDouble(text, &ok);
    if (!ok) {
        QLocale plain = QLocale::c();
        plain.setNumberOptions(QLocale::RejectGroupSeparator);
        number = plain.toDouble(text.replace(u',', u'.'), &ok);
    }
    return ok && std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
}

} // namespace

QuantityBox::Kind QuantityBox::bytes()
{
    const auto unit = [](double factor, const QString &name, const QStringList &words) {
        return Unit{factor, name, name, words};
    };
    return {{unit(1e9, tr("GB"), {u"gb"_s, u"g"_s, u"gigabyte"_s, u"gigabytes"_s}),
             unit(1e6, tr("MB"), {u"mb"_s, u"m"_s, u"megabyte"_s, u"megabytes"_s}),
             unit(1e12, tr("TB"), {u"tb"_s, u"t"_s, u"terabyte"_s, u"terabytes"_s}),
             unit(double(1ULL << 20), u"MiB"_s, {u"mib"_s, u"mi"_s}),
             unit(double(1ULL << 30), u"GiB"_s, {u"gib"_s, u"gi"_s}),
             unit(double(1ULL << 40), u"TiB"_s, {u"tib"_s, u"ti"_s}),
             unit(1e3, {}, {u"kb"_s, u"k"_s, u"kilobyte"_s, u"kilobytes"_s}),
             unit(1024, {}, {u"kib"_s, u"ki"_s}), unit(1, {}, {u"b"_s, u"byte"_s, u"bytes"_s})},
            1e6,
            1e15,
            tr("“%1” is no size: write it as 500 MB, 20 GB or 2 GiB."),
            false,
            false};
}

QuantityBox::Kind QuantityBox::age()
{
    constexpr double minute = 60e6;
    constexpr double day = 86'400e6;
    return {{{day, tr("day"), tr("days"), {u"d"_s, u"day"_s, u"days"_s}},
             {3'600e6, tr("hour"), tr("hours"), {u"h"_s, u"hour"_s, u"hours"_s}},
             {minute, tr("minute"), tr("minutes"), {u"min"_s, u"m"_s, u"minute"_s, u"minutes"_s}},
             {7 * day, {}, {}, {u"w"_s, u"week"_s, u"weeks"_s}}},
            minute,
            36'500 * day,
            tr("“%1” is no age: write it as 12 hours or 30 days."),
            true,
            false};
}

QuantityBox::Kind QuantityBox::events()
{
    return {{{1, tr("event"), tr("events"), {u"event"_s, u"events"_s}},
             {1e3, {}, {}, {u"k"_s, u"thousand"_s, u"thousand events"_s}},
             {1e6, {}, {}, {u"m"_s, u"million"_s, u"million events"_s}}},
            1e3,
            4e9,
            tr("“%1” is no number of events: write it as 250 000 or 5 million."),
            false,
            true};
}

QuantityBox::QuantityBox(Kind kind, QWidget *parent)
    : QDoubleSpinBox(parent), m_kind(std::move(kind)), m_unit(m_kind.units.front().factor)
{
    setDecimals(0);
    setRange(m_kind.least, m_kind.most);
    if (!m_kind.stepsByUnit)
        setStepType(AdaptiveDecimalStepType);
    lineEdit()->setMaxLength(longestText);
    // Each of them where the others are silent: typing, setting, and what is put right at the end.
    connect(lineEdit(), &QLineEdit::textChanged, this, &QuantityBox::noteUnit);
    connect(this, &QDoubleSpinBox::valueChanged, this, &QuantityBox::noteUnit);
    connect(this, &QAbstractSpinBox::editingFinished, this, &QuantityBox::noteUnit);
}

QString QuantityBox::problem() const
{
    const auto now = reading(text());
    if (!now)
        return m_kind.misread.arg(text().trimmed());
    if (now->value < m_kind.least)
        return tr("“%1” is too little: the least is %2.")
            .arg(text().trimmed(), textFromValue(m_kind.least));
    if (now->value > m_kind.most)
        return tr("“%1” is too much: the most is %2.")
            .arg(text().trimmed(), textFromValue(m_kind.most));
    return {};
}

QValidator::State QuantityBox::validate(QString &text, int &) const
{
    const auto now = reading(text);
    return now && now->value >= m_kind.least && now->value <= m_kind.most
        ? QValidator::Acceptable
        : QValidator::Intermediate;
}

double QuantityBox::valueFromText(const QString &text) const
{
    const auto now = reading(text);
    return now ? now->value : value();
}

QString QuantityBox::textFromValue(double value) const
{
    QString best;
    double bestFactor = 0;
    for (const Unit &unit : m_kind.units) {
        if (unit.one.isEmpty() || value < unit.factor)
            continue;
        const QString text = textIn(unit, value);
        if (best.isEmpty() || text.size() < best.size()
            || (text.size() == best.size() && unit.factor > bestFactor)) {
            best = text;
            bestFactor = unit.factor;
        }
    }
    return best.isEmpty() ? textIn(m_kind.units.front(), value) : best;
}

/// All digits that there are: what is shown is read again.
QString QuantityBox::textIn(const Unit &unit, double value) const
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    const double number = value / unit.factor;
    const QString digits = m_kind.isGrouped
        ? countText(quint64(number))
        : locale.toString(number, 'f', QLocale::FloatingPointShortest);
    return digits + QChar(QChar::Nbsp) + (number == 1 ? unit.one : unit.many);
}

std::optional<double> QuantityBox::factorOf(const QString &word) const
{
    for (const Unit &unit : m_kind.units) {
        if (unit.words.contains(word) || word == unit.one.toLower() || word == unit.many.toLower())
            return unit.factor;
    }
    return {};
}

std::optional<QuantityBox::Reading> QuantityBox::reading(const QString &text) const
{
    const auto letter =
        std::find_if(text.begin(), text.end(), [](QChar c) { return c.isLetter(); });
    const auto number = numberIn(text.first(letter - text.begin()));
    if (!number)
        return {};
    const QString word = text.sliced(letter - text.begin()).simplified().toLower();
    const std::optional<double> unit = word.isEmpty() ? std::nullopt : factorOf(word);
    if (!unit && !word.isEmpty())
        return {};
    return Reading{std::round(*number * unit.value_or(m_unit)), unit};
}

void QuantityBox::noteUnit()
{
    if (const auto now = reading(text()))
        m_unit = now->unit.value_or(m_unit);
    Q_EMIT read();
}

void QuantityBox::stepBy(int steps)
{
    if (m_kind.stepsByUnit)
        setSingleStep(m_unit);
    QDoubleSpinBox::stepBy(steps);
}

/// A box puts what it cannot read back to what it was, and the dialog would then save that.
void QuantityBox::keyPressEvent(QKeyEvent *event)
{
    const bool ends = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (ends && !problem().isEmpty()) {
        event->accept();
        return;
    }
    QDoubleSpinBox::keyPressEvent(event);
}

} // namespace eventscope
