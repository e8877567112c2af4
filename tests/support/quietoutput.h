// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

namespace eventscope {

/// What a session says goes nowhere; for those who are interested in one thing alone.
class QuietOutput : public SessionOutput
{
public:
    void event(const EventFields &, int) override { }
    void duplicate(int, quint64) override { }
    void send(std::string_view, std::string_view) override { }
    void proven() override { }
    void acknowledged(const QString &, std::string_view) override { }
    void released(const QString &, std::string_view) override { }
    void refused(const QString &, const QString &, const QString &, std::string_view) override { }
    void unconfirmed(const QString &, const QString &) override { }
    void serverError(const QString &, const QString &, std::string_view) override { }
    void control() override { }
    void close(CloseTreatment, const QString &) override { }
};

} // namespace eventscope
