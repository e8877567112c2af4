// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

#include "models/event/groupedcount.h"
#include "models/eventsummary.h"
#include "views/windowstyle.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QLocale>
#include <QToolTip>

#include <algorithm>
#include <limits>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

bool hasFamily(const QString &family)
{
    return QFontDatabase::families().contains(family);
}

QFont windowFont()
{
    static const QFont chosen = [] {
        QFont font = QApplication::font();
        // "Sans Serif 9" is what Qt falls back to where no desktop sets a font; a chosen size is
        // kept.
        if (font.family() == "Sans Serif"_L1 && font.pointSizeF() <= 9)
            font.setPointSizeF(9.75);
        if (hasFamily(u"Inter"_s))
            font.setFamilies({u"Inter"_s, font.family()});
        return font;
    }();
    return chosen;
}

} // namespace

const Theme &Theme::lightTheme()
{
    static const Theme theme = [] {
        Theme t;
        t.background = rgb(0xfbfbfc);
        t.panel = rgb(0xf2f3f5);
        t.field = rgb(0xffffff);
        t.selection = rgb(0xdbe8fb);
        t.gap = rgb(0xeef0f3);
        t.successTint = rgb(0xe3f3f1);
        t.warningTint = rgb(0xfaf1d5);
        t.errorTint = rgb(0xfbe4e5);
        t.line = rgb(0xdcdfe4);
        t.text = rgb(0x1d2329);
        t.dim = rgb(0x5e6772);
        t.link = rgb(0x2663bf);
        t.success = rgb(0x15695f);
        t.warning = rgb(0x785c0c);
        t.error = rgb(0xa3161c);
        t.fatal = rgb(0xa100b5);
        t.accent = rgb(0x2f6fd0);
        t.onAccent = rgb(0xffffff);
        t.bar = rgb(0x9fb4d1);
        t.barBehind = rgb(0xd8dfe9);
        t.filterDots = {rgb(0x2f6fd0), rgb(0x0e8a99), rgb(0x2f8a3c), rgb(0xa37a00),
                        rgb(0xc2600c), rgb(0xc23b41), rgb(0xbb3f87), rgb(0x7a52c4)};
        t.filterTints = {rgb(0xdee7f6), rgb(0xd5e9ec), rgb(0xdae9dd), rgb(0xede6d4),
                         rgb(0xf3e5da), rgb(0xf4e4e6), rgb(0xf2e1ec), rgb(0xe9e3f4)};
        return t;
    }();
    return theme;
}

const Theme &Theme::darkTheme()
{
    static const Theme theme = [] {
        Theme t;
        t.dark = true;
        t.background = rgb(0x1b1e23);
        t.panel = rgb(0x22262c);
        t.field = rgb(0x16191d);
        t.selection = rgb(0x223b59);
        t.gap = rgb(0x262b32);
        t.successTint = rgb(0x1d3532);
        t.warningTint = rgb(0x3a3218);
        t.errorTint = rgb(0x43211f);
        t.line = rgb(0x343a43);
        t.text = rgb(0xe3e6ea);
        t.dim = rgb(0xa3adb8);
        t.link = rgb(0x7db0f9);
        t.success = rgb(0x6fd3c8);
        t.warning = rgb(0xfacc48);
        t.error = rgb(0xfb949a);
        t.fatal = rgb(0xe58cff);
        t.accent = rgb(0x6aa5f8);
        t.onAccent = rgb(0x10151c);
        t.bar = rgb(0x4b6690);
        t.barBehind = rgb(0x313946);
        t.filterDots = {rgb(0x6aa5f8), rgb(0x4fc6d6), rgb(0x78c983), rgb(0xe0bb3c),
                        rgb(0xf09a57), rgb(0xf2787d), rgb(0xee86bd), rgb(0xb094f2)};
        t.filterTints = {rgb(0x2c3c52), rgb(0x26434a), rgb(0x2f4438), rgb(0x423d28),
                         rgb(0x4a392e), rgb(0x4a3237), rgb(0x493545), rgb(0x3c3851)};
        return t;
    }();
    return theme;
}

