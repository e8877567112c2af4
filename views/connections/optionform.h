// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

#include <QWidget>
#include <memory>

namespace eventscope {

struct OptionField;

/// The fields for the options of one dialect, each with its hint below; what is wrong with a value
/// is said in the place of the hint. Advanced options are folded away under “More”, and those that
/// mean nothing for what the URL travels over are not there.
class OptionForm final : public QWidget
{
    Q_OBJECT
public:
    /// `labelWidth` is the width of the left column, so that forms above each other line up.
    OptionForm(const DialectInfo &dialect, int labelWidth, QWidget *parent = nullptr);
    ~OptionForm() override;

    /// Values that are not the defaults, without secrets.
    OptionValues options() const;
    /// Secrets that were typed, or came with the URL.
    OptionValues secrets() const;
    /// Fills the fields of the secrets that this dialect has.
    void setSecrets(const OptionValues &secrets);
    /// A token in the URL goes to its own field, or out of sight where there is none, and the URL
    /// says so. Done by itself when a URL is pasted or left.
    void takeSecretsOutOfUrl();
    void setOptions(const OptionValues &values);
    /// Empty secret fields are no problem: they say `placeholder` and mean that nothing changes.
    void setSecretsKept(const QString &placeholder);
    /// Of those, the secrets with other keys than these are not there: their fields say so.
    void setSecretsKnown(const QStringList &keys);

    bool hasSecrets() const;
    /// Empty if the connection can be tried; else the first sentence.
    QString problem() const;
    /// Says at every field what is missing, also where the user has not been yet.
    void showAllProblems();
    /// To the first field that has a problem, else the first field.
    void focusProblem();
    /// To the field of the first secret; false if there is none.
    bool focusSecret();

Q_SIGNALS:
    void changed();
    /// More or less is shown; the form wants another height.
    void resized();

private:
    struct State;

    void addField(const Option &option);
    void watchUrl(OptionField *field);
    void addMore();
    void showAdvanced(bool shown);
    void followUrl();
    void fieldEdited(OptionField &field);
    void takeSecretsOut(OptionField &field);
    void refreshNote(OptionField &field);

    std::unique_ptr<State> m_state;
};

/// Empty, or a sentence that warns about what a valid URL means: unencrypted to another machine, a
/// host name in other letters.
QString urlWarning(const QString &url);
/// The `ws://` or `wss://` URL for an `http://` or `https://` one; else empty.
QString webSocketUrlFor(const QString &url);

} // namespace eventscope
