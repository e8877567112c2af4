// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/savedfilterdialog.h"

#include "models/event/displaytext.h"
#include "models/filtersetmodel.h"
#include "models/query/filterparser.h"
#include "views/filters/filterchip.h"
#include "views/filters/filteredit.h"
#include "views/filters/savedfiltertexts.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

SavedFilterDialog::SavedFilterDialog(FilterSetModel *filters, int row, const SavedFilter &filter,
                                     QWidget *parent)
    : QDialog(parent), m_filters(filters), m_row(row), m_before(filter)
{
    setObjectName(u"savedFilterDialog"_s);
    setWindowTitle(row < 0 ? tr("Save Filter") : tr("Edit Filter"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(filter);
    check();
}

void SavedFilterDialog::build(const SavedFilter &filter)
{
    m_name = new QLineEdit(filter.name, this);
    m_name->setObjectName(u"filterName"_s);
    m_name->setMaxLength(SavedFilter::maxName);
    m_text = new FilterEdit(this);
    m_text->setText(filter.text);
    m_text->setCursorPosition(0);
    QLayout *effects = makeEffects(filter.effect);
    fillColors(filter.color);
    m_problem = new PlainLabel(this);
    m_problem->setObjectName(u"filterProblem"_s);
    m_problem->setForegroundRole(QPalette::BrightText);
    m_problem->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    connect(buttons, &QDialogButtonBox::accepted, this, &SavedFilterDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &SavedFilterDialog::check);
    connect(m_text, &QLineEdit::textChanged, this, &SavedFilterDialog::check);

    auto *form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Filter"), m_text);
    form->addRow(tr("It"), effects);
    form->addRow(tr("&Colour"), m_color);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(fontMetrics().height() * 32, sizeHint().height());
    m_name->setFocus();
}

QLayout *SavedFilterDialog::makeEffects(FilterEffect chosen)
{
    m_effect = new QButtonGroup(this);
    auto *effects = new QVBoxLayout;
    for (const auto &[effect, text] :
         {std::pair(FilterEffect::Include, tr("Sho&w only what matches")),
          std::pair(FilterEffect::Exclude, tr("&Hide what matches")),
          std::pair(FilterEffect::Mark, tr("&Mark what matches with its colour"))}) {
        auto *button = new QRadioButton(text, this);
        button->setChecked(effect == chosen);
        m_effect->addButton(button, int(effect));
        effects->addWidget(button);
    }
    return effects;
}

void SavedFilterDialog::fillColors(int chosen)
{
    m_color = new QComboBox(this);
    m_color->setObjectName(u"filterColor"_s);
    for (int color = 0; color < SavedFilter::colors; ++color) {
        SavedFilter sample;
        sample.color = color;
        m_color->addItem(filterIcon(sample, fontMetrics().height()), filterColorName(color));
    }
    m_color->setCurrentIndex(chosen);
}

SavedFilter SavedFilterDialog::entered() const
{
    SavedFilter filter = m_before;
    filter.name = m_name->text().simplified();
    filter.text = m_text->text().trimmed();
    filter.effect = FilterEffect(m_effect->checkedId());
    filter.color = m_color->currentIndex();
    return filter;
}

void SavedFilterDialog::check()
{
    const ParsedFilter parsed = parseFilter(m_text->text());
    m_text->setError(parsed.error ? std::optional(parsed.error->place) : std::nullopt);
    const SavedFilter filter = entered();
    QString problem;
    if (parsed.error)
        problem = parsed.error->sentence;
    else if (!filter.name.isEmpty())
        problem = filter.problem();
    const int known = m_filters->rowOf(filter.name);
    const bool replaces = problem.isEmpty() && known >= 0 && known != m_row;
    if (replaces && m_row >= 0)
        problem = tr("Another filter has this name.");
    m_problem->setText(displayText(
        replaces && m_row < 0 ? tr("It takes the place of the filter with this name.") : problem));
    m_save->setEnabled(problem.isEmpty() && !filter.name.isEmpty());
}

void SavedFilterDialog::save()
{
    const SavedFilter filter = entered();
    const auto done = m_row >= 0 && m_row < m_filters->rowCount() ? m_filters->change(m_row, filter)
                                                                  : [&]() -> Result<void> {
        const auto put = m_filters->put(filter);
        return put ? Result<void>() : Result<void>(Error{put.error()});
    }();
    if (!done) {
        m_problem->setText(displayText(done.error()));
        return;
    }
    Q_EMIT saved(filter.name);
    accept();
}

} // namespace eventscope
