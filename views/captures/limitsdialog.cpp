// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/limitsdialog.h"

#include "views/captures/quantitybox.h"
#include "views/dialoglayout.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/timeline/timelinetexts.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr double usPerDay = 86'400e6;
constexpr double usualBytes = 20e9;
constexpr double usualAge = 30 * usPerDay;
constexpr double usualEvents = 50e6;

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
    m_save = buttons->button(QDialogButtonBox::Save);
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
    group.bytes = new QuantityBox(QuantityBox::bytes());
    group.bytes->setValue(limits.bytes > 0 ? double(limits.bytes) : usualBytes);
    group.age = new QuantityBox(QuantityBox::age());
    group.age->setValue(limits.ageUs > 0 ? double(limits.ageUs) : usualAge);
    group.events = new QuantityBox(QuantityBox::events());
    group.events->setValue(limits.events > 0 ? double(limits.events) : usualEvents);
    group.bySize = addRow(form, tr("Size"), group.bytes, limits.bytes > 0);
    group.byAge = addRow(form, tr("Age"), group.age, limits.ageUs > 0);
    group.byCount = addRow(form, tr("Number"), group.events, limits.events > 0);
    for (QuantityBox *box : {group.bytes, group.age, group.events}) {
        box->setAccessibleName(u"%1: %2"_s.arg(title, box->accessibleName()));
        connect(box, &QuantityBox::read, this, &LimitsDialog::explain);
    }
    layout->addLayout(form);
    return group;
}

QCheckBox *LimitsDialog::addRow(QFormLayout *form, const QString &label, QuantityBox *box, bool on)
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
        limits.bytes = quint64(bytes->value());
    if (byAge->isChecked())
        limits.ageUs = qint64(age->value());
    if (byCount->isChecked())
        limits.events = quint64(events->value());
    return limits;
}

QString LimitsDialog::Group::problem() const
{
    for (const QuantityBox *box : {bytes, age, events}) {
        if (box->isEnabled() && !box->problem().isEmpty())
            return box->problem();
    }
    return {};
}

RetentionSettings LimitsDialog::limits() const
{
    return {m_each.limits(), m_all.limits()};
}

void LimitsDialog::explain()
{
    if (!m_save)
        return;
    const QString problem = m_each.problem().isEmpty() ? m_all.problem() : m_each.problem();
    m_save->setEnabled(problem.isEmpty());
    if (!problem.isEmpty()) {
        m_words->setText(problem);
        return;
    }
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
