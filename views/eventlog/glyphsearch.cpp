// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/glyphsearch.h"

#include "views/shapedtext.h"
#include "views/theme.h"

#include <QFontMetrics>
#include <QHash>
#include <QImage>
#include <QPainter>

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
constexpr auto stillness = 120ms;
constexpr auto workerStays = 1s;
constexpr char32_t firstForeign = 0x370; ///< Latin and its accents come before
constexpr char32_t firstPicture = 0x2600; ///< signs before it are in most fonts
constexpr char16_t noGlyph = u'□'; ///< as fonts have it
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

/// What this thread's fonts know, by font and script: those of the GUI thread, for all windows.
/// False: there is no font for it.
QHash<std::pair<QString, int>, bool> &knownScripts()
{
    static QHash<std::pair<QString, int>, bool> known;
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

/// A script that is there must have this.
char32_t usualCharacter(int script)
{
    const auto *const found =
        std::find_if(usualScripts.begin(), usualScripts.end(),
                     [script](char32_t character) { return scriptOf(character) == script; });
    return found == usualScripts.end() ? 0 : *found;
}

QString sampleOf(char32_t character, int script)
{
    const char32_t usual = usualCharacter(script);
    QString sample = QString::fromUcs4(usual ? &usual : &character, 1);
    if (script == QChar::Script_Common)
        sample += QChar(privateUse);
    return sample;
}

/// Asked of the fonts of the thread that asks.
bool isMissing(const QFont &font, int script)
{
    const char32_t usual = script == QChar::Script_Common ? 0 : usualCharacter(script);
    return usual && !QFontMetrics(font).inFontUcs4(usual);
}

} // namespace

GlyphSearch::GlyphSearch(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(int(std::chrono::milliseconds(workerStays).count()));
    m_start.setSingleShot(true);
    m_start.setInterval(usualPause);
    connect(&m_start, &QTimer::timeout, this, &GlyphSearch::next);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &GlyphSearch::finish);
    m_still.setSingleShot(true);
    m_still.setInterval(stillness);
    connect(&m_still, &QTimer::timeout, this, &GlyphSearch::next);
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
    for (const char32_t character : usualScripts) {
        const QString sample = sampleOf(character, scriptOf(character));
        if (!shapedRanges(sample).isEmpty())
            want({shapedFont(fixedFont(font)), scriptOf(character), sample, false});
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
    bool known = true; // whether somebody has looked for it,
    bool hasFont = true; // and found a font
    bool cut = false;
    for (qsizetype at = 0; at < text.size();) {
        const char32_t character = characterAt(text, at);
        const qsizetype units = QChar::requiresSurrogates(character) ? 2 : 1;
        const bool usual = isUsual(character);
        if (!usual && script != scriptOf(character)) {
            script = scriptOf(character);
            const auto found = knownScripts().constFind({key, script});
            known = found != knownScripts().cend();
            hasFont = known && *found;
            if (!known)
                want({font, script, sampleOf(character, script), true});
        }
        const bool waits = !usual && !known;
        if (usual || hasFont)
            shown += QStringView(text).mid(at, units);
        else if (!waits)
            shown += noGlyph;
        else if (!cut)
            shown += u'…';
        cut = waits;
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
    if (search.inSight) {
        m_wanted.push_front(std::move(search));
        next();
    } else {
        m_wanted.push_back(std::move(search));
        m_start.start(); // a window that is being made needs the fonts itself
    }
}

void GlyphSearch::next()
{
    // A frame would wait for the worker, too: Qt has one lock for all fonts.
    if (m_current || m_wanted.empty() || m_still.isActive())
        return;
    m_current = std::move(m_wanted.front());
    m_wanted.pop_front();
    m_pool.start([this, font = forOtherThread(m_current->font), script = m_current->script,
                  sample = m_current->sample] {
        draw(font, sample);
        const bool missing = isMissing(font, script);
        QMetaObject::invokeMethod(
            this, [this, missing] { takeAnswer(missing); }, Qt::QueuedConnection);
    });
}

/// Of the worker: what no font has need not be looked for again.
void GlyphSearch::takeAnswer(bool missing)
{
    if (missing)
        know(false);
    else
        m_pause.start(m_current->inSight ? shortPause : usualPause);
}

void GlyphSearch::finish()
{
    if (m_still.isActive()) {
        m_pause.start(m_still.remainingTimeAsDuration() + shortPause);
        return;
    }
    draw(m_current->font, m_current->sample);
    know(true);
}

void GlyphSearch::know(bool hasFont)
{
    knownScripts().insert({m_current->font.key(), m_current->script}, hasFont);
    const bool inSight = m_current->inSight;
    m_current.reset();
    if (inSight)
        Q_EMIT found();
    next();
}

} // namespace eventscope
