// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#ifdef EVENTSCOPE_HAS_KAFKA
#include "tests/support/kafkabroker.h"
#endif

/// Events that have one secret in each of their parts, from each kind of source.
namespace canarylogins {

using namespace Qt::StringLiterals;

inline constexpr int count = 20;

/// A frame of any server.
inline QString frame(int number, const QString &secret)
{
    return uR"({"type":"user.login","severity":"error","n":%1,"password":"%2",)"
           R"("message":"failed with password=%2","header":"Authorization: Bearer %2",)"
           R"("nested":{"api_key":"%2","accessToken":"%2"}})"_s.arg(QString::number(number),
                                                                    secret);
}

/// What a bridge sends: in its id, subject, attributes, the key and headers of its record, a member
/// that is no attribute, and its data.
inline QString bridged(int number, const QString &secret)
{
    return uR"({"specversion":"1.0","type":"user.login","id":"%1 Bearer %2","source":"s",)"
           R"("subject":"https://ann:%2@host/","accesstoken":"%2","via":"Bearer %2",)"
           R"("kafkatopic":"logins","kafkamessagekey":"Bearer %2",)"
           R"("kafkaheaders":"[{\"authorization\":\"Bearer %2\"},{\"x-token\":\"%2\"}]",)"
           R"("last-login":{"password":"%2"},"data":{"password":"%2"}})"_s.arg(
               QString::number(number), secret);
}
/// Beside its id.
inline constexpr int partsOfBridged = 8;

#ifdef EVENTSCOPE_HAS_KAFKA
/// The same as records of a broker.
class Cluster
{
public:
    explicit Cluster(const QByteArray &secret)
    {
        m_broker.createTopic("logins");
        eventscope::KafkaBroker::Headers headers{{"ce_specversion", "1.0"},
                                                 {"ce_type", "user.login"},
                                                 {"ce_source", "s"},
                                                 {"ce_subject", "https://ann:" + secret + "@host/"},
                                                 {"ce_accesstoken", secret},
                                                 {"ce_via", "Bearer " + secret},
                                                 {"authorization", "Bearer " + secret},
                                                 {"x-token", secret}};
        for (int i = 0; i < count; ++i) {
            headers += {"ce_id", QByteArray::number(i) + " Bearer " + secret};
            m_isReady = m_broker.produce("logins", "{\"password\":\"" + secret + "\"}", headers,
                                         "Bearer " + secret)
                && m_isReady;
            headers.removeLast();
        }
    }
    bool isReady() const { return m_isReady; }
    QString url() const { return m_broker.url(); }

private:
    eventscope::KafkaBroker m_broker;
    bool m_isReady = true;
};
inline constexpr int partsOfRecord = 7;
#endif

} // namespace canarylogins
