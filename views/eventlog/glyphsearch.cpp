// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/glyphsearch.h"

#include "views/theme.h"

#include <QImage>
#include <QPainter>
#include <QSet>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto usualPause = 60ms;
constexpr auto shortPause = 20ms; ///< where somebody looks at an “…”
constexpr auto workerStays = 1s;
constexpr char32_t firstForeign = 0x370; ///< Latin and its accents come before
constexpr char32_t firstPicture = 0x2600; ///< signs before it are in most fonts
constexpr char32_t privateUse = 0xe000; ///< in no font: all are asked
constexpr std::array usualScripts = {U'⚠', U'日', U'の', U'カ', U'한', U'П',
                                     U'ω', U'س',  U'ש',  U'ह',  U'ไ'};

/// Qt has one engine for these.
int scriptOf(char32_t character)
{
    const auto script = QChar::script(character);
    return script <= QChar::Script_Latin ? int(QChar::Script_Common) : int(script);
}

bool isUsual(char32_t character)
{
    return character < firstForeign
        || (character < firstPicture && scriptOf(character) == QChar::Script_Common);
}

/// What this thread's fonts know: those of the GUI thread, for all windows.
QSet<std::pair<QString, int>> &knownScripts()
{
    static QSet<std::pair<QString, int>> known;
    return known;
}

void draw(const QFont &font, const QString &text)
{
    QImage canvas(1, 1, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&canvas);
    painter.setFont(font);
    painter.drawText(QRect(0, 0, 1, 1), Qt::TextSingleLine, text);
}

/// A copy would share what Qt found for this thread.
QFont forOtherThread(const QFont &font)
{
    QFont own = font;
    own.setItalic(!font.italic());
    own.setItalic(font.italic());
    return own;
}

char32_t characterAt(const QString &text, qsizetype at)
{
    const QChar unit = text.at(at);
    const bool pair =
        unit.isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate();
    return pair ? QChar::surrogateToUcs4(unit, text.at(at + 1)) : unit.unicode();
}

QString sampleOf(char32_t character, int script)
{
    QString sample = QString::fromUcs4(&character, 1);
    if (script == QChar::Script_Common)
        sample += QChar(privateUse);
    return sample;
}

} // namespace

GlyphSearch::GlyphSearch(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(int(std::chrono::milliseconds(workerStays).count()));
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &GlyphSearch::finish);
}

GlyphSearch::~GlyphSearch()
{
    m_pool.waitForDone(); // one script at most
}

void GlyphSearch::begin(const QFont &font)
{
    std::erase_if(m_wanted, [](const Search &one) { return !one.inSight; });
    QFont remarks = font; // the log's rows of gaps
    remarks.setItalic(true);
    want({remarks, QChar::Script_Common, u"╌"_s + sampleOf(U'⚠', QChar::Script_Common), false});
    for (const QFont &one : {font, fixedFont(font)}) {
        for (const char32_t character : usualScripts)
            want({one, scriptOf(character), sampleOf(character, scriptOf(character)), false});
    }
}

QString GlyphSearch::ready(const QString &text, const QFont &font)
{
    const auto isPlain = [](QChar unit) { return !unit.isSurrogate() && isUsual(unit.unicode()); };
    if (std::all_of(text.cbegin(), text.cend(), isPlain))
        return text;
    const QString key = font.key();
    QString shown;
    int script = -1; // of the character before
    bool known = true;
    bool cut = false;
    for (qsizetype at = 0; at < text.size();) {
        const char32_t character = characterAt(text, at);
        const qsizetype units = QChar::requiresSurrogates(character) ? 2 : 1;
        if (!isUsual(character) && script != scriptOf(character)) {
            script = scriptOf(character);
            known = knownScripts().contains({key, script});
            if (!known)
                want({font, script, sampleOf(character, script), true});
        }
        if (known || isUsual(character))
            shown += QStringView(text).mid(at, units);
        else if (!cut)
            shown += u'…';
        cut = !known && !isUsual(character);
        at += units;
    }
    return shown;
}

void GlyphSearch::want(Search search)
{
    const auto isSame = [&search](const Search &other) {
        return other.script == search.script && other.font == search.font;
    };
    if (m_current && isSame(*m_current)) {
        m_current->inSight = m_current->inSight || search.inSight;
        return;
    }
    const auto found = std::find_if(m_wanted.begin(), m_wanted.end(), isSame);
    if (found != m_wanted.end()) {
        if (found->inSight || !search.inSight)
            return;
        m_wanted.erase(found);
    }
    if (knownScripts().contains({search.font.key(), search.script}))
        return;
    if (search.inSight)
        m_wanted.push_front(std::move(search));
    else
        m_wanted.push_back(std::move(search));
    next();
}

void GlyphSearch::next()
{
    if (m_current || m_wanted.empty())
        return;
    m_current = std::move(m_wanted.front());
    m_wanted.pop_front();
    m_pool.start([this, font = forOtherThread(m_current->font), sample = m_current->sample] {
        draw(font, sample);
        QMetaObject::invokeMethod(
            this,
            [this] { m_pause.start(m_current && m_current->inSight ? shortPause : usualPause); },
            Qt::QueuedConnection);
    });
}

void GlyphSearch::finish()
{
    if (!m_current)
        return;
    const bool somebodyWaits =
        m_current->inSight || (!m_wanted.empty() && m_wanted.front().inSight);
    if (m_dragging && !somebodyWaits) {
        m_pause.start(usualPause);
        return;
    }
    draw(m_current->font, m_current->sample);
    knownScripts().insert({m_current->font.key(), m_current->script});
    const bool inSight = m_current->inSight;
    m_current.reset();
    if (inSight)
        Q_EMIT found();
    next();
}

} // namespace eventscope
