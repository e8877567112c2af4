// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

namespace eventscope {

struct HostileText
{
    const char *name;
    QString text;
};

/// The payloads of section D of the list of faults (tests/README.md), with the texts of C16. `file`
/// and `url` are watched: who renders a text as HTML loads them.
inline QVector<HostileText> hostileTexts(const QString &file, const QString &url)
{
    const auto repeated = [](const char *text, int count) {
        return QString::fromLatin1(text).repeated(count);
    };
    const QString sheet = QStringLiteral("<style>body{background:url(%1)}</style><b>x</b>");
    return {
        {"D1: a file", QStringLiteral("<img src='file://%1'>").arg(file)},
        {"D1: a path", QStringLiteral("<img src=%1>").arg(file)},
        {"D1: a device without an end", QStringLiteral("<b>x</b><img src=\"file:///dev/zero\">")},
        {"D1: the network", QStringLiteral("<img src='%1'>").arg(url)},
        {"D1: an anchor", QStringLiteral("<a href='file://%1'>click</a>").arg(file)},
        {"D1: 20 nested tables",
         repeated("<table><tr><td>", 20) + QLatin1Char('x') + repeated("</td></tr></table>", 20)},
        {"D1: a style", sheet.arg(file)},
        {"D1: entities", QStringLiteral("&lt;b&gt; &amp;amp; <b>&#x41;</b>")},
        {"D1: comparisons", QStringLiteral("a<b and c>d")},
        {"D1: our own tag", QStringLiteral("<qt><img src='%1'></qt>").arg(file)},
        {"D1: behind a line", QStringLiteral("\n\n<!DOCTYPE html><html><img src='%1'>").arg(file)},
        {"D1: a mnemonic and arguments", QStringLiteral("&Quit %1 %s %n %%2")},
        {"D2: a link", QStringLiteral("https://good.example@evil.example/")},
        {"D3: a line of 1 MB", repeated("A", 1'000'000)},
        {"D3: 100 000 lines", repeated("x\n", 100'000)},
        {"D4: control sequences", QStringLiteral("\x1b[31m\x1b]52;c;cm0=\x07\r") + QChar(0x9b)},
        {"D5: a line of a log", QStringLiteral("x\neventscope: all is well")},
        {"D7: a path", QStringLiteral("../../../../tmp/eventscope-hostile")},
        {"C16: NUL", QStringLiteral("before") + QChar(0) + QStringLiteral("after")},
        {"C16: bidi", QString(QChar(0x202e)) + QStringLiteral("gpj.exe") + QChar(0x2066)},
        {"C16: zero width", QStringLiteral("ad") + QChar(0x200b) + QStringLiteral("min")},
        {"C16: Zalgo", QLatin1Char('Z') + QString(2'000, QChar(0x0336)) + QLatin1Char('!')},
        {"C16: right to left", QString(QChar(0x05d0)).repeated(300)},
        {"C16: no character", QString(QChar(0xfffe)) + QChar(0xffff)},
        {"C16: blank", QString(500, QLatin1Char(' '))},
    };
}

} // namespace eventscope
