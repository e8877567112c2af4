// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"
#include "tests/support/sampledialects.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/secretfield.h"
#include "views/wraplabel.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>

#include <memory>

namespace eventscope {

/// For tests of ConnectionDialog: three systems, and services whose answers the test gives.
class ConnectionDialogFixture : public QObject
{
    Q_OBJECT
protected:
    /// Keeps the answers to be given until the test wants them.
    struct Tester
    {
        std::function<void(bool, const QString &)> answer;
        std::function<void(const DetectedDialect &)> detected;
        ConnectionProfile profile;
        OptionValues secrets;
        int asked = 0;
        int detections = 0;

        WindowServices services(bool keychain = true)
        {
            WindowServices made;
            made.testConnection = [this](const ConnectionProfile &tried, const OptionValues &given,
                                         std::function<void(bool, const QString &)> reply) {
                profile = tried;
                secrets = given;
                answer = std::move(reply);
                ++asked;
            };
            made.detectDialect = [this](const ConnectionProfile &tried, const OptionValues &given,
                                        std::function<void(const DetectedDialect &)> reply) {
                profile = tried;
                secrets = given;
                detected = std::move(reply);
                ++detections;
            };
            made.keychainAvailable = [keychain] { return keychain; };
            return made;
        }
    };

    template<typename W>
    static W *field(const QWidget &dialog, const QString &key)
    {
        return dialog.findChild<W *>(key);
    }
    static void fill(const QWidget &dialog, const QString &url, const QString &token)
    {
        field<SecretField>(dialog, QStringLiteral("token"))->edit()->setText(token);
        field<QLineEdit>(dialog, QStringLiteral("url"))->setText(url);
    }
    static QPushButton *ok(const QWidget &dialog)
    {
        return dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    }

    std::unique_ptr<ConnectionModel> m_model;
    Tester m_tester;

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ConnectionModel>();
        m_model->setDialects({samples::telephony(), samples::plain(), samples::everything()});
        m_tester = {};
    }
};

} // namespace eventscope
