// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace eventscope {

/// How much of something, with a unit: the box takes what people type ("500 MB", "2GiB",
/// "250 000", "12 h") and shows it in the unit that says it shortest. Its value is in the smallest
/// unit of its kind: bytes, microseconds, events. A number alone is in the unit that was shown
/// last. What it cannot read it takes without a word while it is typed, and says so in problem():
/// nothing is saved for which something else stands there. GUI thread.
class QuantityBox final : public QDoubleSpinBox
{
    Q_OBJECT
public:
    struct Unit
    {
        double factor;
        QString one; ///< as it is shown behind a 1; empty: it is only read
        QString many;
        QStringList words; ///< further ones that are read, in lower case
    };
    struct Kind
    {
        std::vector<Unit> units;
        double least;
        double most;
        /// What is said of a text (%1) that is none.
        QString misread;
        /// Steps are one of the unit that is shown; else a tenth or less of what there is.
        bool stepsByUnit = false;
        bool isGrouped = false; ///< digits by three
    };
    static Kind bytes(); ///< what a capture may take
    static Kind age(); ///< in microseconds
    static Kind events();

    explicit QuantityBox(Kind kind, QWidget *parent = nullptr);

    /// Why what stands there is no value; empty if it is one.
    QString problem() const;

    QValidator::State validate(QString &text, int &pos) const override;
    double valueFromText(const QString &text) const override;
    QString textFromValue(double value) const override;
    void stepBy(int steps) override;

Q_SIGNALS:
    void read(); ///< its value or its problem() may be another one

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Reading
    {
        double value;
        std::optional<double> unit; ///< that stands there
    };
    std::optional<Reading> reading(const QString &text) const;
    std::optional<double> factorOf(const QString &word) const;
    QString textIn(const Unit &unit, double value) const;
    void noteUnit();

    const Kind m_kind;
    double m_unit; ///< of numbers alone
};

} // namespace eventscope
