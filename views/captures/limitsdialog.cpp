// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/limitsdialog.h"

#include "views/dialoglayout.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/timeline/timelinetexts.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr double bytesPerGigabyte = 1e9;
constexpr double usPerDay = 86'400e6;
constexpr double perMillion = 1e6;

/// Nobody reads 14 minutes from "0.01 days".
QString ageText(qint64 us)
{
    if (us < qint64(usPerDay))
        return LimitsDialog::tr("the last %1").arg(lengthText(us));
    if (us == qint64(usPerDay))
        return LimitsDialog::tr("the last day");
    return LimitsDialog::tr("the last %1 days")
        .arg(QLocale().toString(double(us) / usPerDay, 'g', 6));
}

QString inWords(const RetentionLimits &limits)
{
    QStringList parts;
    if (limits.bytes > 0)
        parts += LimitsDialog::tr("%1 on the disk").arg(bytesText(limits.bytes));
    if (limits.ageUs > 0)
        parts += ageText(limits.ageUs);
    if (limits.events > 0)
        parts += LimitsDialog::tr("the last %1 events").arg(countText(limits.events));
    return parts.join(LimitsDialog::tr(", and no more than "));
}

} // namespace

LimitsDialog::LimitsDialog(const RetentionSettings &limits, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"limitsDialog"_s);
    setWindowTitle(tr("Limits"));
    auto *layout = dialogLayout(this);
    auto *intro = new WrapLabel(
        tr("Where a limit is passed, the oldest events are removed in the background, an eighth of "
           "what is kept at a time; a row of the log says so. Captures that are marked to be kept "
           "are left alone, and by the limits of all together those that are open or recorded."),
        WrapLabel::Tone::Dim);
    intro->setMaxLines(8);
    layout->addWidget(intro);
    m_each = build(layout, tr("Keep of each capture no more than"), limits.each);
    m_all = build(layout, tr("Keep of all captures together no more than"), limits.all);
    m_words = new WrapLabel;
    m_words->setObjectName(u"limitsInWords"_s);
    m_words->setAccessibleName(tr("What these limits come to"));
    m_words->setMaxLines(6);
    layout->addWidget(m_words);
    layout->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(this->limits());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    explain();
    resize(34 * margin(fontMetrics(), 1.0), sizeHint().height());
}

LimitsDialog::Group LimitsDialog::build(QVBoxLayout *layout, const QString &title,
                                        const RetentionLimits &limits)
{
    auto *heading = new PlainLabel(title);
    heading->setFont(strongFont(font()));
    layout->addSpacing(margin(fontMetrics()));
    layout->addWidget(heading);
    auto *form = new QFormLayout;
    Group group;
    group.gigabytes = new QDoubleSpinBox;
    group.gigabytes->setRange(0.01, 1'000'000);
    group.gigabytes->setDecimals(2);
    group.gigabytes->setSuffix(tr(" GB"));
    group.gigabytes->setValue(limits.bytes > 0 ? double(limits.bytes) / bytesPerGigabyte : 20);
    group.days = new QDoubleSpinBox;
    group.days->setRange(0.01, 36'500);
    group.days->setDecimals(2);
    group.days->setSuffix(tr(" days"));
    group.days->setValue(limits.ageUs > 0 ? double(limits.ageUs) / usPerDay : 30);
    group.millions = new QDoubleSpinBox;
    group.millions->setRange(0.01, 4'000);
    group.millions->setDecimals(2);
    group.millions->setSuffix(tr(" million events"));
    group.millions->setValue(limits.events > 0 ? double(limits.events) / perMillion : 50);
    group.bySize = addRow(form, tr("Size"), group.gigabytes, limits.bytes > 0);
    group.byAge = addRow(form, tr("Age"), group.days, limits.ageUs > 0);
    group.byCount = addRow(form, tr("Number"), group.millions, limits.events > 0);
    for (QDoubleSpinBox *box : {group.gigabytes, group.days, group.millions}) {
        box->setAccessibleName(u"%1: %2"_s.arg(title, box->accessibleName()));
        connect(box, &QDoubleSpinBox::valueChanged, this, &LimitsDialog::explain);
    }
    layout->addLayout(form);
    return group;
}

QCheckBox *LimitsDialog::addRow(QFormLayout *form, const QString &label, QAbstractSpinBox *box,
                                bool on)
{
    auto *check = new QCheckBox(label);
    check->setChecked(on);
    check->setMinimumHeight(box->sizeHint().height()); // one line with its box
    box->setEnabled(on);
    box->setAccessibleName(label);
    connect(check, &QCheckBox::toggled, box, &QWidget::setEnabled);
    connect(check, &QCheckBox::toggled, this, &LimitsDialog::explain);
    form->addRow(check, box);
    return check;
}

RetentionLimits LimitsDialog::Group::limits() const
{
    RetentionLimits limits;
    if (bySize->isChecked())
        limits.bytes = quint64(gigabytes->value() * bytesPerGigabyte);
    if (byAge->isChecked())
        limits.ageUs = qint64(days->value() * usPerDay);
    if (byCount->isChecked())
        limits.events = quint64(millions->value() * perMillion + 0.5);
    return limits;
}

RetentionSettings LimitsDialog::limits() const
{
    return {m_each.limits(), m_all.limits()};
}

void LimitsDialog::explain()
{
    if (!m_words)
        return;
    const RetentionSettings now = limits();
    QStringList sentences;
    if (now.each.any())
        sentences += tr("Of each capture is kept: %1.").arg(inWords(now.each));
    if (now.all.any())
        sentences += tr("Of all captures together: %1; the oldest capture goes first.")
                         .arg(inWords(now.all));
    m_words->setText(sentences.isEmpty() ? tr("Nothing is ever removed.") : sentences.join(u' '));
}

} // namespace eventscope
