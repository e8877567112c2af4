// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/topicform.h"

#include <QWidget>
#include <memory>

namespace eventscope {

/// Builds one pattern from controls, one for each part of a TopicForm, and takes an existing
/// pattern apart into them.
class TopicBuilder final : public QWidget
{
    Q_OBJECT
public:
    explicit TopicBuilder(const TopicForm &form, QWidget *parent = nullptr);
    ~TopicBuilder() override;

    QString pattern() const;
    /// Shows the parts of `pattern` as far as it has them. Does not emit changed().
    void setPattern(const QString &pattern);
    /// A pattern to begin with: like `last` if there is one, at the first choice that is not
    /// `taken` yet.
    QString startingPattern(const QString &last, const QStringList &taken) const;
    /// The width of the column of labels, so that what stands above can line up.
    int labelWidth() const;
    void setLabelWidth(int width);
    /// The first part that has no value yet is where a user begins; else the first of all.
    void focusFirstEmpty();

Q_SIGNALS:
    /// The user changed a part.
    void changed();

private:
    struct Part;
    struct State;

    void addPart(const TopicPart &part, int row);
    void partEdited(Part &part, const QString &text);
    void refreshNote(const Part &part) const;

    std::unique_ptr<State> m_state;
};

/// True for the 36 characters of a UUID.
bool isUuid(const QString &text);

} // namespace eventscope