QColor Theme::severityColor(Severity severity) const
{
    switch (severity) {
    case Severity::Info:
        return dim;
    case Severity::Success:
        return success;
    case Severity::Warning:
        return warning;
    case Severity::Error:
        return error;
    case Severity::Fatal:
        return fatal;
    }
    return text;
}

QColor Theme::severityTint(Severity severity) const
{
    switch (severity) {
    case Severity::Info:
        return gap;
    case Severity::Success:
        return successTint;
    case Severity::Warning:
        return warningTint;
    case Severity::Error:
    case Severity::Fatal:
        return errorTint;
    }
    return gap;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, panel);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, background);
    p.setColor(QPalette::AlternateBase, gap);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::PlaceholderText, dim);
    p.setColor(QPalette::Button, field);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, error);
    p.setColor(QPalette::ToolTipBase, field);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::Link, link);
    p.setColor(QPalette::LinkVisited, link);
    p.setColor(QPalette::Light, field);
    p.setColor(QPalette::Midlight, gap);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, line.darker(dark ? 80 : 115));
    p.setColor(QPalette::Shadow, dark ? field : line.darker(130));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        QColor faded = dim;
        faded.setAlphaF(0.6F);
        p.setColor(QPalette::Disabled, role, faded);
    }
    return p;
}

const Theme &currentTheme()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128 ? Theme::darkTheme()
                                                                             : Theme::lightTheme();
}

void applyTheme(bool dark)
{
    const Theme &theme = dark ? Theme::darkTheme() : Theme::lightTheme();
    if (!qobject_cast<WindowStyle *>(QApplication::style()))
        QApplication::setStyle(new WindowStyle);
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    if (QApplication::font() != windowFont())
        QApplication::setFont(windowFont());
}

QString severityGlyph(Severity severity)
{
    return severityGlyph(severity, EventFlags(0));
}

QString severityWord(Severity severity)
{
    const auto word = [severity] {
        switch (severity) {
        case Severity::Info:
            return QT_TRANSLATE_NOOP("eventscope::Severity", "info");
        case Severity::Success:
            return QT_TRANSLATE_NOOP("eventscope::Severity", "success");
        case Severity::Warning:
            return QT_TRANSLATE_NOOP("eventscope::Severity", "warning");
        case Severity::Error:
            return QT_TRANSLATE_NOOP("eventscope::Severity", "error");
        case Severity::Fatal:
            return QT_TRANSLATE_NOOP("eventscope::Severity", "fatal");
        }
        return "";
    }();
    return QCoreApplication::translate("eventscope::Severity", word);
}

QFont fixedFont(const QFont &beside)
{
    static const QFont base = [] {
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        if (hasFamily(u"JetBrains Mono"_s))
            font.setFamilies({u"JetBrains Mono"_s, font.family()});
        font.setStyleHint(QFont::Monospace);
        // Ligatures would show ">=" as one sign that nobody can type, and payloads as they are not.
        font.setStyleStrategy(QFont::PreferNoShaping);
        return font;
    }();
    QFont font = base;
    if (beside.pointSizeF() > 0)
        font.setPointSizeF(beside.pointSizeF() * 0.94);
    else
        font.setPixelSize(std::max(1, qRound(beside.pixelSize() * 0.94)));
    return font;
}

QFont sectionFont(const QFont &beside)
{
    QFont font = strongFont(beside);
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.85);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 104);
    return font;
}

QFont smallFont(const QFont &beside)
{
    QFont font = beside;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

QFont strongFont(const QFont &beside)
{
    QFont font = beside;
    font.setWeight(QFont::DemiBold);
    return font;
}

int rowHeight(const QFontMetrics &metrics)
{
    return metrics.height() + std::max(4, qRound(metrics.height() * 0.5));
}

int margin(const QFontMetrics &metrics, double factor)
{
    return std::max(1, qRound(metrics.height() * factor));
}

QString countText(quint64 count)
{
    return groupedCount(count);
}

QString bytesText(quint64 bytes)
{
    return QLocale().formattedDataSize(
        qint64(std::min<quint64>(bytes, quint64(std::numeric_limits<qint64>::max()))),
        bytes < 10'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

} // namespace eventscope
