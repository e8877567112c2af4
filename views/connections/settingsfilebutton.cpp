// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/settingsfilebutton.h"

#include "models/connection/dialectfile.h"
#include "models/connection/wholefile.h"
#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/openabove.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QFileDialog>
#include <QMenu>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// One byte more than what readDialectFile() takes is enough to be refused.
constexpr qint64 mostBytes = (256 << 10) + 1;
const QString settingsSuffix = u"eventscope.json"_s;

QString shown(const QString &path)
{
    return displayText(QFileInfo(path).fileName(), 80);
}

} // namespace

SettingsFileButton::SettingsFileButton(const ConnectionModel *connections,
                                       std::function<ConnectionProfile()> current, WrapLabel *note,
                                       QWidget *parent)
    : QPushButton(parent), m_connections(connections), m_current(std::move(current)), m_note(note)
{
    setText(tr("&File"));
    setAccessibleName(tr("Settings file"));
    setToolTip(tr("Load these settings from a file, or save them to share them"));
    setAutoDefault(false);
    auto *menu = new QMenu(this);
    menu->addAction(tr("&Load Settings…"), this, [this] { askForFile(false); });
    menu->addAction(tr("&Save Settings Without Secrets…"), this, [this] { askForFile(true); });
    setMenu(menu);
}

void SettingsFileButton::askForFile(bool save)
{
    auto *dialog = new QFileDialog(this, save ? tr("Save Settings") : tr("Load Settings"));
    dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setDefaultSuffix(settingsSuffix);
    dialog->setNameFilters({tr("Settings of a connection (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this, save](const QString &path) {
        if (save)
            this->save(path);
        else
            load(path);
    });
    openAbove(window(), dialog);
}

void SettingsFileButton::load(const QString &path)
{
    const auto failed = [this, &path](const QString &why) {
        m_note->say(severityGlyph(Severity::Error) + u' '
                        + tr("%1 cannot be loaded. %2").arg(shown(path), displayText(why, 400)),
                    WrapLabel::Tone::Error);
    };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        failed(file.errorString());
        return;
    }
    const Result<DialectFile> read =
        readDialectFile(file.read(mostBytes), m_connections->dialects());
    if (!read) {
        failed(read.error());
        return;
    }
    DetectedDialect settings;
    settings.dialect = read->dialect;
    for (const Option &option : m_connections->dialect(read->dialect)->options) {
        if (option.kind != Option::Kind::Secret && option.kind != Option::Kind::Url)
            settings.options.insert(option.key, option.defaultValue);
    }
    settings.options.insert(read->options);
    Q_EMIT loaded(settings);
    m_note->say(severityGlyph(Severity::Success) + u' '
                    + tr("The settings are those of %1 now.").arg(shown(path)),
                WrapLabel::Tone::Success);
}

void SettingsFileButton::save(const QString &path)
{
    const ConnectionProfile profile = m_current();
    const DialectInfo *dialect = m_connections->dialect(profile.dialect);
    if (!dialect)
        return;
    const QByteArray bytes =
        writeDialectFile({profile.name, profile.dialect, profile.options}, *dialect);
    if (const auto saved = saveWholeFile(path, bytes, Readers::Usual))
        m_note->say(severityGlyph(Severity::Success) + u' '
                        + tr("%1 is saved, without secrets.").arg(shown(path)),
                    WrapLabel::Tone::Success);
    else
        m_note->say(
            severityGlyph(Severity::Error) + u' '
                + tr("%1 cannot be saved: %2.").arg(shown(path), displayText(saved.error(), 200)),
            WrapLabel::Tone::Error);
}

} // namespace eventscope
