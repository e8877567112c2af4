// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <memory>

class QVBoxLayout;

namespace eventscope {

class CaptureShelf;

/// All captures with what can be said of them at a glance; from here they are opened (several as
/// one log), verified, renamed, kept and deleted. Everything by keyboard: type to search, Enter
/// opens, F2 renames, Delete deletes.
class CapturesDialog final : public QDialog
{
    Q_OBJECT
public:
    /// The captures in this folder.
    explicit CapturesDialog(const QString &folder, QWidget *parent = nullptr);
    ~CapturesDialog() override;

    CaptureShelf *shelf() const;
    void setLimitsOffered(bool offered);

Q_SIGNALS:
    void openRequested(const QStringList &folders);
    void limitsRequested(); ///< the dialog of limits is wanted, above this one

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct State;

    void build();
    void buildList(QVBoxLayout *layout);
    void buildButtons(QVBoxLayout *layout);
    QStringList chosen() const;
    void refresh();
    void openChosen();
    void rename();
    void remove();
    void reveal();
    void answer(const QString &remark, const QString &problem);

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
