// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"

#include <QStringList>

namespace eventscope {

/// A feed of JSON as somebody might have written it for the own house: everything is told to
/// everybody, until a client asks for channels with `{"op":"subscribe","channel":"climate"}`.
/// `{"op":"ping"}` keeps it alive.
class SensorSession final : public DemoSession
{
public:
    using DemoSession::DemoSession;

    void text(const QByteArray &frame, qint64 nowUs) override;
    void tellReading(const Reading &event) override;
    void restart() override;
    int pingSeconds() const override { return 20; }
    std::vector<std::string> loadFrames() const override;

private:
    void complain(const QString &what, qint64 nowUs);

    QStringList m_channels; ///< empty: all
};

} // namespace eventscope
